import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.scenario.csv_table import table_from_csv
from simulator.scenario.mistakes import MisreadError
from simulator.telephony.problem import Place


def rows(written):
    table = table_from_csv(written if isinstance(written, bytes) else written.encode(), "t.csv")
    return [[cell.text for cell in row] for row in table]


def complaint(written):
    with pytest.raises(MisreadError) as caught:
        rows(written)
    return str(caught.value).splitlines()


def test_values_stay_the_texts_that_they_are():
    assert rows("a,b,c\n0123,1_2,12:30\nno,0x10,1e3\n*,#,~\nnull,,\n") == [
        ["a", "b", "c"],
        ["0123", "1_2", "12:30"],
        ["no", "0x10", "1e3"],
        ["*", "#", "~"],
        ["null", "", ""],
    ]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_the_separator_is_found_out_from_the_header(separator):
    assert rows(f"pin{separator}verdict\n1{separator}yes\n") == [["pin", "verdict"], ["1", "yes"]]


def test_a_separator_in_the_quotes_of_the_header_does_not_count():
    assert rows('"a,b,c";d\n1,5;2\n') == [["a,b,c", "d"], ["1,5", "2"]]


def test_quotes_hold_separators_quotes_and_lines():
    assert rows('a,b\n"x, y","say ""hi"""\n" z ","one\ntwo"\n') == [
        ["a", "b"],
        ["x, y", 'say "hi"'],
        [" z ", "one\ntwo"],
    ]


def test_blanks_around_values_do_not_count():
    assert rows('a, b ,c\n 1 , "2" ,3\n') == [["a", "b", "c"], ["1", "2", "3"]]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("last", [True, False])
def test_lines_end_as_they_do_anywhere(end, last):
    written = end.join(["a,b", "", "1,2", "   ", "3,4"]) + (end if last else "")

    assert rows(written.encode("utf-8-sig")) == [["a", "b"], ["1", "2"], ["3", "4"]]


def test_a_table_of_one_column_may_have_empty_values_in_quotes():
    assert rows('a\n""\nx\n') == [["a"], [""], ["x"]]


def test_an_empty_file_has_no_rows():
    assert rows("") == []
    assert rows("\n\n") == []


def test_each_value_has_its_place_and_knows_its_quotes():
    table = table_from_csv(b'a,b\n"x\ny",2\n3,"4"\n', "t.csv")

    assert [(cell.place, cell.bare) for row in table[1:] for cell in row] == [
        (Place("t.csv", 2, 1), False),
        (Place("t.csv", 3, 4), True),
        (Place("t.csv", 4, 1), True),
        (Place("t.csv", 4, 3), False),
    ]


@pytest.mark.parametrize(
    ("written", "messages"),
    [
        ("a,b\n1\n1,2\n", ["t.csv:2:1: expected 2 values (a, b), found 1"]),
        (
            "a,b\n1,2,3\n4\n",
            [
                "t.csv:2:1: expected 2 values (a, b), found 3; quote a value in which a separator stands",
                "t.csv:3:1: expected 2 values (a, b), found 1",
            ],
        ),
        ('a,b\n1,"2\n', ["t.csv:2:3: expected a separator behind a closing quote, or the quote is never closed"]),
        ('a,b\n1,"2"x\n', ["t.csv:2:3: expected a separator behind a closing quote, or the quote is never closed"]),
        (b"a,b\n1,\xe9\n", ["t.csv:2: byte 0xe9 is not UTF-8; save the table as UTF-8"]),
        ("a,b\n1,2\n".encode("utf-16"), ["t.csv:1: byte 0xff is not UTF-8; save the table as UTF-8"]),
    ],
)
def test_a_mistake_is_told_with_its_line(written, messages):
    assert complaint(written) == messages


@given(st.lists(st.lists(st.text(st.characters(codec="utf-8")), min_size=2, max_size=2), min_size=1))
def test_whatever_is_quoted_comes_back(table):
    written = "a,b\n" + "".join(",".join('"' + one.replace('"', '""') + '"' for one in row) + "\n" for row in table)

    assert rows(written) == [["a", "b"], *table]
