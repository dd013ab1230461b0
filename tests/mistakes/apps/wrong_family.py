"""A watched call is answered with a command that only an extension has."""

from answering import App

MENU = """
<Response>
  <UserInput Timeout="5">
    <InitialCommands><Speak>Press 1 to be recorded.</Speak></InitialCommands>
  </UserInput>
</Response>"""

app = App({"/changed": lambda fields: MENU if fields["CallState"] == "Answered" else "<Response/>"})
