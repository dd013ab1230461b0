"""Who may send commands (p_4705)."""

from __future__ import annotations

import pytest

from simulator.errors import ScenarioError
from simulator.http_api.access import check_address, check_user
from simulator.http_api.codes import Refused
from simulator.http_api.request import CommandRequest, form_from
from simulator.telephony.office import Access, OfficeUser

USERS = {"anna": OfficeUser("secret"), "béla": OfficeUser("titok", api=False)}


def code_for_address(client, **access):
    try:
        check_address(Access(**access), client)
    except Refused as refused:
        return refused.code.number
    return 200


def code_for_user(query, *, authentication=True):
    try:
        check_user(Access(authentication=authentication, users=USERS), form_from(CommandRequest(query=query.encode())))
    except Refused as refused:
        return refused.code.number
    return 200


# -- addresses -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("client", ["10.1.2.3", "::1", "testclient", ""])
def test_everybody_is_allowed_if_nothing_is_said(client):
    assert code_for_address(client) == 200


@pytest.mark.parametrize(
    ("client", "code"),
    [
        ("10.1.2.3", 200),
        ("10.2.0.1", 307),
        ("192.168.0.7", 200),
        ("192.168.0.8", 307),
        ("::ffff:10.1.2.3", 200),
        ("fd00::5", 200),
        ("fe80::1", 307),
        ("testclient", 307),
    ],
)
def test_only_those_are_allowed_that_are_listed(client, code):
    assert code_for_address(client, allowed=("10.1.0.0/16", "192.168.0.7", "fd00::/8")) == code


@pytest.mark.parametrize(("client", "code"), [("10.1.2.3", 200), ("10.1.9.9", 307), ("10.1.9.77", 307)])
def test_denied_addresses_are_taken_out_of_the_allowed_ones(client, code):
    assert code_for_address(client, allowed=("10.1.0.0/255.255.0.0",), denied=("10.1.9.1/24",)) == code


def test_denied_addresses_count_without_allowed_ones_too():
    assert [code_for_address(one, denied=("10.1.2.3",)) for one in ("10.1.2.3", "10.1.2.4", "x")] == [307, 200, 200]


@pytest.mark.parametrize("field", ["allowed", "denied"])
@pytest.mark.parametrize("pattern", ["10.1.*", "localhost", "10.1.0.0/40", ""])
def test_what_is_no_address_is_refused_when_it_is_set_up(field, pattern):
    with pytest.raises(ScenarioError) as refused:
        Access(**{field: ("127.0.0.1", pattern)})

    assert str(refused.value) == (
        f"{pattern!r} is no address or network of clients; write it like '10.1.2.3' or '10.1.0.0/16'"
    )


# -- users -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("command=Hold", 304),
        ("Username=anna", 304),
        ("Password=secret", 304),
        ("Username=&Password=", 304),
        ("Username=anna&Password=", 304),
        ("Username=anna&Password=wrong", 305),
        ("Username=Anna&Password=secret", 305),
        ("Username=nobody&Password=secret", 305),
        ("Username=anna&Password=b%C3%A9la", 305),
        ("Username=b%C3%A9la&Password=titok", 306),
        ("Username=b%C3%A9la&Password=secret", 305),
        ("Username=anna&Password=secret", 200),
        ("USERNAME=anna&password=secret", 200),
    ],
)
def test_name_and_password_are_checked_one_after_the_other(query, code):
    """http-api section 2.2."""
    assert code_for_user(query) == code


def test_nobody_is_asked_for_a_name_where_authentication_is_off():
    assert code_for_user("Username=nobody", authentication=False) == 200
