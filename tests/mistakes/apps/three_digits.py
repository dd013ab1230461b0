"""The prompt asks for four digits, the menu takes three."""

from answering import App

app = App(
    {
        "/": """
<Response>
  <UserInput Digits="3" Timeout="5" ForwardToUrl="/pin">
    <InitialCommands><Speak>Please enter your four digit PIN.</Speak></InitialCommands>
  </UserInput>
</Response>""",
        "/pin": lambda fields: (
            f"<Response><Speak>{'Welcome back' if fields['DtmfDigits'] == '1234' else 'Wrong PIN'}.</Speak></Response>"
        ),
    }
)
