"""A handler fails on a field under a name that it does not have."""

from flask import Flask, Response, request

app = Flask(__name__)


@app.post("/")
def incoming() -> Response:
    return ozml("<Speak>Please leave a message.</Speak>", '<Record Inactivity="3" FinishedUrl="/recorded"/>')


@app.post("/recorded")
def recorded() -> Response:
    url = dict(request.form)["RecordingUrl"]
    return ozml(f"<Speak>Thank you.</Speak><Play>{url}</Play>")


def ozml(*commands: str) -> Response:
    return Response(f"<Response>{''.join(commands)}</Response>", content_type="text/xml")
