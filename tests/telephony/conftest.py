"""Lets pytest explain the comparisons of the modules that the tables here share."""

import pytest

pytest.register_assert_rewrite("tests.telephony.rows", "tests.telephony.invariants")
