"""Steps that depend on what happens, as the control API takes them: they are read as those of scenario files are."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, JsonValue

from simulator.scenario.python_data import node_from
from simulator.scenario.sounds import ClipFolders
from simulator.scenario.steps import read_steps
from simulator.server.control.faults import AnyFault, fault_from_written
from simulator.server.control.written import WrittenStep, with_example
from simulator.telephony.fault_step import Suffers
from simulator.telephony.step import Step


class ReactionStep(WrittenStep):
    """A step with others in it, or about something that happens elsewhere."""

    def as_step(self) -> Step:
        """The step as the core has it."""
        ((name, value),) = self.model_dump(by_alias=True).items()
        (step,) = read_steps(node_from([{name: value}], "steps"), _ClipsOfTheServer([]))
        return step


class _ClipsOfTheServer(ClipFolders):
    """Sound files by their paths, as the server sees them; they are looked for when the call is placed."""

    def find(self, name: str) -> Path:
        """The path as it is."""
        return Path(name)


class RepeatsStep(ReactionStep):
    """Takes steps again and again: so many `times`, or `until` something is heard, `at most` so many times."""

    model_config = with_example(
        {"repeats": {"times": 3, "does": [{"hears": "PIN"}, {"presses": "1111"}]}},
        {"repeats": {"until": "Goodbye", "at most": 20, "does": [{"hears": "menu"}, {"presses": "9"}]}},
    )

    repeats: dict[str, JsonValue] = Field(description="`does` has the steps; `times`, or `until` and `at most`.")


class WhenStep(ReactionStep):
    """Waits for the first of several prompts, and does what belongs to it."""

    model_config = with_example(
        {"when": {"hears": "English", "does": [{"presses": "1"}], "optional": True}},
        {"when": [{"hears": "PIN", "does": [{"presses": "1234"}]}, {"otherwise": ["hangs_up"], "within": "5s"}]},
    )

    when: dict[str, JsonValue] | list[JsonValue] = Field(
        description="A branch, `hears` and `does`, or a list of branches; `otherwise` (steps) or `optional`, `within`."
    )


class WaitsForStep(ReactionStep):
    """Waits for a notification, or for something else that happens on any call."""

    model_config = with_example(
        {"waits_for": "RecordCompleted"},
        {"waits_for": {"notification": "CallChanged", "fields": {"CallState": "InCall"}, "within": "5s"}},
        {"waits_for": {"sms": {"to": "4711", "text": "Confirmed*"}}},
    )

    waits_for: str | dict[str, JsonValue] = Field(
        description="The name of a notification; or an object with one of `notification`, `event`, `ozml`, `command`, "
        "`sms`, `email`, `message`, and with `fields` and `within`."
    )


class FaultStep(WrittenStep):
    """Lets something go wrong from now on."""

    model_config = with_example({"fault": {"drop": {"notification": "RecordCompleted"}}}, {"fault": "reset"})

    fault: AnyFault = Field(description="As one of `faults`.")

    def as_step(self) -> Step:
        """The step as the core has it."""
        return Suffers(fault_from_written(self.fault))
