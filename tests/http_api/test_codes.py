"""The codes as documented (p_4235)."""

from __future__ import annotations

from simulator.http_api.codes import Code, Refused


def test_numbers_names_and_messages_are_the_documented_ones():
    assert [(one.number, one.title, one.template) for one in Code] == [
        (200, "OK", "Command successfully executed"),
        (300, "ParseError", "Error occured during parsing message: '{0}'"),
        (301, "NotImplementedCommand", "Not implemented command: '{0}'"),
        (302, "InvalidParameter", "Missing or invalid parameter '{0}' for command '{1}'"),
        (303, "InappropriateCommand", "Command '{0}' cannot be used here"),
        (304, "Authentication required", "Authentication required"),
        (305, "Authentication failed", "Authentication failed, bad username or password"),
        (306, "Forbidden User", "User is not allowed to use API in ACL"),
        (307, "ForbiddenAddress", "Use API from this address is forbidden"),
        (401, "ApiExtensionUnavailable", "API extension '{0}' unavailable, please check configuration or permissions"),
        (402, "CallConnectFailed", "Call connect to '{0}' failed with result state '{1}'"),
        (501, "SmsDestinationNotFound", "Destination of the SMS is not found"),
        (601, "CallNotFound", "Call not found with ID '{0}'"),
        (701, "ConfigNotFound", "Configuration for type '{0}' not found"),
        (702, "InvalidConfig", "Invalid configuration for type '{0}'"),
        (703, "ConfigAlreadyExists", "Extension configuration already exists"),
    ]


def test_a_refusal_fills_the_gaps_of_its_message():
    refused = Refused(Code.INVALID_PARAMETER, "Url", "Call")

    assert refused.message == str(refused) == "Missing or invalid parameter 'Url' for command 'Call'"


def test_what_fills_a_gap_is_not_a_template_itself():
    assert Refused(Code.CALL_NOT_FOUND, "{0}{1}").message == "Call not found with ID '{0}{1}'"
