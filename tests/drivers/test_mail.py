"""E-mails on their way to a real mail server, and to some that are not."""
# ruff: noqa: ARG002, N802 - aiosmtpd gives the names of hooks, and what they are told

from __future__ import annotations

import asyncio
import email
import email.policy
import ssl
import time
import warnings
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial

import pytest
import trustme

from simulator.drivers.mail import relay
from simulator.drivers.ports import free_port
from simulator.errors import SimulatorError
from simulator.settings import Settings
from simulator.telephony.outbox import Email
from tests.drivers.wire import hang_up, listening, say, say_nothing

with warnings.catch_warnings():
    # aiosmtpd imports what later versions of Python call deprecated.
    warnings.simplefilter("ignore", DeprecationWarning)
    from aiosmtpd.smtp import SMTP, AuthResult

SENT = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)
LETTER = Email(0.0, "pbx@example.com", "anna@example.com", "A call", "Somebody called you.")


@dataclass
class Postbox:
    """A mail server's handler: keeps envelopes; answers what a test gives it."""

    sender: str = "250 OK"
    recipients: dict[str, str] = field(default_factory=dict)
    data: str = "250 OK"
    envelopes: list = field(default_factory=list)
    logins: list[tuple[bytes, bytes]] = field(default_factory=list)
    encrypted: list[bool] = field(default_factory=list)

    async def handle_MAIL(self, server, session, envelope, address, options):
        if self.sender.startswith("250"):
            envelope.mail_from = address
            envelope.mail_options.extend(options)
        return self.sender

    async def handle_RCPT(self, server, session, envelope, address, options):
        answer = self.recipients.get(address, "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server, session, envelope):
        self.envelopes.append(envelope)
        self.encrypted.append(session.ssl is not None)
        return self.data

    def authenticate(self, server, session, envelope, mechanism, login):
        self.logins.append((login.login, login.password))
        return AuthResult(success=login.password == b"s3cr:t", handled=False)

    def message(self):
        """The one that came."""
        (envelope,) = self.envelopes
        return email.message_from_bytes(envelope.original_content, policy=email.policy.default)


@asynccontextmanager
async def smtp(box: Postbox, tls=None, **options):
    """A mail server on a free port."""
    protocols: list[SMTP] = []
    loop = asyncio.get_running_loop()

    def protocol():
        protocols.append(SMTP(box, hostname="localhost", ident="test", enable_SMTPUTF8=True, loop=loop, **options))
        return protocols[-1]

    server = await loop.create_server(protocol, "127.0.0.1", 0, ssl=tls)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        handlers = [one._handler_coroutine for one in protocols if one._handler_coroutine]
        await asyncio.wait_for(asyncio.gather(*handlers, return_exceptions=True), 10)


def nothing(path: str):
    raise SimulatorError(f"{path}: no such file")


def send(letter: Email = LETTER, box: Postbox | None = None, url="smtp://127.0.0.1:{port}", find=nothing, **options):
    """Relay an e-mail to a mail server; the problem, and what the server got."""
    box = box or Postbox()

    async def running():
        async with smtp(box, **options) as port:
            done = await relay(letter, Settings(smtp_url=url.format(port=port)), sent=SENT, find=find)
            return done.problem.replace(str(port), "PORT")

    return asyncio.run(running()), box


def send_to(answer, url="smtp://127.0.0.1:{port}", timeout=0.3, **listen):
    """Relay an e-mail to something that is no mail server; the problem."""

    async def running():
        async with listening(answer, **listen) as port:
            settings = Settings(smtp_url=url.format(port=port), smtp_timeout=timeout)
            done = await relay(LETTER, settings, sent=SENT, find=nothing)
            return done.problem.replace(str(port), "PORT")

    return asyncio.run(running())


@pytest.fixture(scope="module")
def authority():
    return trustme.CA()


@pytest.fixture
def tls(authority):
    """What a server with a certificate of `authority` needs."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    return context


@pytest.fixture
def trusting(authority, monkeypatch, tmp_path):
    """OpenSSL trusts `authority`, as it does any that this variable names."""
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))


# -- what arrives ----------------------------------------------------------------------------------------------------


def test_an_e_mail_arrives_as_it_was_written():
    problem, box = send()

    assert problem == ""
    assert (box.envelopes[0].mail_from, box.envelopes[0].rcpt_tos) == ("pbx@example.com", ["anna@example.com"])
    headers = {name: box.message()[name] for name in ("From", "To", "Subject", "Date")}
    assert headers == {
        "From": "pbx@example.com",
        "To": "anna@example.com",
        "Subject": "A call",
        "Date": "Sun, 01 Mar 2026 12:30:00 +0000",
    }
    assert box.message()["Message-ID"].endswith("@example.com>")
    assert box.message().get_content().strip() == "Somebody called you."


def test_without_a_server_nothing_is_relayed():
    assert asyncio.run(relay(LETTER, Settings(), sent=SENT, find=nothing)).problem == ""


def test_any_script_arrives():
    letter = Email(0.0, "Központ <pbx@example.com>", "anna@example.com", "Üzenet 📞 電話", "Árvíztűrő\n.\n..\n電話 📞")

    problem, box = send(letter)

    assert problem == ""
    assert (box.message()["From"], box.message()["Subject"]) == ("Központ <pbx@example.com>", "Üzenet 📞 電話")
    assert box.message().get_content().splitlines() == ["Árvíztűrő", ".", "..", "電話 📞"]


def test_lines_of_any_length_arrive_whole():
    _, box = send(Email(0.0, "pbx@example.com", "anna@example.com", "s" * 2000, "x" * 20_000))

    assert box.message()["Subject"] == "s" * 2000
    assert box.message().get_content().strip() == "x" * 20_000


@pytest.mark.parametrize(
    "written",
    [
        "anna@example.com;bob@example.com",
        'anna@example.com , "Bob, B." <bob@example.com>',
        ";anna@example.com;;bob@example.com,",
    ],
)
def test_recipients_are_separated_by_semicolons_or_commas(written):
    _, box = send(Email(0.0, "pbx@example.com", written, "", ""))

    assert box.envelopes[0].rcpt_tos == ["anna@example.com", "bob@example.com"]


def test_an_address_may_have_letters_beyond_ascii():
    problem, box = send(Email(0.0, "pbx@example.com", "jürgen@bücher.example", "", ""))

    assert problem == ""
    assert box.envelopes[0].rcpt_tos == ["jürgen@xn--bcher-kva.example"]


def test_the_same_e_mail_at_the_same_time_makes_the_same_bytes(tmp_path):
    (tmp_path / "a.bin").write_bytes(b"a")
    letter = Email(1.5, "pbx@example.com", "anna@example.com", "", "", ("a.bin",))

    first, second = (send(letter, find=tmp_path.joinpath)[1].envelopes[0].original_content for _ in range(2))

    assert first == second


# -- attachments -----------------------------------------------------------------------------------------------------


def test_attachments_arrive_byte_for_byte(tmp_path):
    files = {
        "call.mp3": bytes(range(256)) * 400,
        "notes.txt": b"a\r\nb\nc\r\xff",
        "mail.eml": b"Subject: x\n\n",
        "Ünnep": b"",
    }
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)

    problem, box = send(
        Email(0.0, "pbx@example.com", "anna@example.com", "", "See below.", tuple(files)), find=tmp_path.joinpath
    )

    assert problem == ""
    got = list(box.message().iter_attachments())
    assert {one.get_filename(): one.get_payload(decode=True) for one in got} == files
    assert [one.get_content_type() for one in got] == [
        "audio/mpeg",
        "text/plain",
        "application/octet-stream",
        "application/octet-stream",
    ]
    assert box.message().get_body().get_content().strip() == "See below."


def test_a_missing_attachment_is_named_and_nothing_is_sent(tmp_path):
    (tmp_path / "there.mp3").write_bytes(b"sound")

    def find(path):
        return tmp_path / path if path == "there.mp3" else nothing(path)

    problem, box = send(Email(0.0, "pbx@example.com", "a@example.com", "", "", ("there.mp3", "gone.mp3")), find=find)

    assert problem == "the attachment 'gone.mp3' cannot be had: gone.mp3: no such file"
    assert box.envelopes == []


def test_a_folder_is_no_attachment(tmp_path):
    problem, _ = send(Email(0.0, "pbx@example.com", "a@example.com", "", "", ("x",)), find=lambda _: tmp_path)

    assert problem == "the attachment 'x' is not a file"


def test_attachments_that_are_too_large_together_are_not_sent(tmp_path, monkeypatch):
    monkeypatch.setattr("simulator.drivers.letter.MAX_ATTACHMENTS_BYTES", 1_000_000)
    (tmp_path / "a.wav").write_bytes(bytes(600_000))

    problem, box = send(
        Email(0.0, "pbx@example.com", "a@example.com", "", "", ("a.wav", "a.wav")), find=tmp_path.joinpath
    )

    assert problem == "the attachments have more than 1 MB in all"
    assert box.envelopes == []


# -- what an app gets wrong, or means badly ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        "anna",
        "anna@",
        "@example.com",
        "a@b@c",
        "anna@example.com\r\nBcc: eve@example.com",
        "anna@example.com>\r\nRCPT TO:<eve@example.com",
        "<anna@example.com> <eve@example.com>",
        "anna@example.com SIZE=1",
        "anna\0@example.com",
        "Anna\r\nBcc: eve@example.com <anna@example.com>",
        "anna@\u00ad",
        "anna@" + "ü" * 100 + ".example",
    ],
)
@pytest.mark.parametrize("whose", ["sender", "recipient"])
def test_an_address_that_is_none_is_a_problem(whose, address):
    addresses = {"sender": "pbx@example.com", "recipient": "anna@example.com", whose: address}

    problem, box = send(Email(0.0, subject="", text="", **addresses))

    assert problem == f"{address!r} is not an e-mail address"
    assert box.envelopes == []


def test_an_e_mail_for_nobody_is_a_problem():
    assert send(Email(0.0, "pbx@example.com", " ; ", "", ""))[0] == "the e-mail has no recipient"


@pytest.mark.parametrize("line_end", ["\r\n", "\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\0"])
def test_a_subject_cannot_begin_another_header(line_end):
    problem, box = send(Email(0.0, "pbx@example.com", "anna@example.com", f"Hello{line_end}Bcc: eve@example.com", ""))

    assert problem == ""
    assert box.message()["Subject"] == "Hello Bcc: eve@example.com"
    assert box.message()["Bcc"] is None
    assert box.envelopes[0].rcpt_tos == ["anna@example.com"]


def test_a_text_cannot_end_the_e_mail_early():
    text = "Hello\r\n.\r\nMAIL FROM:<eve@example.com>\r\n\r\n\ud800\0"

    problem, box = send(Email(0.0, "pbx@example.com", "anna@example.com", "", text))

    assert problem == ""
    assert box.message().get_content().splitlines()[:3] == ["Hello", ".", "MAIL FROM:<eve@example.com>"]


# -- what a server refuses -------------------------------------------------------------------------------------------


def test_a_refused_sender_is_a_problem():
    problem, _ = send(box=Postbox(sender="550 no relaying"))

    assert problem == "127.0.0.1:PORT (smtp_url) did not take the e-mail: 550 no relaying"


def test_a_refused_recipient_is_a_problem():
    problem, box = send(box=Postbox(recipients={"anna@example.com": "550 no such user"}))

    assert problem == "127.0.0.1:PORT (smtp_url) did not take the e-mail for anna@example.com: 550 no such user"
    assert box.envelopes == []


def test_when_one_of_two_recipients_is_refused_the_other_gets_it():
    box = Postbox(recipients={"anna@example.com": "550 no such user"})

    problem, _ = send(Email(0.0, "pbx@example.com", "anna@example.com;bob@example.com", "", ""), box)

    assert problem == (
        "127.0.0.1:PORT (smtp_url) did not take the e-mail for anna@example.com: 550 no such user; "
        "the other recipients have it"
    )
    assert box.envelopes[0].rcpt_tos == ["bob@example.com"]


def test_a_refused_text_is_a_problem():
    problem, _ = send(box=Postbox(data="554 5.7.1 this is spam"))

    assert problem == "127.0.0.1:PORT (smtp_url) did not take the e-mail: 554 5.7.1 this is spam"


def test_an_address_beyond_ascii_needs_a_server_that_knows_such():
    async def running():
        async with listening(talk(b"250 test\r\n")) as port:
            settings = Settings(smtp_url=f"smtp://127.0.0.1:{port}", smtp_timeout=5.0)
            letter = Email(0.0, "pbx@example.com", "jürgen@example.com", "", "")
            return (await relay(letter, settings, sent=SENT, find=nothing)).problem

    assert "SMTPUTF8 is not supported by this server" in asyncio.run(running())


# -- names and passwords ---------------------------------------------------------------------------------------------


def test_the_name_and_the_password_of_the_address_are_used():
    box = Postbox()

    problem, _ = send(
        box=box, url="smtp://pbx%40home:s3cr%3At@127.0.0.1:{port}",
        authenticator=box.authenticate, auth_require_tls=False,
    )  # fmt: skip

    assert problem == ""
    assert box.logins == [(b"pbx@home", b"s3cr:t")]


def test_a_wrong_password_is_a_problem_that_does_not_show_it():
    box = Postbox()

    problem, _ = send(
        box=box, url="smtp://pbx:guess3d@127.0.0.1:{port}", authenticator=box.authenticate, auth_require_tls=False
    )

    assert problem.startswith("127.0.0.1:PORT (smtp_url) did not let us in: 535")
    assert "guess3d" not in problem
    assert box.envelopes == []


def test_a_password_for_a_server_that_wants_none_is_a_problem():
    problem, _ = send(url="smtp://pbx:s3cret@127.0.0.1:{port}")

    assert problem.startswith("127.0.0.1:PORT (smtp_url) did not let us in: The SMTP AUTH extension is not supported")


# -- encryption ------------------------------------------------------------------------------------------------------


def test_tls_from_the_start(tls, trusting):
    problem, box = send(url="smtps://127.0.0.1:{port}", tls=tls)

    assert problem == ""
    assert len(box.envelopes) == 1


@pytest.mark.parametrize(("option", "encrypted"), [("", True), ("?starttls=always", True), ("?starttls=never", False)])
def test_tls_is_started_if_the_server_offers_it(tls, trusting, option, encrypted):
    problem, box = send(url="smtp://127.0.0.1:{port}" + option, tls_context=tls)

    assert problem == ""
    assert box.encrypted == [encrypted]


def test_a_password_is_sent_behind_starttls(tls, trusting):
    box = Postbox()

    problem, _ = send(
        box=box, url="smtp://pbx:s3cr:t@127.0.0.1:{port}", tls_context=tls, authenticator=box.authenticate
    )

    assert problem == ""
    assert (box.logins, box.encrypted) == ([(b"pbx", b"s3cr:t")], [True])


def test_a_server_that_cannot_start_tls_is_refused_if_it_must():
    problem, box = send(url="smtp://127.0.0.1:{port}?starttls=always")

    assert problem == "127.0.0.1:PORT (smtp_url) does not offer STARTTLS"
    assert box.envelopes == []


@pytest.mark.parametrize(("scheme", "how"), [("smtps", "tls"), ("smtp", "tls_context")])
def test_a_certificate_that_nobody_vouches_for_is_refused(tls, scheme, how):
    problem, box = send(url=scheme + "://127.0.0.1:{port}", **{how: tls})

    assert "its certificate is not trusted" in problem
    assert box.envelopes == []


@pytest.mark.parametrize(("scheme", "how"), [("smtps", "tls"), ("smtp", "tls_context")])
def test_a_certificate_is_not_looked_at_if_so_asked(tls, scheme, how):
    problem, box = send(url=scheme + "://127.0.0.1:{port}?verify=no", **{how: tls})

    assert problem == ""
    assert len(box.envelopes) == 1


def test_a_server_without_tls_is_said_to_have_none():
    assert "127.0.0.1:PORT (smtp_url) cannot be reached: " in send_to(
        say(b"220 hello\r\n"), "smtps://127.0.0.1:{port}", 5.0
    )


# -- servers that are none -------------------------------------------------------------------------------------------


def talk(*answers: bytes):
    """Greet, give one answer to each line, the last one again and again; say nothing if it is empty."""

    async def talking(reader, writer):
        writer.write(b"220 test\r\n")
        left = list(answers)
        while await reader.readline():
            writer.write(left.pop(0) if len(left) > 1 else left[0])

    return talking


@pytest.mark.parametrize(
    "answers", [(b"",), (b"250 test\r\n", b""), (b"250 test\r\n", b"250 OK\r\n", b"250 OK\r\n", b"")]
)
def test_a_server_that_falls_silent_is_a_problem_within_the_limit(answers):
    began = time.monotonic()

    assert send_to(talk(*answers)) == "127.0.0.1:PORT (smtp_url) did not take the e-mail within 0.3 s"
    assert time.monotonic() - began < 20


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
def test_a_server_that_never_greets_is_a_problem_within_the_limit(scheme):
    problem = send_to(say_nothing, scheme + "://127.0.0.1:{port}")

    assert problem == "127.0.0.1:PORT (smtp_url) did not take the e-mail within 0.3 s"


def test_a_server_that_hangs_up_is_a_problem():
    assert send_to(hang_up, timeout=5.0) == "127.0.0.1:PORT (smtp_url) cannot be reached: it hung up"


def test_a_server_that_is_none_is_a_problem():
    problem = send_to(say(b"HTTP/1.1 400 Bad Request\r\n\r\n"), timeout=5.0)

    assert problem.endswith("(smtp_url) does not want to talk: Malformed SMTP response line: HTTP/1.1 400 Bad Request")


def test_a_server_that_is_busy_is_a_problem():
    problem = send_to(say(b"421 too busy\r\n"), timeout=5.0)

    assert problem == "127.0.0.1:PORT (smtp_url) does not want to talk: 421 too busy"


def test_a_reply_in_many_lines_becomes_one():
    problem = send_to(talk(b"250 test\r\n", b"550-no\r\n550-\xff\xfe\r\n550 never\r\n"), timeout=5.0)

    assert problem == "127.0.0.1:PORT (smtp_url) did not take the e-mail: 550 no never"


def test_nobody_listening_is_a_problem():
    port = free_port()

    done = asyncio.run(relay(LETTER, Settings(smtp_url=f"smtp://me:s3cret@127.0.0.1:{port}"), sent=SENT, find=nothing))

    assert done.problem == f"127.0.0.1:{port} (smtp_url) cannot be reached: connection refused"


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("http://me:s3cret@127.0.0.1", "smtp_url is not an smtp:// or smtps:// address"),
        ("smtp://", "smtp_url is not an smtp:// or smtps:// address"),
        ("smtp://me:s3cret@127.0.0.1:port", "smtp_url is not an address"),
        ("smtp://127.0.0.1?tls=yes", "smtp_url has an unknown option 'tls'; known: 'starttls', 'verify'"),
        ("smtp://127.0.0.1?starttls=perhaps", "smtp_url: starttls must be one of always, never, auto, not 'perhaps'"),
    ],
)
def test_an_address_of_a_server_that_is_none_is_a_problem(url, problem):
    done = asyncio.run(partial(relay, LETTER, Settings(smtp_url=url), sent=SENT, find=nothing)())

    assert done.problem == problem
