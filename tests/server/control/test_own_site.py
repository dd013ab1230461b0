"""Pages of other sites that somebody has open in a browser cannot steer the simulator."""

from __future__ import annotations

import pytest

from simulator.drivers.serving import ServerThread
from simulator.server.app import create_app
from simulator.server.control.own_site import is_loopback
from simulator.server.serve import serving
from tests.server.conftest import Client

SESSIONS = "/control/v1/sessions"


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1:1", "http://[", "", "127.0.0.1"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_page_of_another_site_is_refused(client, method, origin):
    answer = client.request(method, SESSIONS, {} if method == "POST" else None, Origin=origin)

    assert (answer.status, answer.headers["content-type"]) == (403, "application/problem+json")
    assert answer.json["detail"] == f"the request comes from a page of another site, {origin!r}"
    assert client.control("/sessions")["sessions"] == []


def test_a_page_of_the_server_itself_is_not_refused(client):
    assert client.request("POST", SESSIONS, {}, Origin=client.server).status == 201


@pytest.mark.parametrize("host", ["evil.example", "evil.example:7780", "127.0.0.1.evil.example", "[", "localhost.x"])
def test_a_name_that_was_pointed_to_this_computer_is_refused(client, host):
    """DNS rebinding: to the browser, the page is of the same site."""
    answer = client.request("POST", SESSIONS, {}, Host=host, Origin=f"http://{host}")

    assert answer.status == 403
    assert answer.json["detail"] == f"this server is not called {host!r}; if it is, begin its public URL with that"


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:80", "127.0.0.2:7780", "[::1]:7780", "app.localhost"])
def test_this_computer_may_be_called_as_one_likes(client, host):
    assert client.request("POST", SESSIONS, {}, Host=host, Origin=f"http://{host}").status == 201


def test_the_host_of_the_public_url_is_a_name_of_the_server():
    """Whatever forwards requests may call it so."""
    with ServerThread(create_app(base_url="http://pbx.example:80/")) as server:
        client = Client(server.url, "")

        assert client.request("POST", SESSIONS, {}, Host="PBX.example").status == 201
        assert client.request("POST", SESSIONS, {}, Host="other.example").status == 403


def test_a_server_that_listens_everywhere_has_any_name():
    with serving(host="0.0.0.0") as url:
        client = Client(url, "")

        assert client.request("POST", SESSIONS, {}, Host="pbx.example").status == 201
        assert client.request("POST", SESSIONS, {}, Host="pbx.example", Origin="http://a.example").status == 403


def test_commands_of_apps_are_not_concerned(client):
    assert client.get("/?command=ListActiveCalls", Origin="http://app.example", Host="pbx").status == 200


@pytest.mark.parametrize(
    ("host", "local"),
    [("127.0.0.1", True), ("127.1.2.3", True), ("::1", True), ("localhost", True), ("0.0.0.0", False), ("::", False),
     ("", False), ("10.0.0.1", False), ("localhost.example", False)],
)  # fmt: skip
def test_loopback_is_known_by_name(host, local):
    assert is_loopback(host) is local
