"""A mailbox app: it reads out the new messages, keeps or deletes each as the caller wishes, and e-mails a summary.

Run ``uvicorn simulator.demo.mailbox:app``; IncomingCall goes to ``/incoming``. The messages are files in the PBX's data
folder, and rows in its database say whose they are; the script itself goes through them, so the app is asked only
twice. `Play` must find a file where `MoveFile` does: the content folder of the PBX is its data folder.
"""

from typing import Annotated
from xml.sax.saxutils import escape, quoteattr

from fastapi import FastAPI, Query, Request, Response
from pydantic import BaseModel

app = FastAPI(title="Mailbox")

OLD = "Voicemail/9000/old"
OWNER = "anna@example.com"

TABLE = """
    CREATE TABLE IF NOT EXISTS messages
      (id INTEGER PRIMARY KEY, caller TEXT, file TEXT, state TEXT DEFAULT 'new')"""

SAMPLES = (
    "INSERT OR IGNORE INTO messages (id, caller, file) VALUES (1, '+3615550100', '1.wav')",
    "INSERT OR IGNORE INTO messages (id, caller, file) VALUES (2, '+3615550101', '2.wav')",
)
"""What there is to hear; in earnest whatever takes the messages writes these rows."""

NEW_MESSAGES = """
    SELECT id, caller, 'Voicemail/9000/new/' || file AS message
    FROM messages WHERE state = 'new' ORDER BY id"""

# Texts of callers have no place in a statement: `$item.id` is a number that the database itself has given.
KEPT = "UPDATE messages SET state = 'old' WHERE id = $item.id"
DELETED = "DELETE FROM messages WHERE id = $item.id"


class Wishes(BaseModel):
    """What a query may ask for: how many samples there are; without a table, the array `messages` is set already."""

    table: bool = True
    samples: int = len(SAMPLES)


@app.post("/incoming")
def incoming(request: Request, wishes: Annotated[Wishes, Query()]) -> Response:
    """Answer IncomingCall: read out what is new, message by message. `$summary` grows by a line for each."""
    # A script has no conditions: whether there was a message travels to the app, whose next answer depends on it.
    goodbye = f"{request.url_for('goodbye')}?heard=$heard"
    return ozml(
        *(new_messages(wishes.samples) if wishes.table else ()),
        speak("This is your mailbox."),
        var("heard", "no"),
        var("summary", "You have listened to your messages:"),
        f'<ForEach Source="messages">{var("heard", "yes")}{message(table=wishes.table)}</ForEach>',
        f"<GoTo>{escape(goodbye)}</GoTo>",
    )


@app.post("/goodbye")
def goodbye(*, heard: bool) -> Response:
    """Answer GoTo: send the summary, if there is anything to sum up."""
    if not heard:
        return ozml(speak("You have no new messages. Goodbye."), "<Hangup/>")
    return ozml(
        f'<SendEmail Recipient={quoteattr(OWNER)} Subject="Your mailbox">$summary</SendEmail>',
        speak("There are no more messages. Goodbye."),
        "<Hangup/>",
    )


def new_messages(samples: int) -> tuple[str, ...]:
    """The commands that make the array `messages` of the rows in the database."""
    statements = (TABLE, *SAMPLES[:samples])
    return *(sql(statement) for statement in statements), f'<SQL ID="messages">{escape(NEW_MESSAGES)}</SQL>'


def message(*, table: bool) -> str:
    """The commands that read out one message; whoever presses nothing leaves it as it is."""
    keep = (
        f'<MoveFile SourceFile="$item.message" TargetDirectory={quoteattr(OLD)}/>',
        *([sql(KEPT)] if table else []),
        var("summary", "$summary\n$item.caller: kept"),
        speak("Kept."),
    )
    delete = (
        '<DeleteFile SourceFile="$item.message"/>',
        *([sql(DELETED)] if table else []),
        var("summary", "$summary\n$item.caller: deleted"),
        speak("Deleted."),
    )
    return f"""
        <UserInput Timeout="5">
          <InitialCommands>
            {speak("Message from $item.caller.")}
            <Play>$item.message</Play>
            {speak("Press 1 to keep it, or 3 to delete it.")}
          </InitialCommands>
          <Inputs>
            <Input Key="1">{"".join(keep)}</Input>
            <Input Key="3">{"".join(delete)}</Input>
          </Inputs>
        </UserInput>"""


def sql(statement: str) -> str:
    """The command that runs a statement on the PBX's database."""
    return f"<SQL>{escape(statement)}</SQL>"


def var(name: str, value: str) -> str:
    """The command that gives a value a name."""
    return f"<Var ID={quoteattr(name)}>{escape(value)}</Var>"


def speak(text: str) -> str:
    """The command that says a text."""
    return f"<Speak>{escape(text)}</Speak>"


def ozml(*commands: str) -> Response:
    """An answer to the PBX."""
    return Response(f"<Response>{''.join(commands)}</Response>", media_type="text/xml")
