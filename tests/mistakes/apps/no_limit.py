"""A recording without any limit: the call stalls when the caller has fallen silent."""

from answering import App

app = App(
    {
        "/": """
<Response>
  <Speak>Please leave a message.</Speak>
  <Record FinishedUrl="/recorded"/>
</Response>""",
        "/recorded": "<Response><Speak>Thank you.</Speak></Response>",
    }
)
