"""A PIN menu app: four digits open an account, whose balance is told, or an operator is asked to call back.

Start it with ``uvicorn simulator.demo.pin_menu:app`` and let the PBX post IncomingCall to ``/incoming``. The app keeps
nothing between two requests: how often the PIN has been tried stands in the address that the PBX asks next.
"""

from typing import Annotated
from xml.sax.saxutils import escape, quoteattr

from fastapi import FastAPI, Form, Request, Response

app = FastAPI(title="PIN menu")

PIN = "1234"
BALANCE = "42 euros"
ATTEMPTS = 3


@app.post("/incoming")
def incoming(request: Request) -> Response:
    """Answer IncomingCall: ask for the PIN."""
    return ozml(speak("Welcome to the bank."), *pin_question(request, attempt=1))


@app.post("/pin")
def pin(request: Request, entered: Annotated[str, Form(alias="DtmfDigits")], attempt: int = 1) -> Response:
    """Answer DtmfEntered: the right PIN leads to the menu, a wrong one back to the question."""
    if entered == PIN:
        # GoTo replaces the script that asked for the PIN; without it that script would go on after the menu.
        return ozml(f"<GoTo>{escape(str(request.url_for('menu')))}</GoTo>")
    if attempt >= ATTEMPTS:
        return ozml(speak("Wrong PIN. Too many attempts. Goodbye."), "<Hangup/>")
    return ozml(speak("Wrong PIN."), *pin_question(request, attempt + 1))


@app.post("/menu")
def menu() -> Response:
    """Answer GoTo: the menu of an account. The back key of the menu within it leads here again."""
    balance = f"""
        <UserInput Timeout="5" BackKey="*">
          <InitialCommands>{speak(f"Your balance is {BALANCE}. Press star to go back.")}</InitialCommands>
        </UserInput>"""
    return ozml(f"""
        <UserInput Timeout="5">
          <InitialCommands>{speak("For your balance, press 1. For an operator, press 2.")}</InitialCommands>
          <Inputs>
            <Input Key="1">{balance}</Input>
            <Input Key="2">{speak("An operator will call you back.")}<Hangup/></Input>
          </Inputs>
        </UserInput>
        {speak("Goodbye.")}
        <Hangup/>""")


def pin_question(request: Request, attempt: int) -> tuple[str, ...]:
    """The commands that ask for the PIN, and end the call if nothing is entered."""
    url = request.url_for("pin").include_query_params(attempt=attempt)
    question = f"""
        <UserInput Digits="4" Timeout="5" ForwardToUrl={quoteattr(str(url))}>
          <InitialCommands>{speak("Please enter your PIN.")}</InitialCommands>
        </UserInput>"""
    return question, speak("No PIN was entered. Goodbye."), "<Hangup/>"


def speak(text: str) -> str:
    """The command that says a text."""
    return f"<Speak>{escape(text)}</Speak>"


def ozml(*commands: str) -> Response:
    """An answer to the PBX."""
    return Response(f"<Response>{''.join(commands)}</Response>", media_type="text/xml")
