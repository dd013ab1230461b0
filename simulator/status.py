"""What a run tells whoever started it."""

from enum import IntEnum


class ExitStatus(IntEnum):
    """Exit codes; up to 5 the same numbers as pytest's."""

    PASSED = 0
    FAILED = 1
    INTERRUPTED = 2
    INTERNAL_ERROR = 3
    USAGE = 4
    NOTHING_FOUND = 5
    NOT_WRITTEN = 6
    """All has passed, and something that was to be written could not be, such as a report."""
