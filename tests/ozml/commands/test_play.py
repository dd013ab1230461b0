"""<Play>: an audio file (P4690)."""

import pytest

from simulator.telephony.media import Clip
from simulator.telephony.steps import HangsUp, Pauses, Presses, StaysSilent

CLIPS = {
    "welcome.wav": Clip("welcome", "welcome.wav", 2.5),
    "click.wav": Clip("click", "click.wav", 0.1),
    "empty.wav": Clip("empty", "empty.wav", 0.0),
}


def test_play_lasts_as_long_as_its_file(play):
    assert play("<Play>welcome.wav</Play><Speak>Hi</Speak>", clips=CLIPS).lines()[3:] == [
        "0.0 plays 'welcome.wav' (2.5 s)",
        "2.5 speaks 'Hi' (0.2 s)",
        "2.7 call ended by pbx: normal clearing",
    ]


def test_a_file_that_is_missing_takes_no_time_and_is_an_error(play):
    """ozml q27."""
    played = play("<Play>missing.wav</Play><Speak>Hi</Speak>", clips=CLIPS)

    assert played.lines()[3] == "0.0 error: /:1:11: missing.wav: no such file"
    assert played.heard == ["Hi"]


def test_a_file_that_is_repeated_plays_until_the_caller_hangs_up(play):
    """ozml q28."""
    played = play(
        '<Play Repeat="true">welcome.wav</Play><Speak>never</Speak>', clips=CLIPS, caller=[Pauses(6.0), HangsUp()]
    )

    assert played.lines()[3:] == [
        "0.0 warning: /:1:49: <Play> never ends by itself, so what stands behind it never runs",
        "0.0 plays 'welcome.wav' (2.5 s)",
        "2.5 plays 'welcome.wav' (2.5 s)",
        "5.0 plays 'welcome.wav' (2.5 s)",
        "6.0 call ended by caller: normal clearing",
        "6.0 interrupted after 1.0 s: 'welcome.wav'",
    ]


def test_a_file_that_is_repeated_in_a_prompt_plays_until_a_key_comes(play):
    """ozml q29: the timeout never starts."""
    played = play(
        '<UserInput Timeout="1"><InitialCommands><Play Repeat="true">welcome.wav</Play></InitialCommands>'
        '<Inputs><Input Key="1"><Speak>one</Speak></Input></Inputs></UserInput>',
        clips=CLIPS,
        caller=[Pauses(6.0), Presses("1")],
    )

    assert played.heard == ["welcome.wav", "welcome.wav", "welcome.wav", "one"]


def test_repeating_an_empty_file_ends(play):
    assert play('<Play Repeat="true">empty.wav</Play>', clips=CLIPS).lines()[-1] == (
        "0.0 call ended by pbx: normal clearing"
    )


@pytest.mark.parametrize(
    ("command", "rule"),
    [("<Play/>", "missing-parameter"), ("<Play></Play>", "missing-parameter"), ('<Play AudioFile=""/>', "bad-value")],
)
def test_without_a_file_it_is_skipped(play, command, rule):
    played = play(command + "<Speak>on</Speak>")

    assert (played.rules, played.heard) == ([rule], ["on"])


def test_parameters_of_third_party_control_are_no_mistake(play):
    """P4690: they are only considered there."""
    assert play('<Play CallId="1" Party="all">welcome.wav</Play>', clips=CLIPS).rules == []


def test_a_short_file_that_is_repeated_begins_every_half_second(play):
    played = play('<Play Repeat="true">click.wav</Play>', clips=CLIPS, caller=[Pauses(1.2), HangsUp()])

    assert [(one.started_at, one.ended_at) for one in played.call.prompts] == [(0.0, 0.1), (0.5, 0.6), (1.0, 1.1)]


def test_a_file_that_is_missing_is_not_repeated(play):
    assert play('<Play Repeat="true">missing.wav</Play>').rules == ["sound"]


def test_repeating_an_empty_file_and_fetching_the_script_again_comes_to_an_end(play):
    played = play('<Play Repeat="true">empty.wav</Play><GoTo>/</GoTo>', clips=CLIPS)

    assert set(played.rules) == {"never-run", "endless-goto"}
    assert played.call.ended_at == 0.0


def test_empty_files_in_a_menu_without_end_are_stopped(play):
    played = play(
        '<UserInput Repeat="true"><InitialCommands><Play>empty.wav</Play></InitialCommands></UserInput>',
        clips=CLIPS,
        caller=[StaysSilent()],
        round_limit=20,
    )

    assert played.rules == ["endless-menu"]
    assert played.call.ended_at == 20.0


# -- Timeout (Ozeki 10, O7640) ---------------------------------------------------------------------------------------


def timed(play, attributes, file="welcome.wav", **options):
    return play(f"<Play {attributes}>{file}</Play><Speak>Hi</Speak>", clips=CLIPS, **{"dialect": "ozeki10", **options})


def test_a_playback_that_still_runs_is_stopped_in_time(play):
    assert timed(play, 'Timeout="2"').lines()[3:] == [
        "0.0 plays 'welcome.wav' (2.5 s)",
        "2.0 interrupted after 2.0 s: 'welcome.wav'",
        "2.0 speaks 'Hi' (0.2 s)",
        "2.2 call ended by pbx: normal clearing",
    ]


def test_a_playback_that_is_over_before_is_not_stopped(play):
    assert timed(play, 'Timeout="3"').at("speaks 'Hi'") == 2.5


def test_a_file_that_is_repeated_ends_in_time_and_the_script_goes_on(play):
    played = timed(play, 'Repeat="true" Timeout="6"')

    assert played.lines()[3:-1] == [
        "0.0 plays 'welcome.wav' (2.5 s)",
        "2.5 plays 'welcome.wav' (2.5 s)",
        "5.0 plays 'welcome.wav' (2.5 s)",
        "6.0 interrupted after 1.0 s: 'welcome.wav'",
        "6.0 speaks 'Hi' (0.2 s)",
    ]


def test_a_time_that_ends_with_a_round_begins_no_other(play):
    assert [one.text for one in timed(play, 'Repeat="true" Timeout="5"').call.prompts] == ["welcome.wav"] * 2 + ["Hi"]


def test_a_time_that_ends_between_two_short_rounds_begins_no_other(play):
    played = timed(play, 'Repeat="true" Timeout="1"', "click.wav")

    assert [(one.text, one.started_at) for one in played.call.prompts] == [
        ("click.wav", 0.0),
        ("click.wav", 0.5),
        ("Hi", 1.0),
    ]


def test_phone_system_xe_does_not_know_a_timeout(play):
    played = timed(play, 'Timeout="1"', dialect="xe")

    assert played.rules == ["other-dialect"]
    assert played.at("speaks 'Hi'") == 2.5
