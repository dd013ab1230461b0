"""A parameter of a command of the HTTP API is misspelt."""

from urllib.parse import urlencode
from urllib.request import urlopen

from answering import App


def remind(fields):
    query = urlencode({"command": "Call", "Dialed": fields["number"], "ApiExtention": "9000", "Url": "/reminder"})
    with urlopen(f"{fields['pbx']}/?{query}") as answer:
        answer.read()
    return "on its way"


app = App({"/remind": remind, "/reminder": "<Response><Speak>Feed the cat.</Speak></Response>"})
