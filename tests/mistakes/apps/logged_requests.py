"""A program whose server logs every request, and that fails at the last one."""

import sys
from http.server import BaseHTTPRequestHandler, HTTPServer

ROUNDS = 8


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        number = int(self.path.rpartition("/")[2])
        self.rfile.read(int(self.headers["Content-Length"]))
        if number == ROUNDS:
            print("Uncaught RuntimeException: no database", file=sys.stderr)  # noqa: T201 - it prints
            self.send_response(500)
        else:
            self.send_response(200)
        self.end_headers()
        if number < ROUNDS:
            self.wfile.write(f"<Response><Speak>{number}</Speak><GoTo>/{number + 1}</GoTo></Response>".encode())


HTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
