"""The app takes too long over an answer, while somebody waits on the line."""

from answering import App

app = App(
    {
        "/": """
<Response>
  <UserInput Digits="4" Timeout="5" ForwardToUrl="/balance">
    <InitialCommands><Speak>Please enter your PIN.</Speak></InitialCommands>
  </UserInput>
</Response>""",
        "/balance": "<Response><Speak>Your balance is 42 euros.</Speak></Response>",
    }
)
