"""A parameter of a command of the HTTP API is misspelt."""

from urllib.parse import urlencode
from urllib.request import urlopen

from answering import App


def remind(fields):
    message = {"Recipent": fields["number"], "Message": "Feed the cat."}
    query = urlencode({"command": "SendSms", "ApiExtension": "9000", **message})
    with urlopen(f"{fields['pbx']}/?{query}") as answer:
        answer.read()
    return "on its way"


app = App({"/remind": remind})
