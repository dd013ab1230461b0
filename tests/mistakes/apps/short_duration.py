"""`Duration` cuts the message."""

from answering import App

app = App(
    {
        "/": """
<Response>
  <Speak>Please leave a message.</Speak>
  <Record Duration="2" FinishDigits="#" Format="wav" FinishedUrl="/recorded"/>
</Response>""",
        "/recorded": "<Response><Speak>Thank you.</Speak></Response>",
    }
)
