"""Lets a test that is written for the blocking client use the one in coroutines: everything is awaited at once."""

from __future__ import annotations

import asyncio
from inspect import isawaitable
from typing import Any

from simulator.client.call_answers import CallReport, FurtherCall


class Awaited:
    """Something of the client in coroutines, as if it blocked."""

    def __init__(self, inner: Any, runner: asyncio.Runner) -> None:
        self.inner = inner
        self._runner = runner

    def __getattr__(self, name: str) -> Any:
        return awaited(getattr(self.inner, name), self._runner)

    def __call__(self, *args: Any, **named: Any) -> Any:
        return awaited(self.inner(*args, **named), self._runner)

    def __enter__(self) -> Any:
        return awaited(self.inner.__aenter__(), self._runner)

    def __exit__(self, *error: object) -> bool | None:
        return awaited(self.inner.__aexit__(*error), self._runner)

    def __iter__(self) -> Awaited:
        return self

    def __next__(self) -> Any:
        try:
            return awaited(anext(self.inner), self._runner)
        except StopAsyncIteration:
            raise StopIteration from None

    def __repr__(self) -> str:
        return repr(self.inner)


async def _result(awaitable: Any) -> Any:
    return await awaitable


def awaited(value: Any, runner: asyncio.Runner) -> Any:
    if isawaitable(value):
        return awaited(runner.run(_result(value)), runner)
    if isinstance(value, list):
        return [awaited(one, runner) for one in value]
    own = type(value).__module__.startswith("simulator.client.aio") or isinstance(value, CallReport | FurtherCall)
    waits = any(hasattr(value, name) for name in ("__aenter__", "__anext__"))
    method = getattr(getattr(value, "__func__", value), "__module__", "").startswith("simulator.client.aio")
    return Awaited(value, runner) if own or waits or (callable(value) and method) else value
