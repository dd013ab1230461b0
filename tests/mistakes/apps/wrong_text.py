"""The short message says something else."""

from answering import App

app = App(
    {
        "/": """<Response>
  <SendSms Recipient="+36 1 555 0100">Your order 4712 is on its way.</SendSms>
  <Speak>You get a short message.</Speak>
</Response>"""
    }
)
