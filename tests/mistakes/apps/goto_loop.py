"""Two answers send the call to each other."""

from answering import App

app = App(
    {
        "/": "<Response><GoTo>/menu</GoTo></Response>",
        "/menu": "<Response><GoTo>/</GoTo></Response>",
    }
)
