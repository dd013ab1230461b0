import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.server.ranges import UnsatisfiableRangeError, requested_range


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("bytes=0-0", range(1)),
        ("bytes=2-4", range(2, 5)),
        ("bytes=2-", range(2, 10)),
        ("bytes=2-99", range(2, 10)),
        ("bytes=-3", range(7, 10)),
        ("bytes=-99", range(10)),
        ("BYTES=1-2", range(1, 3)),
        ("bytes= 1-2 ", range(1, 3)),
    ],
)
def test_one_range_is_understood(header, expected):
    """RFC 9110, section 14.1.2."""
    assert requested_range(header, 10) == expected


@pytest.mark.parametrize(
    "header",
    [None, "", "bytes", "bytes=", "bytes=-", "bytes=4-2", "bytes=a-b", "lines=1-2", "bytes=0-1,4-5", "bytes=1-2-3",
     "bytes=\u0661-\u0662", "bytes=" + "9" * 5000 + "-"],
)  # fmt: skip
def test_what_is_no_single_range_means_the_whole_file(header):
    assert requested_range(header, 10) is None


@pytest.mark.parametrize("header", ["bytes=10-", "bytes=10-20", "bytes=-0"])
def test_a_range_behind_the_end_cannot_be_met(header):
    with pytest.raises(UnsatisfiableRangeError):
        requested_range(header, 10)


@given(st.text(max_size=20) | st.from_regex(r"bytes=[0-9]*-[0-9]*"), st.integers(1, 1000))
def test_whatever_is_asked_for_lies_within_the_file(header, size):
    try:
        wanted = requested_range(header, size)
    except UnsatisfiableRangeError:
        return

    assert wanted is None or (len(wanted) > 0 and wanted[0] >= 0 and wanted[-1] < size)
