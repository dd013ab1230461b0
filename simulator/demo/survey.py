"""A survey: two questions that are answered by keys, and a word at the end for those who have one.

It needs nothing but Python: ``python -m simulator.demo.survey 8000`` serves it; IncomingCall goes to ``/incoming``, and
``GET /results`` tells how often each key was pressed. Which question comes next stands in the address of the entry.
"""

import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import parse_qs
from wsgiref.simple_server import make_server
from xml.sax.saxutils import escape

QUESTIONS = (
    "How was your visit? Press a key from 1, very bad, to 5, very good.",
    "Would you come again? Press 1 for yes, or 0 for no.",
)
KEYS = ("12345", "01")

results = [Counter[str]() for _ in QUESTIONS]
"""How often each key was pressed, question by question."""


def app(environ: dict[str, Any], start_response: Callable[..., object]) -> Iterable[bytes]:
    """Answer one request, of the PBX or of whoever wants to see the results."""
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)).decode()
    query = parse_qs(environ.get("QUERY_STRING", ""))
    match environ["PATH_INFO"]:
        case "/incoming":
            answer = ozml("<Speak>Thank you for taking part.</Speak>", question(0))
        case "/answer":
            number = int(query["question"][0])
            answer = entered(number, parse_qs(body)["DtmfDigits"][0])
        case "/said":
            answer = ozml("<Speak>Thank you. Goodbye.</Speak><Hangup/>")
        case "/results":
            answer = json.dumps(results)
        case _:
            start_response("404 Not Found", [("Content-Type", "text/plain")])
            return [b"there is nothing here"]
    start_response("200 OK", [("Content-Type", "text/xml" if answer.startswith("<") else "application/json")])
    return [answer.encode()]


def entered(number: int, key: str) -> str:
    """Answer DtmfEntered: count the key and ask the next question, or ask this one again."""
    if key not in KEYS[number]:
        return ozml("<Speak>Sorry, that key has no meaning here.</Speak>", question(number))
    results[number][key] += 1
    if number + 1 < len(QUESTIONS):
        return ozml(question(number + 1))
    return ozml(
        "<Speak>What could we do better? Speak after the prompt, or hang up.</Speak>",
        '<Record Duration="60" Inactivity="3" FinishDigits="#" FinishedUrl="/said"/>',
    )


def question(number: int) -> str:
    """The command that asks a question, again and again; it gets one key, so that nobody has to press # behind it."""
    return f"""
        <UserInput Digits="1" Timeout="8" Repeat="true" ForwardToUrl="/answer?question={number}">
          <InitialCommands><Speak>{escape(QUESTIONS[number])}</Speak></InitialCommands>
        </UserInput>"""


def ozml(*commands: str) -> str:
    """An answer to the PBX."""
    return f"<Response>{''.join(commands)}</Response>"


if __name__ == "__main__":
    with make_server("127.0.0.1", int(sys.argv[1]), app) as server:
        server.serve_forever()
