"""A parameter is misspelt, so the recording does not end by silence."""

from answering import App

app = App(
    {
        "/": """
<Response>
  <Speak>Please leave a message.</Speak>
  <Record Inactivty="3" FinishedUrl="/recorded"/>
</Response>""",
        "/recorded": "<Response><Speak>Thank you.</Speak></Response>",
    }
)
