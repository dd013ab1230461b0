"""What all answers of the control API have in common."""

from __future__ import annotations

from typing import TypeVar

from pydantic import BaseModel, ConfigDict


class Answer(BaseModel):
    """Something that the server has answered; it does not change.

    A server of a later version may say more; what is not known here is passed over.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")


A = TypeVar("A", bound=BaseModel)


class DescriptionOfApi(Answer):
    """The part of the API's own description that says of which version it is."""

    class Info(Answer):
        """What it says of the API as a whole."""

        version: str

    info: Info
