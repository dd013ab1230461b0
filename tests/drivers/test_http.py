"""Notifications on the wire, seen by a server that keeps every byte."""

from __future__ import annotations

import asyncio
import gc
import gzip
import socket
import ssl
import time

import pytest
import trustme

from simulator.drivers.http import AppClient, _tls
from simulator.drivers.ports import free_port
from simulator.settings import Settings
from simulator.telephony.effects import AskApp
from tests.drivers.wire import OK, hang_up, listening, repeat, reset_after, say, say_nothing, wire


def post(*answers, path: str = "/incoming", host: str = "127.0.0.1", tls=None, times: int = 1, **settings):
    """Post to a server with these answers; the last response and the server."""

    async def run():
        async with wire(*answers, host=host, tls=tls) as server, AppClient() as client:
            for _ in range(times):
                response = await client.post(server.url + path, b"NotificationName=GoTo", Settings(**settings))
            return response, server

    return asyncio.run(run())


def post_to(url: str, **settings):
    """Post to an address at which there is no server of the test."""

    async def run():
        async with AppClient() as client:
            return await client.post(url, b"", Settings(**settings))

    return asyncio.run(run())


# -- the request -----------------------------------------------------------------------------------------------------


def test_a_notification_is_on_the_wire_as_the_documentation_shows_it():
    """Method, version, the five headers and their order are those of the sample on page P4201."""
    _, server = post(OK, path="/hooks/routing?a=1%262&b=x+y")

    assert server.requests == [
        b"POST /hooks/routing?a=1%262&b=x+y HTTP/1.0\r\n"
        b"Content-Type: application/x-www-form-urlencoded\r\n"
        b"Host: 127.0.0.1:" + str(server.port).encode() + b"\r\n"
        b"Cache-Control: no-store,no-cache\r\n"
        b"Pragma: no-cache\r\n"
        b"Content-Length: 21\r\n"
        b"\r\n"
        b"NotificationName=GoTo"
    ]


@pytest.mark.parametrize(
    ("path", "sent"),
    [
        ("", b"/"),
        ("?call=1", b"/?call=1"),
        ("/the menu?for=José Ñ", b"/the%20menu?for=Jos%C3%A9%20%C3%91"),
        ("/%C3%A9/%2F/a+b;c=1?x=%26&y=[1]", b"/%C3%A9/%2F/a+b;c=1?x=%26&y=[1]"),
        ("/menu#main", b"/menu"),
        ("/a/../b//c", b"/a/../b//c"),
        ("/電話", b"/%E9%9B%BB%E8%A9%B1"),
    ],
)
def test_an_address_is_requested_as_it_was_written_and_encoded_only_where_it_must_be(path, sent):
    _, server = post(OK, path=path)

    assert server.requests[0].startswith(b"POST " + sent + b" HTTP/1.0\r\n")


def test_a_name_and_a_password_in_an_address_are_not_sent():
    """The documented headers are all that there are (P4201); an app that asks for a password refuses."""

    async def run():
        async with wire(OK) as server, AppClient() as client:
            await client.post(f"http://user:secret@127.0.0.1:{server.port}/", b"", Settings())
            return server.requests[0]

    request = asyncio.run(run())

    assert b"Authorization" not in request
    assert b"secret" not in request


def test_an_app_is_reached_at_the_loopback_of_the_new_internet():
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        pytest.skip("no IPv6 here")

    response, server = post(OK, host="::1")

    assert response.status == 200
    assert f"\r\nHost: [::1]:{server.port}\r\n".encode() in server.requests[0]


@pytest.mark.parametrize(
    "url",
    [
        "ftp://host/x",
        "//host/x",
        "/x",
        "http://",
        "mailto:a@b",
        "http://host:99999/",
        "x y",
        "http://[::1",
        "http://a..b/",
        f"http://{'a' * 64}.example/",
        "http://a\0b/",
    ],
)
def test_what_is_no_http_address_is_not_requested(url):
    assert post_to(url).failure == "not an http:// or https:// address"


# -- the answer ------------------------------------------------------------------------------------------------------


def test_the_answer_comes_back_with_its_type_and_charset():
    response, server = post(OK)

    assert (response.status, response.body, response.content_type, response.charset, response.failure) == (
        200,
        b"<Response/>",
        "text/xml",
        "iso-8859-2",
        "",
    )
    assert response.url == f"{server.url}/incoming"


def test_a_compressed_answer_is_refused_as_nobody_asked_for_it():
    body = gzip.compress(b"<Response/>")
    answer = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(body) + body

    response, _ = post(answer)

    assert response.failure == "the answer is compressed ('gzip'), which the PBX did not ask for"


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: identity\r\nContent-Length: 0\r\n\r\n", 200),
        (b"HTTP/1.1 500 Oh\r\nContent-Encoding: br\r\nContent-Length: 0\r\n\r\n", 500),
    ],
    ids=["not compressed", "an error"],
)
def test_an_answer_whose_body_is_readable_or_does_not_matter_is_taken(answer, status):
    assert post(answer)[0].status == status


