"""The route takes GET only, as routes do that nobody says anything of."""

from flask import Flask

app = Flask(__name__)


@app.route("/incoming")
def incoming() -> str:
    return "<Response><Speak>Good morning.</Speak></Response>"
