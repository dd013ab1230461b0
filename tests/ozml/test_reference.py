from simulator.ozml.reference import CommandRow, command_rows, markdown_table
from simulator.ozml.schema import COMMANDS, NOT_SIMULATED


def test_every_command_has_a_row_and_the_simulated_ones_come_first():
    rows = command_rows()

    assert [row.name for row in rows if row.simulated] == sorted(spec.name for spec in COMMANDS.values())
    assert [row.name for row in rows if not row.simulated] == sorted(NOT_SIMULATED, key=str.lower)
    assert [row.simulated for row in rows] == [True] * len(COMMANDS) + [False] * len(NOT_SIMULATED)


def test_a_row_shows_parameters_with_their_defaults_and_where_they_may_stand():
    rows = {row.name: row for row in command_rows()}

    assert rows["Delay"] == CommandRow("Delay", "Time (needed) (or text)", "P4688", simulated=True)
    assert rows["Play"].attributes == "AudioFile (needed) (or text), Repeat=false"
    assert rows["Record"].attributes == "Duration, Inactivity, FinishDigits, Format=mp3, FinishedUrl"
    assert rows["Reject"].attributes == ""
    assert rows["UserInput"].attributes == (
        "Repeat=false, Timeout=0, BackKey, Digits, MinDigits, MaxDigits, ForwardToUrl, "
        "InitialCommands (element), Inputs (element) of Input elements, each with a Key"
    )
    assert rows["SendSms"] == CommandRow("SendSms", "not simulated yet", "P4589", simulated=False)


def test_the_table_is_markdown():
    assert markdown_table([CommandRow("Delay", "Time", "P4688", simulated=True)]) == (
        "| command | parameters and defaults | source |\n| --- | --- | --- |\n| `Delay` | Time | P4688 |"
    )