def test_an_answer_in_chunks_is_taken():
    answer = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n<Resp\r\n6\r\nonse/>\r\n0\r\n\r\n"

    assert post(answer)[0].body == b"<Response/>"


@pytest.mark.parametrize(
    ("answer", "settings", "failure"),
    [
        (hang_up, {}, "the app closed the connection without answering"),
        (say(OK[:-1]), {}, "the connection broke in the middle of the answer"),
        (say_nothing, {"notification_timeout": 0.25}, "none within 0.25 s"),
        (
            repeat(b"x", after=b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n"),
            {"notification_timeout": 0.25},
            "none within 0.25 s",
        ),
        (
            repeat(b"x" * 1000, after=b"HTTP/1.1 200 OK\r\n\r\n"),
            {"max_answer_bytes": 99},
            "the answer is longer than 99",
        ),
        (b"220 smtp.example ESMTP\r\n\r\n", {}, "the answer is not HTTP"),
    ],
    ids=["closes", "breaks off", "never answers", "drips", "never ends", "not HTTP"],
)
def test_what_an_app_does_wrong_is_said_in_plain_words(answer, settings, failure):
    response, _ = post(answer, **settings)

    assert response.status == 0
    assert response.failure.startswith(failure)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_a_refused_connection_names_host_and_port(host):
    port = free_port()

    response = post_to(f"http://{host}:{port}/x")

    assert response.failure == f"cannot connect to {host}:{port}: connection refused"


def test_latency_is_charged_as_the_setting_says():
    assert post(OK)[0].charge == 0
    assert post(OK, app_latency=0.25)[0].charge == 0.25
    assert post(OK, app_latency="measured")[0].charge > 0


# -- redirects -------------------------------------------------------------------------------------------------------


def redirect(status: int, location: str) -> bytes:
    return f"HTTP/1.1 {status} Elsewhere\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n".encode()


@pytest.mark.parametrize("status", [307, 308])
def test_a_redirect_that_keeps_the_method_repeats_the_notification(status):
    """RFC 9110, 15.4.8 and 15.4.9."""
    response, server = post(redirect(status, "/other"), OK)

    assert response.status == 200
    assert response.url == f"{server.url}/other"
    assert server.requests[1] == server.requests[0].replace(b"/incoming", b"/other")


@pytest.mark.parametrize("status", [301, 302, 303])
def test_any_other_redirect_becomes_a_get(status):
    """RFC 9110, 15.4.2 to 15.4.4: what every client does."""
    _, server = post(redirect(status, "/other?a=b"), OK)

    assert server.requests[1] == (
        b"GET /other?a=b HTTP/1.0\r\n"
        b"Host: 127.0.0.1:" + str(server.port).encode() + b"\r\n"
        b"Cache-Control: no-store,no-cache\r\n"
        b"Pragma: no-cache\r\n"
        b"\r\n"
    )


@pytest.mark.parametrize(
    ("location", "path"),
    [
        ("next", b"/a/next"),
        ("../b?x=1", b"/b?x=1"),
        ("?again", b"/a/first?again"),
        ("/café au lait", b"/caf%C3%A9%20au%20lait"),
    ],
)
def test_a_location_counts_from_the_address_that_named_it(location, path):
    _, server = post(redirect(307, location), OK, path="/a/first")

    assert server.requests[1].startswith(b"POST " + path + b" HTTP/1.0\r\n")


def test_a_redirect_leads_to_another_app_too():
    async def run():
        async with wire(OK) as second, wire(redirect(307, f"{second.url}/in")) as first, AppClient() as client:
            response = await client.post(f"{first.url}/", b"a=b", Settings())
            return response, second

    response, second = asyncio.run(run())

    assert response.url == f"{second.url}/in"
    assert f"\r\nHost: 127.0.0.1:{second.port}\r\n".encode() in second.requests[0]


@pytest.mark.parametrize(
    "location", ["ftp://127.0.0.1/x", "mailto:a@b", "http://[::1", "http://host:99999/", "javascript:alert(1)"]
)
def test_a_redirect_to_rubbish_names_it(location):
    response, _ = post(redirect(302, location))

    assert response.failure == f"redirected to {location!r}, which is no http:// or https:// address"


def test_redirects_without_end_are_given_up():
    response, server = post(*[redirect(307, "/incoming")] * 4, max_redirects=3)

    assert response.failure == "more than 3 redirects"
    assert len(server.requests) == 4


@pytest.mark.parametrize("status", [300, 304, 302])
def test_a_redirect_that_names_no_address_is_the_answer(status):
    response, _ = post(f"HTTP/1.1 {status} Elsewhere\r\nContent-Length: 0\r\n\r\n".encode())

    assert (response.status, response.failure) == (status, "")


# -- connections -----------------------------------------------------------------------------------------------------


def test_http_1_0_takes_a_connection_for_each_notification_and_1_1_keeps_it():
    _, old = post(OK, OK, OK, times=3)
    _, new = post(OK, OK, OK, times=3, http_version="1.1")

    assert old.connections == 3
    assert new.connections == 1
    assert new.requests[0].startswith(b"POST /incoming HTTP/1.1\r\n")


@pytest.mark.parametrize("stale", [say(OK), reset_after(OK)], ids=["closed", "reset"])
def test_a_connection_that_the_app_closed_meanwhile_is_replaced(stale):
    """The end arrives while the next notification is being sent: curl connects anew then, and so does this."""
    response, server = post(stale, OK, times=2, http_version="1.1")

    assert (response.status, response.failure) == (200, "")
    assert server.connections == 2


def test_several_connections_that_the_app_closed_are_replaced():
    async def run():
        async with wire(*[say(OK)] * 3, OK) as server, AppClient() as client:
            settings = Settings(http_version="1.1")
            await asyncio.gather(*(client.post(server.url, b"", settings) for _ in range(3)))
            return await client.post(server.url, b"", settings)

    assert asyncio.run(run()).status == 200


def test_a_new_connection_that_is_closed_is_not_tried_again():
    response, server = post(hang_up, OK, http_version="1.1")

    assert response.failure == "the app closed the connection without answering"
    assert server.connections == 1


def test_no_more_connections_are_open_at_once_than_were_allowed():
    open_now: list[int] = [0, 0]
    two = asyncio.Barrier(2)

    async def answer_when_two_have_asked(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        open_now[0] += 1
        open_now[1] = max(open_now)
        await two.wait()
        open_now[0] -= 1
        writer.write(OK)
        await writer.drain()

    async def run():
        async with wire(*[answer_when_two_have_asked] * 8) as server, AppClient(concurrency=2) as client:
            return await asyncio.gather(*(client.post(server.url, b"", Settings()) for _ in range(8)))

    responses = asyncio.run(run())

    assert [response.status for response in responses] == [200] * 8
    assert open_now == [0, 2]


def test_waiting_for_a_turn_is_no_latency_of_the_app():
    """Nor does it count towards the time in which the app has to answer. Where it did, some of it would count twice."""
    asked, go_on = asyncio.Event(), asyncio.Event()

    async def when_told(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.set()
        await go_on.wait()
        writer.write(OK)
        await writer.drain()

    async def run():
        async with wire(when_told, OK) as server, AppClient(concurrency=1) as client:
            began = time.perf_counter()
            waits = asyncio.ensure_future(client.post(server.url, b"", Settings(app_latency="measured")))
            follows = asyncio.ensure_future(client.post(server.url, b"", Settings(app_latency="measured")))
            await asked.wait()
            asyncio.get_running_loop().call_later(0.05, go_on.set)
            return await waits, await follows, time.perf_counter() - began

    waited, followed, elapsed = asyncio.run(run())

    assert 0 < waited.charge + followed.charge <= elapsed


def test_a_call_that_is_given_up_closes_its_connection():
    async def run():
        asked, gone = asyncio.Event(), asyncio.Event()

        async def wait(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
            asked.set()
            await reader.read()
            gone.set()

        async with wire(wait, OK) as server, AppClient(concurrency=1) as client:
            waiting = asyncio.ensure_future(client.post(server.url, b"", Settings()))
            await asked.wait()
            waiting.cancel()
            await gone.wait()
            return await client.post(server.url, b"", Settings())

    assert asyncio.run(run()).status == 200  # its turn is free again, too


# -- TLS -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def authority(monkeypatch, tmp_path):
    """A certificate authority that the client trusts, named in the environment as a user would."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    _tls.cache_clear()
    yield authority
    _tls.cache_clear()


def certified(authority: trustme.CA, name: str = "127.0.0.1") -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert(name).configure_cert(context)
    return context


@pytest.mark.parametrize("answer", [OK, say(b"HTTP/1.1 200 OK\r\n\r\n<Response/>")], ids=["length", "to the end"])
def test_a_notification_goes_over_tls(authority, answer):
    response, server = post(answer, tls=certified(authority))

    assert (response.body, response.failure) == (b"<Response/>", "")
    assert server.url.startswith("https://")


def test_a_tls_connection_is_kept_and_replaced_when_it_is_stale(authority):
    response, server = post(OK, say(OK), OK, OK, tls=certified(authority), times=4, http_version="1.1")

    assert (response.status, response.failure) == (200, "")
    assert server.connections == 2


def test_a_redirect_leads_to_tls(authority):
    async def run():
        tls = certified(authority)
        async with wire(OK, tls=tls) as safe, wire(redirect(308, safe.url)) as plain, AppClient() as client:
            return await client.post(plain.url, b"a=b", Settings()), safe

    response, safe = asyncio.run(run())

    assert response.url == safe.url
    assert safe.requests[0].endswith(b"\r\n\r\na=b")


def test_a_certificate_of_somebody_unknown_is_not_trusted(authority):
    response, server = post(OK, tls=certified(trustme.CA()))

    assert response.failure == (
        f"cannot connect to 127.0.0.1:{server.port}: "
        "its certificate is not trusted: unable to get local issuer certificate"
    )
    assert server.requests == []


def test_a_certificate_for_another_name_is_not_trusted(authority):
    response, _ = post(OK, tls=certified(authority, "app.example"))

    assert "its certificate is not trusted: IP address mismatch" in response.failure


def post_over_tls_to(peer, **settings):
    """Post to an https:// address at which a peer does something else."""

    async def run():
        async with listening(peer) as port, AppClient() as client:
            return await client.post(f"https://127.0.0.1:{port}/", b"", Settings(**settings))

    return asyncio.run(run())


@pytest.mark.parametrize(
    ("peer", "failure"),
    [
        (say(b"HTTP/1.1 400 Bad Request\r\n\r\n"), "it does not speak TLS: "),
        (hang_up, "it hangs up at once"),
        (reset_after(b""), "it hangs up at once"),
        (say_nothing, "none within 0.25 s"),
    ],
    ids=["speaks plain HTTP", "hangs up", "resets", "says nothing"],
)
def test_an_app_that_does_not_speak_tls_is_told_so(authority, peer, failure):
    response = post_over_tls_to(peer, **({"notification_timeout": 0.25} if peer is say_nothing else {}))

    assert failure in response.failure


@pytest.mark.parametrize("encrypted", [False, True], ids=["plain", "TLS"])
def test_nothing_is_left_open(authority, encrypted):
    """What is left open warns when it is collected, and warnings are errors."""
    tls = certified(authority) if encrypted else None

    post(OK, OK, tls=tls, times=2)
    post(OK, OK, tls=tls, times=2, http_version="1.1")
    post(hang_up, tls=tls)
    post(say_nothing, tls=tls, notification_timeout=0.25)
    post(b"rubbish", tls=tls)
    gc.collect()


# -- requests of others ----------------------------------------------------------------------------------------------


def ask(*answers, method: str = "GET", body: bytes = b"", content_type: str = "", path: str = "/remind", **settings):
    """Send a request to a server with these answers; the response and the server."""

    async def run():
        async with wire(*answers) as server, AppClient() as client:
            response = await client.ask(AskApp(method, server.url + path, body, content_type), Settings(**settings))
            return response, server

    return asyncio.run(run())


def test_a_request_of_somebody_else_looks_like_one():
    _, server = ask(say(OK), method="POST", body=b'{"a": 1}', content_type="application/json", path="/remind?n=1&t=a b")

    assert server.requests == [
        b"POST /remind?n=1&t=a%20b HTTP/1.1\r\n"
        b"Host: 127.0.0.1:" + str(server.port).encode() + b"\r\n"
        b"Accept: */*\r\n"
        b"Connection: close\r\n"
        b"Content-Type: application/json\r\n"
        b"Content-Length: 8\r\n"
        b"\r\n"
        b'{"a": 1}'
    ]


def test_the_answer_to_a_request_is_what_the_app_says_even_if_that_leads_elsewhere():
    response, server = ask(say(b"HTTP/1.1 303 See Other\r\nLocation: /done\r\nContent-Length: 2\r\n\r\nok"))

    assert (response.status, response.body, len(server.requests)) == (303, b"ok", 1)


@pytest.mark.parametrize(
    ("answer", "settings", "failure"),
    [
        (hang_up, {}, "the app closed the connection without answering"),
        (say_nothing, {"notification_timeout": 0.05}, "none within 0.05 s"),
    ],
    ids=["closes", "never answers"],
)
def test_a_request_without_an_answer_says_why(answer, settings, failure):
    response, _ = ask(answer, **settings)

    assert (response.status, response.failure) == (0, failure)


def test_a_request_to_what_is_no_address_says_so():
    async def run():
        async with AppClient() as client:
            return await client.ask(AskApp("GET", "ftp://app/", b"", ""), Settings())

    assert asyncio.run(run()).failure == "not an http:// or https:// address"


def test_a_request_may_be_charged_to_the_clock_of_calls():
    response, _ = ask(say(OK), app_latency=0.5)

    assert response.charge == 0.5
