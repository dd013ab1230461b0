"""A handler waits for something that does not come in time."""

import time

from answering import App


def incoming(fields):
    time.sleep(0.4)  # a database that is slow
    return "<Response><Speak>Good morning.</Speak></Response>"


app = App({"/": incoming})
