"""A command is misspelt."""

from answering import App

app = App(
    {
        "/": """<Response>
  <Speak>Good morning.</Speak>
  <Spaek>We are open from nine to five.</Spaek>
</Response>"""
    }
)
