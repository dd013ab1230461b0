"""Key 2 of the menu has the text of key 3."""

from answering import App

app = App(
    {
        "/": """<Response>
  <UserInput Timeout="5">
    <InitialCommands><Speak>For sales press 1, for support press 2, for billing press 3.</Speak></InitialCommands>
    <Inputs>
      <Input Key="1"><Speak>You have reached sales.</Speak></Input>
      <Input Key="2"><Speak>You have reached billing.</Speak></Input>
      <Input Key="3"><Speak>You have reached billing.</Speak></Input>
    </Inputs>
  </UserInput>
</Response>"""
    }
)
