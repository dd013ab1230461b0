"""A menu without a time limit: the call stalls when nobody presses a key."""

from answering import App

app = App({"/": """<Response>
  <UserInput>
    <InitialCommands><Speak>Press 1 for sales.</Speak></InitialCommands>
    <Inputs><Input Key="1"><Speak>Sales are closed.</Speak></Input></Inputs>
  </UserInput>
  <Speak>Goodbye.</Speak>
  <Hangup/>
</Response>"""})
