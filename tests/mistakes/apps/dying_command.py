"""A program that ends in the midst of a call, as it misses something in its environment."""

# ruff: noqa: T201 - it prints

import os
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        print("POST", self.path)
        greeting = os.environ.get("GREETING_OF_THE_HOUSE")
        if greeting is None:
            print("GREETING_OF_THE_HOUSE is not set", file=sys.stderr)
            os._exit(1)
        self.send_response(200)
        self.end_headers()
        self.wfile.write(f"<Response><Speak>{greeting}</Speak></Response>".encode())


print("ready")
HTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
