"""A framework makes JSON of what a handler returns."""

from answering import App, Other

app = App({"/": Other(content_type="application/json", body='"<Response><Speak>Good morning.</Speak></Response>"')})
