"""Why an e-mail was not relayed."""

from __future__ import annotations

import re
from typing import Final

CONTROLS: Final = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029\ud800-\udfff]+")
"""What breaks a line, or cannot be written at all."""


class NotRelayedError(Exception):
    """Why an e-mail stays where it is, in a line, as `EmailRelayed.problem` has it."""
