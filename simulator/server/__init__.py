"""The simulator as an HTTP server: recordings, health, and an interface to place and watch calls."""
