"""Lines that only tell of a request are known by their form, and what an app says beside them is none of them."""

from __future__ import annotations

import pytest

from simulator.scenario.access_log import is_access_line


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("[Mon Nov 23 08:18:59 2026] 127.0.0.1:50010 Accepted", id="PHP accepts"),
        pytest.param("[Mon Nov  2 08:18:59 2026] [::1]:50010 Closing", id="PHP closes, IPv6"),
        pytest.param("[Mon Nov 23 08:18:59 2026] 127.0.0.1:50010 [200]: POST /incoming", id="PHP answers"),
        pytest.param("[7] [Mon Nov 23 08:18:59 2026] 127.0.0.1:50010 [404]: GET /?a=b", id="a worker of PHP answers"),
        pytest.param(
            "[Mon Nov 23 08:18:59 2026] 127.0.0.1:50010 Closed without sending a request; it was probably just an "
            "unused speculative preconnection",
            id="PHP was only knocked at",
        ),
        pytest.param('INFO:     127.0.0.1:51806 - "POST /incoming HTTP/1.1" 200 OK', id="Uvicorn"),
        pytest.param('127.0.0.1 - - [23/Nov/2026 08:17:53] "POST /incoming HTTP/1.1" 500 -', id="Werkzeug"),
        pytest.param(
            '127.0.0.1 - - [23/Nov/2026 08:17:53] "\x1b[35m\x1b[1mPOST / HTTP/1.1\x1b[0m" 500 -',
            id="Werkzeug, coloured",
        ),
        pytest.param('[23/Nov/2026 08:17:53] "POST /incoming HTTP/1.1" 200 145', id="Django"),
        pytest.param('127.0.0.1 - - [23/Nov/2026:08:17:53 +0000] "GET / HTTP/1.0" 200 12 "-" "curl/8"', id="Gunicorn"),
    ],
)
def test_a_line_of_an_access_log_is_known(line):
    assert is_access_line(line)


@pytest.mark.parametrize(
    "line",
    [
        "[Mon Nov 23 08:18:59 2026] PHP Fatal error:  Uncaught RuntimeException: no database in app.php:2",
        "[Mon Nov 23 08:18:59 2026] 127.0.0.1:50010 [404]: GET /logo.png - No such file or directory",
        "[Mon Nov 23 08:18:59 2026] hello",
        "[Mon Nov 23 08:18:58 2026] PHP 8.2.36 Development Server (http://127.0.0.1:18999) started",
        'sent "POST /incoming HTTP/1.1" to the bank',
        'DEBUG:urllib3.connectionpool:http://crm.local:80 "GET /customer/5 HTTP/1.1" 500 21',
        'bank refused: "POST /transfer HTTP/1.1" 403 no such account',
        "INFO:     Application startup complete.",
        "Accepted",
        "",
    ],
)
def test_what_an_app_says_is_none(line):
    assert not is_access_line(line)
