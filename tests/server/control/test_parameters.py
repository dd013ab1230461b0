"""Parameters of queries that nobody knows."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("method", "path", "detail"),
    [
        ("GET", "/sessions/default/journal?evnt=CallEnded", "evnt: unknown parameter 'evnt'; did you mean 'event'?"),
        ("GET", "/sessions/default/active?al=1", "al: unknown parameter 'al'; did you mean 'all'?"),
        ("GET", "/calls?x=1&y=2&x=3",
         "x: unknown parameter 'x'; there are none here; y: unknown parameter 'y'; there are none here"),
        ("GET", "/sessions?limit=", "limit: unknown parameter 'limit'; there are none here"),
        ("POST", "/calls?wiat=10", "wiat: unknown parameter 'wiat'; did you mean 'wait'?"),
        ("POST", "/sessions/default/calls?zzz=10", "zzz: unknown parameter 'zzz'; known: 'wait'"),
        ("POST", "/reset?hard", "hard: unknown parameter 'hard'; there are none here"),
        ("DELETE", "/sessions/default?id=a", "id: unknown parameter 'id'; there are none here"),
    ],
)  # fmt: skip
def test_an_unknown_parameter_is_refused_with_what_was_meant(client, method, path, detail):
    body = {"url": "http://127.0.0.1:9/"} if path.startswith(("/calls?w", "/sessions/default/calls")) else None

    answer = client.request(method, f"/control/v1{path}", body)

    assert (answer.status, answer.json["detail"]) == (422, detail)
    assert client.control("/calls") == {"calls": []}


def test_known_parameters_are_taken_by_every_router(client):
    call = client.place("/wrong", steps=["hangs_up"])["id"]

    for path in (
        f"/calls/{call}?wait=0",
        f"/calls/{call}/transcript?format=text&detail=1",
        "/sessions/default/journal?event=CallEnded&event=CallCleared&call=x&text=x&since=0&limit=1&format=json",
    ):
        assert client.get(f"/control/v1{path}").status == 200
