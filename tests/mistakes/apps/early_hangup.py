"""Commands of a watched call do not wait: `Hangup` cuts the text before it."""

from answering import App

GOODBYE = """
<Response>
  <Speak Party="all">Your time is up. Goodbye.</Speak>
  <Hangup/>
</Response>"""

app = App({"/changed": lambda fields: GOODBYE if fields["CallState"] == "Answered" else "<Response/>"})
