"""<Hangup>: the end of the call (P4689)."""


def test_hangup_ends_the_call_and_the_rest_does_not_run(play):
    played = play("<Speak>Bye</Speak><Hangup/><Speak>never</Speak>")

    assert played.heard == ["Bye"]
    assert played.lines()[-1] == "0.3 call ended by pbx: normal clearing"


def test_hangup_at_the_end_changes_nothing(play):
    assert play("<Speak>Bye</Speak><Hangup/>").lines() == play("<Speak>Bye</Speak>").lines()


def test_hangup_in_a_prompt_ends_the_call(play):
    played = play("<UserInput Timeout='5'><InitialCommands><Hangup/></InitialCommands></UserInput><Speak>never</Speak>")

    assert played.lines()[-1] == "0.0 call ended by pbx: normal clearing"
    assert played.heard == []
