"""One minute of silence was meant, which is 60 seconds."""

from answering import App

app = App(
    {
        "/": """
<Response>
  <Speak>Please describe the damage.</Speak>
  <Record Inactivity="1" Format="wav" FinishedUrl="/recorded"/>
</Response>""",
        "/recorded": "<Response><Speak>Thank you.</Speak></Response>",
    }
)
