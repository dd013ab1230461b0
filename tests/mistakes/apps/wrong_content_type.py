"""OzML is sent as what it is not."""

from answering import App, Other

app = App({"/": Other(content_type="application/json", body="<Response><Speak>Good morning.</Speak></Response>")})
