"""The app looks for the PBX at an address of its own, where nobody listens."""

from urllib.error import URLError
from urllib.request import urlopen

import pytest
from flask import Flask

PBX = "http://127.0.0.1:1"

app = Flask(__name__)


@app.post("/remind")
def remind() -> tuple[str, int]:
    try:
        with urlopen(f"{PBX}/?action=Call&Dialed=4711") as answer:
            return answer.read(), 200
    except URLError as error:
        return str(error), 502


@pytest.mark.pbx(app=app)
def test_somebody_is_reminded(pbx):
    phone = pbx.phone("4711")
    pbx.requests("/remind", method="POST")
    phone.answers()
