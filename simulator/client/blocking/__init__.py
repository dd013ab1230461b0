# Made from simulator/client/aio/__init__.py by tests/made_blocking.py: change it there.
"""The client that blocks."""
