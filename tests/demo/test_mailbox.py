"""The mailbox app by itself: what it answers to each notification."""

from __future__ import annotations

import pytest

from simulator.demo import mailbox

UNTIL_THE_GOODBYE = ["Speak", "Var", "Var", "ForEach", "GoTo"]


@pytest.fixture(scope="module")
def app_url(serve) -> str:
    return serve(mailbox.app)


def statements_in(commands) -> list[str]:
    """How the statements begin, in document order."""
    found = [element.text.split() for command in commands for element in command.walk() if element.name == "SQL"]
    return [" ".join(words[:2]) for words in found]


def inputs_of(commands) -> dict[str, list[str]]:
    """What each key of the one menu leads to: the names of the commands."""
    elements = [element for command in commands for element in command.walk() if element.name == "Input"]
    return {dict(one.attributes)["Key"]: [child.name for child in one.children] for one in elements}


def test_the_script_makes_an_array_of_the_new_messages_and_goes_through_it(app_url, post):
    commands = post(f"{app_url}/incoming", NotificationName="IncomingCall", CallID="1")

    assert [command.name for command in commands] == ["SQL", "SQL", "SQL", "SQL", *UNTIL_THE_GOODBYE]
    assert statements_in(commands[:4]) == ["CREATE TABLE", "INSERT OR", "INSERT OR", "SELECT id,"]
    assert dict(commands[3].attributes) == {"ID": "messages"}
    assert dict(commands[-2].attributes) == {"Source": "messages"}


def test_a_message_can_be_kept_or_deleted(app_url, post):
    commands = post(f"{app_url}/incoming")

    assert inputs_of(commands) == {
        "1": ["MoveFile", "SQL", "Var", "Speak"],
        "3": ["DeleteFile", "SQL", "Var", "Speak"],
    }


def test_an_array_that_is_preset_needs_no_database(app_url, post):
    commands = post(f"{app_url}/incoming?table=no")

    assert [command.name for command in commands] == UNTIL_THE_GOODBYE
    assert statements_in(commands) == []


def test_the_query_says_how_many_samples_there_are(app_url, post):
    commands = post(f"{app_url}/incoming?samples=0")

    assert statements_in(commands[:2]) == ["CREATE TABLE", "SELECT id,"]


def test_the_app_is_asked_again_with_what_the_script_knows_by_then(app_url, post):
    assert post(f"{app_url}/incoming")[-1].text == f"{app_url}/goodbye?heard=$heard"


def test_the_summary_is_sent_if_anything_was_heard(app_url, post):
    email, *rest = post(f"{app_url}/goodbye?heard=yes", NotificationName="GoTo")

    assert (email.name, email.text) == ("SendEmail", "$summary")
    assert dict(email.attributes) == {"Recipient": "anna@example.com", "Subject": "Your mailbox"}
    assert [command.name for command in rest] == ["Speak", "Hangup"]


def test_without_messages_there_is_nothing_to_send(app_url, post):
    speak, hangup = post(f"{app_url}/goodbye?heard=no", NotificationName="GoTo")

    assert (speak.text, hangup.name) == ("You have no new messages. Goodbye.", "Hangup")
