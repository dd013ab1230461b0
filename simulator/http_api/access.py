"""Who may send commands: by the address of the client, and by the name and the password of an office user (p_4705)."""

from __future__ import annotations

from hmac import compare_digest

from simulator.http_api.codes import Code, Refused
from simulator.http_api.request import Form
from simulator.telephony.addresses import within
from simulator.telephony.office import Access

USERNAME = "Username"
PASSWORD = "Password"  # noqa: S105 - the name of a parameter


def check_address(access: Access, client: str) -> None:
    """Let a client pass by its address.

    Raises:
        Refused: 307, the address is not allowed, or it is denied.
    """
    if (access.allowed and not within(client, access.allowed)) or within(client, access.denied):
        raise Refused(Code.FORBIDDEN_ADDRESS)


def check_user(access: Access, form: Form) -> None:
    """Let a user pass, where users have to say who they are.

    ASSUMPTION http-api section 2.2: a name or a password that is empty counts as missing. First it counts whether both
    are there, then whether they are right, then whether that user may.

    Raises:
        Refused: 304, one is missing; 305, they are wrong; 306, the user's access profile does not allow the HTTP API.
    """
    if not access.authentication:
        return
    name, password = form.get(USERNAME), form.get(PASSWORD)
    if not (name and password):
        raise Refused(Code.AUTHENTICATION_REQUIRED)
    user = access.users.get(name)
    if user is None or not compare_digest(user.password.encode(), password.encode()):
        raise Refused(Code.AUTHENTICATION_FAILED)
    if not user.api:
        raise Refused(Code.FORBIDDEN_USER)
