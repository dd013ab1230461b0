"""A text in Latin-1 is announced as UTF-8."""

from answering import App

ANSWER = """<?xml version="1.0" encoding="UTF-8"?>
<Response>
  <Speak>Guten Tag, M\u00fcller und S\u00f6hne.</Speak>
</Response>
"""

app = App({"/": ANSWER.encode("latin-1")})
