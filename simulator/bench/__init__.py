"""A test bench: a phone system of its own, on which a test calls an app step by step.

    call = bench.call("9000")
    call.hears("PIN")
    call.presses("1234")

Each step lets time pass until it holds or can no longer hold; in between, time stands still on the virtual clock, and
passes on one that runs. There is a bench that blocks, and one in coroutines; they live in a thread of their own, so an
app may be served anywhere. The fixtures `pbx` and `async_pbx` of the pytest plugin are benches.
"""

from __future__ import annotations
