"""The name of a variable is misspelt, so the caller hears it."""

from answering import App

app = App(
    {
        "/": """<Response>
  <Var ID="name">Anna</Var>
  <Speak>Good morning, $nmae.</Speak>
</Response>"""
    }
)
