import pytest

from simulator.scenario.measure import Measure, measure_from_text, seconds_from_text


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("0.5", 0.5),
        ("0.5s", 0.5),
        (" 2 S ", 2.0),
        ("300ms", 0.3),
        ("2 min", 120.0),
        (".25s", 0.25),
        ("0", 0.0),
    ],
)
def test_a_length_of_time_has_an_optional_unit(written, seconds):
    assert seconds_from_text(written) == seconds


@pytest.mark.parametrize("written", ["", "s", "-1", "1e3", "0,5s", "1h", "inf", "nan", "٣", "1 2", "5."])
def test_other_texts_are_no_length_of_time(written):
    with pytest.raises(ValueError, match=r"^a length of time such as 0\.5s, 300ms or 2min$"):
        seconds_from_text(written)


@pytest.mark.parametrize(
    ("written", "measure"),
    [
        ("4.7s", Measure(4.7, 0.05)),
        ("4.7s ± 0.1", Measure(4.7, 0.1)),
        ("4.7 ±0.1s", Measure(4.7, 0.1)),
        ("4.7s +- 100ms", Measure(4.7, 0.1)),
        ("4.7s +/- 0", Measure(4.7, 0.0)),
        ("300ms ± 50", Measure(0.3, 0.05)),
    ],
)
def test_a_tolerance_has_the_unit_of_its_length_unless_it_has_its_own(written, measure):
    assert measure_from_text(written) == measure


@pytest.mark.parametrize("written", ["± 1", "1 ±", "1 ± 2 ± 3", "1 - 2", "about 4s"])
def test_other_texts_are_no_measure(written):
    with pytest.raises(ValueError, match=r"a length of time such as 4.7s or 4.7s ± 0.1"):
        measure_from_text(written)


def test_the_edge_of_a_tolerance_is_within_it_in_spite_of_binary_fractions():
    assert Measure(4.7, 0.1).allows(4.8)
    assert Measure(4.7, 0.1).allows(4.6)
    assert not Measure(4.7, 0.1).allows(4.801)


def test_a_measure_is_printed_with_its_tolerance():
    assert str(Measure(4.7, 0.1)) == "4.7 s ± 0.1"
