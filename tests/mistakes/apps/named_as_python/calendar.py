"""The app has the name of a module of Python itself, so it is never imported."""


async def app(scope, receive, send):
    raise AssertionError
