"""The named values of a script."""

import pytest

from simulator.telephony.variables import Value, Variables, value_from_fields, variables_from


def test_names_match_in_any_case_and_the_last_value_counts():
    variables = Variables()
    variables.assign("Who", Value("Anna"))
    variables.assign("WHO", Value("Bela"))

    assert variables.get("who") == Value("Bela")
    assert variables.names() == ["who"]
    assert variables.get("whom") is None


def test_arrays_have_names_of_their_own():
    """ozml q42."""
    variables = Variables()
    variables.assign("a", Value("1"))
    variables.assign_array("A", iter([Value("2"), Value("3")]))

    assert variables.get("a") == Value("1")
    assert variables.array("a") == (Value("2"), Value("3"))
    assert variables.array("b") is None
    assert variables.names() == ["a"]


def test_names_of_the_innermost_block_hide_others_as_long_as_it_runs():
    """ozml q43."""
    variables = variables_from({"item": "outermost", "x": "1"})
    with variables.within({"item": Value("outer")}):
        with variables.within({"item": Value("inner"), "zone": Value("7")}):
            assert variables.get("ITEM") == Value("inner")
            assert variables.get("x") == Value("1")
            assert variables.names() == ["item", "x", "zone"]
        assert variables.get("item") == Value("outer")
        assert variables.get("zone") is None

    assert variables.get("item") == Value("outermost")


def test_a_block_that_is_left_by_an_error_leaves_no_names():
    variables = Variables()
    with pytest.raises(RuntimeError), variables.within({"item": Value("x")}):
        raise RuntimeError

    assert variables.names() == []


def test_blocks_of_two_processes_may_end_in_any_order():
    """The same names twice: each end takes away one of them, and the table is as before."""
    variables = Variables()
    first, second = variables.within({"item": Value("1")}), variables.within({"item": Value("2")})
    first.__enter__()
    second.__enter__()
    first.__exit__(None, None, None)
    assert variables.get("item") == Value("2")

    second.__exit__(None, None, None)
    assert variables.get("item") is None


def test_assigning_within_a_block_is_for_afterwards():
    variables = Variables()
    with variables.within({"item": Value("block")}):
        variables.assign("item", Value("call"))
        assert variables.get("item") == Value("block")

    assert variables.get("item") == Value("call")


def test_a_copy_is_a_table_of_its_own_without_the_names_of_blocks():
    variables = variables_from({"a": "1"}, {"list": ["x"]})
    with variables.within({"item": Value("y")}):
        copied = variables.copy()
    copied.assign("a", Value("2"))
    copied.assign_array("list", ())

    assert (copied.get("item"), variables.get("a"), variables.array("list")) == (None, Value("1"), (Value("x"),))


def test_a_value_with_fields_is_the_first_of_them_as_a_text():
    value = value_from_fields({"Message": "1.wav", "From": "Anna"})

    assert (value.text, value.fields) == ("1.wav", {"message": "1.wav", "from": "Anna"})
    assert value_from_fields({}) == Value("")


def test_a_scenario_gives_texts_and_lists_of_texts_or_of_fields():
    variables = variables_from({"Who": "Anna"}, {"List": ["x", {"From": "Bela"}], "empty": []})

    assert variables.get("who") == Value("Anna")
    assert variables.array("LIST") == (Value("x"), Value("Bela", {"from": "Bela"}))
    assert variables.array("empty") == ()
