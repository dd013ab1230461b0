"""The codes that the PBX answers commands with, and their exact messages."""

from __future__ import annotations

from enum import Enum

from simulator.telephony.outbound import CONNECT_FAILED


class Code(Enum):
    """A code with its name and the template of its message, both as documented (p_4235); one letter r in "occured"."""

    OK = (200, "OK", "Command successfully executed")
    PARSE_ERROR = (300, "ParseError", "Error occured during parsing message: '{0}'")
    NOT_IMPLEMENTED_COMMAND = (301, "NotImplementedCommand", "Not implemented command: '{0}'")
    INVALID_PARAMETER = (302, "InvalidParameter", "Missing or invalid parameter '{0}' for command '{1}'")
    INAPPROPRIATE_COMMAND = (303, "InappropriateCommand", "Command '{0}' cannot be used here")
    AUTHENTICATION_REQUIRED = (304, "Authentication required", "Authentication required")
    AUTHENTICATION_FAILED = (305, "Authentication failed", "Authentication failed, bad username or password")
    FORBIDDEN_USER = (306, "Forbidden User", "User is not allowed to use API in ACL")
    FORBIDDEN_ADDRESS = (307, "ForbiddenAddress", "Use API from this address is forbidden")
    API_EXTENSION_UNAVAILABLE = (
        401,
        "ApiExtensionUnavailable",
        "API extension '{0}' unavailable, please check configuration or permissions",
    )
    CALL_CONNECT_FAILED = (CONNECT_FAILED[0], "CallConnectFailed", CONNECT_FAILED[1])  # an Error tells it too
    SMS_DESTINATION_NOT_FOUND = (501, "SmsDestinationNotFound", "Destination of the SMS is not found")
    CALL_NOT_FOUND = (601, "CallNotFound", "Call not found with ID '{0}'")
    CONFIG_NOT_FOUND = (701, "ConfigNotFound", "Configuration for type '{0}' not found")
    INVALID_CONFIG = (702, "InvalidConfig", "Invalid configuration for type '{0}'")
    CONFIG_ALREADY_EXISTS = (703, "ConfigAlreadyExists", "Extension configuration already exists")

    def __init__(self, number: int, title: str, template: str) -> None:
        self.number = number
        self.title = title
        self.template = template

    def message(self, *fillings: str) -> str:
        """The message with its gaps filled."""
        return self.template.format(*fillings)


class Refused(Exception):  # noqa: N818 - no error of ours: it is the answer
    """Leaves a command that is not carried out, with the code to answer and what fills the gaps of its message.

    `reason` says more to the author of the app, in transcripts; the answer has no place for it.
    """

    def __init__(self, code: Code, *fillings: str, reason: str = "") -> None:
        super().__init__(code.message(*fillings))
        self.code = code
        self.fillings = fillings
        self.reason = reason

    @property
    def message(self) -> str:
        """The message of the answer."""
        return self.code.message(*self.fillings)
