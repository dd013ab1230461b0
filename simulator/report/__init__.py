"""What people and programs read of a run: the terminal, JSON, JUnit, HTML. It knows runs, and nothing knows it."""
