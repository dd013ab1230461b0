"""A `Record` without `FinishedUrl`: the app never learns of the message."""

from answering import App

app = App(
    {
        "/": """<Response>
  <Speak>Please leave a message.</Speak>
  <Record Inactivity="3" Duration="60"/>
</Response>"""
    }
)
