"""The OpenAPI document of the control API, where FastAPI's own is not exact."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from fastapi import FastAPI
from pydantic import BaseModel

PROBLEM_TYPE: Final = "application/problem+json"


def documents_exactly(app: FastAPI) -> None:
    """Let an app describe itself exactly."""
    described = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            document = described()
            _name_the_type_of_problems(document)
            _show_whole_examples(document)
        return described()

    app.openapi = openapi  # type: ignore[method-assign]  # the way that FastAPI documents


def _name_the_type_of_problems(document: dict[str, Any]) -> None:
    """Say of problem details which type they are sent with; FastAPI gives all answers of an operation one type."""
    for operations in document["paths"].values():
        for operation in operations.values():
            for status, response in operation["responses"].items():
                if status >= "400":
                    response["content"] = {PROBLEM_TYPE: next(iter(response["content"].values()))}


def _show_whole_examples(document: dict[str, Any]) -> None:
    """Show examples with everything that is null in them; FastAPI leaves that out."""
    schemas = document["components"]["schemas"]
    for model in _models(BaseModel):
        shown = model.model_config.get("json_schema_extra")
        if model.__module__.startswith(__package__) and model.__name__ in schemas and isinstance(shown, dict):
            schemas[model.__name__].update(shown)


def _models(base: type[BaseModel]) -> Iterator[type[BaseModel]]:
    for model in base.__subclasses__():
        yield model
        yield from _models(model)
