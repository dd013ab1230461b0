"""The app hangs up when the time is up, while people still hear that it is."""

from urllib.parse import urlencode
from urllib.request import urlopen

from answering import App

calls = []
ANNOUNCEMENT = """
<Response>
  <Speak Party="all">Your time is up in three minutes, and then the call is ended. Thank you for calling.</Speak>
</Response>"""


def changed(fields):
    calls.append(fields["CallID"])
    return ANNOUNCEMENT if fields["CallState"] == "Answered" else "<Response/>"


def time_is_up(fields):
    with urlopen(f"{fields['pbx']}/?{urlencode({'command': 'Hangup', 'CallID': calls[-1]})}") as answer:
        return answer.read()


app = App({"/changed": changed, "/time_is_up": time_is_up})
