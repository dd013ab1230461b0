"""The app fails, and its framework shows the traceback."""

from answering import App, Other

TRACEBACK = """Traceback (most recent call last):
  File "/srv/ivr/main.py", line 18, in incoming
    customer = customers[request.form["CallerID"]]
KeyError: '+36 1 555 0100'
"""

app = App({"/": Other(500, "text/plain", TRACEBACK)})
