"""A menu without a prompt or a time limit begins anew for ever."""

from answering import App

app = App(
    {
        "/": """<Response>
  <UserInput Repeat="true" Timeout="3">
    <InitialCommands><Speak>Press 1 for sales.</Speak></InitialCommands>
    <Inputs><Input Key="1"><Speak>Sales are closed.</Speak></Input></Inputs>
  </UserInput>
</Response>"""
    }
)
