"""The answer to RecordCompleted forgets to hang up, so the script goes on behind the `Record`."""

from answering import App

app = App(
    {
        "/": """
<Response>
  <Speak>Please leave a message.</Speak>
  <Record Inactivity="3" FinishedUrl="/recorded"/>
  <Speak>Sorry, no message was recorded.</Speak>
</Response>""",
        "/recorded": "<Response><Speak>Thank you, your message is stored.</Speak></Response>",
    }
)
