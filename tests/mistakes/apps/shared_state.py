"""What belongs to one call is kept for all of them, so two callers mix."""

from answering import App

order = {}


def incoming(fields):
    order["of"] = fields["CallerID"]
    return """
<Response>
  <UserInput Digits="2" Timeout="5" ForwardToUrl="/ordered">
    <InitialCommands><Speak>How many?</Speak></InitialCommands>
  </UserInput>
</Response>"""


def ordered(fields):
    return f"<Response><Speak>{fields['DtmfDigits']} pieces for {order['of']}.</Speak></Response>"


app = App({"/": incoming, "/ordered": ordered})
