"""Variables and arrays that users set before a script."""

from __future__ import annotations

import pytest

from simulator.errors import ScenarioError
from simulator.presets import preset_variables
from simulator.telephony.variables import Value


def test_names_match_without_regard_to_case_and_items_may_have_fields():
    variables = preset_variables({"Who": "Anna"}, {"Mails": ["a", {"From": "Bob", "text": "Hi"}]})

    assert variables.get("who") == Value("Anna")
    assert variables.array("mails") == (Value("a"), Value("Bob", {"from": "Bob", "text": "Hi"}))


def test_nothing_is_set_where_nothing_is_given():
    assert preset_variables().names() == []


@pytest.mark.parametrize(
    ("values", "arrays", "message"),
    [
        ({"a b": "x"}, None, "variables: 'a b' is no name; expected letters, digits and _, no digit first"),
        ({"1st": "x"}, None, "variables: '1st' is no name; expected letters, digits and _, no digit first"),
        ({"$who": "x"}, None, "variables: '$who' is no name; expected letters, digits and _, no digit first"),
        ({5: "x"}, None, "variables: 5 is no name; expected letters, digits and _, no digit first"),
        ({"who": 5}, None, "variables: 'who': expected a text, not 5"),
        ({"who": "x", "WHO": "y"}, None, "variables: 'who' and 'WHO' are the same name"),
        (None, {"a-b": []}, "arrays: 'a-b' is no name; expected letters, digits and _, no digit first"),
        (None, {"a": [], "A": []}, "arrays: 'a' and 'A' are the same name"),
        (None, {"a": "red"}, "arrays: 'a': expected a list, not 'red'"),
        (None, {"a": 5}, "arrays: 'a': expected a list, not 5"),
        (None, {"a": ["x", 5]}, "arrays: 'a': item 2: expected a text, or fields with their texts, not 5"),
        (None, {"a": [{}]}, "arrays: 'a': item 1: expected at least one field"),
        (None, {"a": [{"f": None}]}, "arrays: 'a': item 1: 'f': expected a text, not None"),
        (None, {"a": [{"f": "x", "F": "y"}]}, "arrays: 'a': item 1: 'f' and 'F' are the same name"),
    ],
)
def test_what_no_script_could_use_is_refused(values, arrays, message):
    with pytest.raises(ScenarioError) as refused:
        preset_variables(values, arrays)

    assert str(refused.value) == message
