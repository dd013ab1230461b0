"""An element is not closed."""

from answering import App

app = App(
    {
        "/": """<Response>
  <Speak>Good morning.
  <Hangup/>
</Response>"""
    }
)
