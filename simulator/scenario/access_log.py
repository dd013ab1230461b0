"""The lines with which HTTP servers tell that a request came: they say nothing that a report does not show better.

What an app wants to say stands between them, and should not be lost among them.
"""

from __future__ import annotations

import re
from typing import Final

_COLOUR: Final = re.compile(r"\x1b\[[0-9;]*m")

_REQUEST: Final = re.compile(r'(?:\] |[0-9] - )"[A-Z]{3,7} \S+ HTTP/[0-9](?:\.[0-9])?" (?:[0-9]{3}\b|-)')
"""A request line in quotes and its status, as the Common Log Format has them, and whoever follows it: behind the date
in brackets, or the port of the client. What else is quoted so is something that the app has to say.

So write Uvicorn (``INFO: 127.0.0.1:5000 - "POST / HTTP/1.1" 200 OK``), Werkzeug, that is Flask (``127.0.0.1 - -
[23/Nov/2026 08:17:53] "POST / HTTP/1.1" 200 -``), Django, Gunicorn, Hypercorn, wsgiref, Morgan's "combined" and Rack.
Source: https://httpd.apache.org/docs/2.4/logs.html#common
"""

_PHP: Final = re.compile(
    r"(?:\[[0-9]+\] )?"  # the worker, if there are several
    r"\[\w{3} \w{3} +[0-9]{1,2} [0-9:]{8} [0-9]{4}\] (?:\[[0-9a-fA-F:.]+\]|[0-9.]+):[0-9]+ "
    r"(?:Accepted|Closing|Closed without sending a request; .*|\[[0-9]{3}\]: [A-Z]+ \S+)"
)
"""What PHP's built-in server writes of a connection; behind " - " it would say what is wrong with a request.

Source: https://github.com/php/php-src/blob/master/sapi/cli/php_cli_server.c, php_cli_server_log_response.
"""


def is_access_line(line: str) -> bool:
    """Whether a line of a log only tells that somebody asked for something, and with which status that was answered."""
    plain = _COLOUR.sub("", line).strip()
    return bool(_PHP.fullmatch(plain) or _REQUEST.search(plain))
