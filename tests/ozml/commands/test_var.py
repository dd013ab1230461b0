"""<Var>: a value gets a name (P5405)."""


def test_a_value_has_a_name_from_where_it_is_reached(play):
    played = play('<Speak>$who</Speak><Var ID="who">Anna</Var><Speak>$who</Speak>')

    assert played.heard == ["$who", "Anna"]
    assert played.rules == ["unknown-variable"]


def test_the_value_may_be_an_attribute(play):
    assert play('<Var id="a" value="1"/><Speak>$a</Speak>').heard == ["1"]


def test_a_name_given_again_is_overwritten(play):
    assert play('<Var ID="a">1</Var><Var ID="A">2</Var><Speak>$a</Speak>').heard == ["2"]


def test_values_are_put_in_when_the_command_is_reached(play):
    assert play('<Var ID="a">1</Var><Var ID="b">$a</Var><Var ID="a">2</Var><Speak>$b</Speak>').heard == ["1"]


def test_a_variable_without_a_name_is_a_mistake(play):
    assert play('<Var ID="">1</Var>').rules == ["bad-value"]
