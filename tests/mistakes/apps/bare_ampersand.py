"""An address with `&` in it is put into an attribute as it is."""

from answering import App

app = App(
    {
        "/": """
<Response>
  <Speak>Please leave a message.</Speak>
  <Record Inactivity="3" FinishedUrl="/recorded?box=7&lang=en"/>
</Response>""",
        "/recorded": "<Response><Speak>Thank you.</Speak></Response>",
    }
)
