"""What is set up on the PBX, as it is written."""

from __future__ import annotations

import pytest

from simulator.telephony.office import Access, ApiExtension, Office, OfficeUser


@pytest.fixture
def office(read):
    def of(written: str):
        (scenario,) = read(f"app: demo:app\noffice: {written}\n")
        return scenario.office

    return of


def test_without_an_office_there_is_the_usual_one(read):
    (scenario,) = read("app: demo:app\n")

    assert scenario.office == Office()


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("{extensions: {9000: /incoming}}", Office(extensions={"9000": ApiExtension("/incoming")})),
        (
            "{extensions: {9001: {calls: /in, sms: /sms}, 9002: {sms: http://a/}}}",
            Office(extensions={"9001": ApiExtension("/in", "/sms"), "9002": ApiExtension("", "http://a/")}),
        ),
        ("{extensions: {}}", Office(extensions={})),
        ("{lines: {Telecom: +*, Mobile: 06*}}", Office(lines={"Telecom": "+*", "Mobile": "06*"})),
        (
            "{dial plan: {112: 2000, 0900*: refused, 5??: Telecom}}",
            Office(dial_plan={"112": "2000", "0900*": "", "5??": "Telecom"}),
        ),
        (
            "{sms: +36*, email: ['*@example.com', anna@home]}",
            Office(sms=("+36*",), email=("*@example.com", "anna@home")),
        ),
        ("{sms: []}", Office(sms=())),
        (
            "{routing: /route, call changed: /changed?pbx=x, error: http://a/b}",
            Office(routing_url="/route", call_changed_url="/changed?pbx=x", error_url="http://a/b"),
        ),
        (
            "{access: {users: {anna: secret, bob: {password: x, api: no}}, allowed: 127.0.0.1, denied: [10.0.0.0/8]}}",
            Office(
                access=Access(
                    authentication=True,
                    users={"anna": OfficeUser("secret"), "bob": OfficeUser("x", api=False)},
                    allowed=("127.0.0.1",),
                    denied=("10.0.0.0/8",),
                )
            ),
        ),
        (
            "{access: {authentication: false, users: {anna: secret}}}",
            Office(access=Access(users={"anna": OfficeUser("secret")})),
        ),
    ],
)
def test_each_part_is_read(office, written, meant):
    assert office(written) == meant


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("[9000]", "2:9: expected what is set up on the PBX, such as `{call changed: /changed}`, not a list"),
        ("{dial_plan: {}}", "2:10: unknown key 'dial_plan'; did you mean 'dial plan'?"),
        (
            "{routing: route}",
            "2:19: expected an address such as /incoming or http://127.0.0.1:8000/incoming, not 'route'",
        ),
        (
            "{extensions: {9000: }}",
            "2:28: expected an address such as /incoming or http://127.0.0.1:8000/incoming, found nothing",
        ),
        (
            "{extensions: {9000: {}}}",
            "2:29: expected an address, or a mapping such as `{calls: /incoming, sms: /sms}`, found nothing",
        ),
        ("{extensions: {9000: /a, 90-00: /b}}", "2:33: '90-00' is the number '9000' of line 2"),
        (
            "{access: {allowed: nowhere}}",
            "2:28: 'nowhere' is no address or network of clients; write it like '10.1.2.3' or '10.1.0.0/16'",
        ),
        ("{access: {users: {anna: {api: false}}}}", "2:33: the key 'password' is missing"),
    ],
)
def test_a_mistake_is_told_with_its_place_and_what_was_meant(mistakes_in, written, message):
    assert mistakes_in(f"app: demo:app\noffice: {written}\n") == [f"s.yaml:{message}"]
