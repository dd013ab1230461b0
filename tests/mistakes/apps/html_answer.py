"""The address is that of the home page."""

from answering import App, Other

HOME_PAGE = """<!DOCTYPE html>
<html>
  <head><title>Our shop</title><link rel="stylesheet" href="style.css"></head>
  <body><h1>Welcome</h1></body>
</html>
"""

app = App({"/": Other(body=HOME_PAGE)})
