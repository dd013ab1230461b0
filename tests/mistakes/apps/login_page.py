"""What the PBX asks for is behind a login."""

from answering import App, Other

LOGIN = """<!DOCTYPE html>
<html><head><title>Log in</title></head>
<body><form method="post"><input name="user"><input name="password" type="password"></form></body></html>
"""

app = App({"/": Other(301, headers={"Location": "/login?next=/"}), "/login": Other(body=LOGIN)})
