"""The app looks for the PBX at an address of its own, where nobody listens."""

from urllib.request import urlopen

from flask import Flask

PBX = "http://127.0.0.1:1"

app = Flask(__name__)


@app.post("/remind")
def remind() -> str:
    with urlopen(f"{PBX}/?action=Call&Dialed=4711") as answer:
        return answer.read()
