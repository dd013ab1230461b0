"""An app with addresses of its own in its answers, redirections, and letters at which some think that lines end."""

from __future__ import annotations

from itertools import count

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

_NUMBERS = count(1)


def _ozml(text: str) -> Response:
    return Response(f"<Response>{text}</Response>", media_type="text/xml")


async def absolute(request: Request) -> Response:
    return _ozml(f'<Speak>Hi</Speak><Record FinishedUrl="{request.base_url}done" Duration="1"/><Spaek>oops</Spaek>')


async def done(_: Request) -> Response:
    return _ozml("")


async def lines(_: Request) -> Response:
    return _ozml("\r\n<Speak>line\u2028sep and \x85 nel</Speak>\r\n<Spaek>oops</Spaek>\r\n")


async def moved(_: Request) -> Response:
    return RedirectResponse("/here", status_code=307)


async def here(_: Request) -> Response:
    return _ozml("<Speak>Hello there</Speak><Spaek/>")


async def numbered(_: Request) -> Response:
    number = next(_NUMBERS)
    return _ozml(f"<Speak>answer {number}</Speak>" + ("<GoTo>/numbered</GoTo>" if number == 1 else ""))


ANSWERS = {"/absolute": absolute, "/done": done, "/lines": lines, "/moved": moved, "/here": here, "/numbered": numbered}

app = Starlette(routes=[Route(path, answer, methods=["POST"]) for path, answer in ANSWERS.items()])
