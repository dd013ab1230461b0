"""The short message goes to another number."""

from answering import App

app = App(
    {
        "/": """<Response>
  <SendSms Recipient="+36 1 555 0101">Your order is on its way.</SendSms>
  <Speak>You get a short message.</Speak>
</Response>"""
    }
)
