"""The app takes calls at /incoming, and nobody says so."""

from answering import App

app = App({"/incoming": "<Response><Speak>Good morning.</Speak></Response>"})
