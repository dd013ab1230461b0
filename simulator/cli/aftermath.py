"""What is left to do when a run is over, and the status that it leaves with: whatever fails then, it gets no better."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from simulator.cli.ending import complain
from simulator.errors import SimulatorError
from simulator.status import ExitStatus


@dataclass(slots=True)
class Aftermath:
    """Things that are done one by one behind a run, each whatever becomes of the others.

    `status` begins as that of the run. What cannot be written makes one that passed `NOT_WRITTEN`, and leaves every
    other as it is: a failed check stays one.
    """

    status: ExitStatus

    def attempt(self, what: str, action: Callable[[], object]) -> None:
        """Do something that may fail, and tell so if it does.

        Args:
            what: what it writes, for the complaint, such as "the baseline speed.json".
            action: does it; raises OSError or SimulatorError.
        """
        try:
            action()
        except OSError as error:
            self.note(what, error)
        except SimulatorError as error:
            complain(str(error))
            self._worsen()

    def note(self, what: str, error: OSError) -> None:
        """Tell that something could not be written."""
        where = f" ({error.filename})" if error.filename is not None and str(error.filename) not in what else ""
        complain(f"{what} cannot be written: {error.strerror or error}{where}")
        self._worsen()

    def _worsen(self) -> None:
        if self.status is ExitStatus.PASSED:
            self.status = ExitStatus.NOT_WRITTEN
