"""The linter as a user has it: answers in files and at addresses, and reports for people and for programs."""
