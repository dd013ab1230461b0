"""`FinishedUrl` is relative to a page that lies higher than the author thinks."""

from answering import App

app = App(
    {
        "/ivr": """
<Response>
  <Speak>Please leave a message.</Speak>
  <Record Inactivity="3" FinishedUrl="recorded"/>
</Response>""",
        "/ivr/recorded": "<Response><Speak>Thank you.</Speak></Response>",
    }
)
