"""A parameter that is needed is forgotten."""

from answering import App

app = App(
    {
        "/": """
<Response>
  <Speak>I put you through.</Speak>
  <BlindTransfer/>
</Response>"""
    }
)
