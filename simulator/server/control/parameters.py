"""Refuses parameters of a query that nobody knows: a filter that is misspelt would let everything through."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import Request
from fastapi.dependencies.utils import get_flat_params
from fastapi.exceptions import RequestValidationError
from fastapi.params import Query
from fastapi.routing import APIRoute

from simulator.errors import suggestion


def only_known_parameters() -> Callable[[Request], None]:
    """Make a dependency of every operation of an application, which refuses parameters that the operation has not."""
    known: dict[str, frozenset[str]] = {}

    def check(request: Request) -> None:
        if not request.scope["query_string"]:
            return
        route = request.scope["route"]
        if route.unique_id not in known:
            known[route.unique_id] = _parameters(route)
        names = known[route.unique_id]
        unknown = [name for name in dict.fromkeys(request.query_params) if name not in names]
        if unknown:
            raise RequestValidationError([_mistake(name, names) for name in unknown])

    return check


def _parameters(route: APIRoute) -> frozenset[str]:
    fields = get_flat_params(route.dependant)
    return frozenset(field.alias for field in fields if isinstance(field.field_info, Query))


def _mistake(name: str, names: frozenset[str]) -> dict[str, object]:
    meant = suggestion(name, names) if names else "; there are none here"
    return {"type": "unknown_parameter", "loc": ("query", name), "msg": f"unknown parameter {name!r}{meant}"}
