"""The number of the transfer lacks a digit."""

from answering import App

app = App(
    {
        "/": """<Response>
  <Speak>I put you through.</Speak>
  <BlindTransfer Target="471"/>
</Response>"""
    }
)
