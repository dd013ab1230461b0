"""A program that ends before it takes a call."""

raise SystemExit("cannot open the database customers.db")
