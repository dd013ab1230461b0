"""Why there is no connection, or none any more, in plain words."""

from __future__ import annotations

import os
import socket
import ssl
from errno import ECONNREFUSED


def reason_of(error: OSError, *, hung_up: str) -> str:
    """Say what went wrong with a connection; `hung_up` is what it is called if the other side has closed it."""
    match error:
        case ssl.SSLCertVerificationError():
            return f"its certificate is not trusted: {error.verify_message}"
        case ssl.SSLError():
            return f"it does not speak TLS: {error.reason or error}"
        case socket.gaierror():
            return error.strerror or "unknown name"
        case _ if isinstance(error, ConnectionRefusedError) or f"[Errno {ECONNREFUSED}]" in str(error):
            return "connection refused"  # by one address, or by each of those that a name has
        case ConnectionError():
            return hung_up
        case _:
            return os.strerror(error.errno) if error.errno else str(error)
