"""The answer is put together from two, each with a root of its own."""

from answering import App

app = App(
    {
        "/": """<Response><Speak>Good morning.</Speak></Response>
<Response><Speak>We are closed.</Speak></Response>"""
    }
)
