import pytest

from simulator.scenario.mistakes import MisreadError, Mistake, Mistakes
from simulator.telephony.problem import Place


def test_mistakes_are_told_in_the_order_of_the_file():
    error = MisreadError(Mistake(Place("s.yaml", 12, 1), "second"), Mistake(Place("s.yaml", 3, 9), "first"))

    assert str(error) == "s.yaml:3:9: first\ns.yaml:12:1: second"


def test_reading_goes_on_behind_a_mistake():
    mistakes = Mistakes()
    with mistakes.noted():
        raise MisreadError(Mistake(Place("s.yaml", 1, 1), "one"))
    mistakes.note(Place("s.yaml", 2, 1), "two")

    with pytest.raises(MisreadError, match=r"^s.yaml:1:1: one\ns.yaml:2:1: two$"):
        mistakes.check()


def test_without_mistakes_there_is_nothing_to_raise():
    Mistakes().check()
