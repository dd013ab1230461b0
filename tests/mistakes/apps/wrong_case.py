"""The end of an element is not written as its beginning."""

from answering import App

app = App(
    {
        "/": """<Response>
  <Speak>Good morning.</speak>
</Response>"""
    }
)
