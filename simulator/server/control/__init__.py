"""The control API: how tests in any language use the simulator. `api` puts it together.

A session is a phone system of its own; the routes are grouped by what they are about.
"""
