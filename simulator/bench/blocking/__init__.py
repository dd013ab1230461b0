# Made from simulator/bench/aio/__init__.py by tests/made_blocking.py: change it there.
"""The bench that blocks."""
