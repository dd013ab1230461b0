import pytest

from simulator import errors
from simulator.errors import SimulatorError, suggestion


@pytest.mark.parametrize("name", ["OzmlError", "ScenarioError", "AudioError", "AppError"])
def test_every_error_can_be_caught_as_one_of_the_simulator(name):
    assert issubclass(getattr(errors, name), SimulatorError)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Spaek", "; did you mean 'Speak'?"),
        ("SPEAK", "; did you mean 'Speak'?"),
        ("xyz", "; known: 'Play', 'Record', 'Speak'"),
    ],
    ids=["misspelt", "another case", "nothing close"],
)
def test_a_misspelt_name_is_met_with_what_it_may_have_meant(name, expected):
    assert suggestion(name, ["Speak", "Play", "Record"]) == expected


def test_of_many_names_those_that_are_alike_are_listed_first_then_the_others_in_order():
    known = ["Array", "Call", "Delay", "GoTo", "Hangup", "Play", "Record", "Reject", "Speak", "Var"]

    assert suggestion("xa", known) == (
        "; known: 'Var', 'Array', 'Call', 'Delay', 'GoTo', 'Hangup', 'Play', 'Record', and 2 more"
    )


def test_the_closest_name_is_suggested():
    assert suggestion("Recrd", ["Reject", "Record"]) == "; did you mean 'Record'?"
