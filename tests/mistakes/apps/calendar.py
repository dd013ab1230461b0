"""The app has the name of a module of Python's own library."""

from answering import App

app = App({"/": "<Response><Speak>We are open on Monday.</Speak></Response>"})
