"""The app takes longer for an answer than the PBX waits."""

from answering import App

app = App({"/": "<Response><Speak>Good morning.</Speak></Response>"})
