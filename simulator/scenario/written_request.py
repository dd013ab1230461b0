"""A request to the app as test authors write it: `GET /remind?number=4711&pbx={pbx}`, or with a form or JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from simulator.scenario.addresses import PBX, Neighbours
from simulator.telephony.app_request import AppRequest

METHODS: Final = ("GET", "POST", "PUT", "PATCH", "DELETE")

FORM: Final = "application/x-www-form-urlencoded"
JSON: Final = "application/json"


@dataclass(frozen=True, slots=True)
class WrittenRequest:
    """A request. `path` may also be a whole address; `at` is the instant at which it is sent, in seconds.

    `form` has texts by name; `json` is anything that JSON can hold, ... stands for none. In all of them `{pbx}` stands
    for the address of the PBX.
    """

    path: str
    method: str = "GET"
    form: Mapping[str, str] | None = None
    json: object = ...
    at: float = 0.0

    def between(self, neighbours: Neighbours) -> AppRequest:
        """The request as it is sent."""
        url = neighbours.whole(self.path)
        if self.form is not None:
            texts = {name: value.replace(PBX, neighbours.pbx_url) for name, value in self.form.items()}
            return AppRequest(self.method, url, urlencode(texts).encode("ascii"), FORM, self.at)
        if self.json is not ...:
            body = json.dumps(_filled(self.json, neighbours.pbx_url), ensure_ascii=False)
            return AppRequest(self.method, url, body.encode(), JSON, self.at)
        return AppRequest(self.method, url, at=self.at)


def _filled(value: object, pbx_url: str) -> object:
    """JSON in whose texts `{pbx}` is replaced."""
    match value:
        case str():
            return value.replace(PBX, pbx_url)
        case Mapping():
            return {name: _filled(one, pbx_url) for name, one in value.items()}
        case Sequence():
            return [_filled(one, pbx_url) for one in value]
        case _:
            return value
