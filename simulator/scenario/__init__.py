"""Scenarios: calls and expectations written down in files, loaded, run and reported."""
