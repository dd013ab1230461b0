"""The app transfers callers to a number at which the test has nobody."""

from answering import App

app = App(
    {
        "/": """<Response>
  <Speak>I put you through.</Speak>
  <BlindTransfer Target="4711"/>
</Response>"""
    }
)
