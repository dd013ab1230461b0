"""Fields and bytes of notifications; the published samples are P4201 and those of http-api.md section 6."""

import pytest

from simulator.errors import ScenarioError
from simulator.telephony.notifications import FIELDS, Notification, NotificationName, field_table, form_encoded
from simulator.telephony.notifications import wire_fields as fields_of

VALUES = {
    "call_id": "1kT9x",
    "caller_id": "Anna Kis",
    "dialled": "9000",
    "api_extension": "9000",
    "record_url": "http://pbx.example:7780/HttpRecordings/1kT9x.mp3",
    "digits": "1234",
    "call_state": "Ringing",
    "source": "2000",
    "destination": "2001",
    "start_time": "2024-05-02T09:15:30.1234+02:00",
    "ring_seconds": "0",
    "talk_seconds": "0",
}


def body(name, table=FIELDS):
    return form_encoded(fields_of(Notification(name, VALUES), table)).decode()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            NotificationName.INCOMING_CALL,
            "NotificationName=IncomingCall&CallID=1kT9x&CallerID=Anna+Kis&Dialed=9000&ApiExtension=9000",
        ),
        (
            NotificationName.RECORD_COMPLETED,
            "NotificationName=RecordCompleted&CallID=1kT9x"
            "&RecordURL=http%3a%2f%2fpbx.example%3a7780%2fHttpRecordings%2f1kT9x.mp3",
        ),
        (
            NotificationName.DTMF_ENTERED,
            "NotificationName=DtmfEntered&CallID=1kT9x&CallerID=Anna+Kis&DtmfDigits=1234",
        ),
        (
            NotificationName.CALL_CHANGED,
            "NotificationName=CallChanged&CallID=1kT9x&CallState=Ringing&CallerID=Anna+Kis&Source=2000&Destination=2001"
            "&StartTime=2024-05-02T09%3a15%3a30.1234%2b02%3a00&RingDuration=0&TalkDuration=0",
        ),
        (NotificationName.GO_TO, "NotificationName=GoTo&CallID=1kT9x&CallerID=Anna+Kis"),
    ],
)
def test_each_notification_is_on_the_wire_as_the_protocol_page_shows_it(name, expected):
    assert body(name) == expected


def test_the_documented_sample_has_its_documented_length():
    """P4201: Content-Length 166 for RoutingInterception with four-digit numbers."""
    fields = {
        "NotificationName": "RoutingInterception",
        "CallerID": "2000",
        "OriginalDialedNumber": "2001",
        "LastDialedNumber": "2001",
        "LastCalledExtension": "2001",
        "LastCallState": "Calling",
        "CallerExtension": "2000",
    }

    assert len(form_encoded(fields)) == 166


@pytest.mark.parametrize(
    ("value", "encoded"),
    [
        ("a b", "a+b"),
        ("+3612", "%2b3612"),
        ("http://app/x?y=1&z=2", "http%3a%2f%2fapp%2fx%3fy%3d1%26z%3d2"),
        ("*#", "*%23"),
        ("Zoë", "Zo%c3%ab"),
        ("100%", "100%25"),
        ("a-b_c.d!e*(f)", "a-b_c.d!e*(f)"),
        ("'~\"", "%27~%22"),
        ("\r\n\t", "%0d%0a%09"),
        ("", ""),
        ("\ud800", "%3f"),
    ],
)
def test_values_are_utf_8_with_escapes_in_lower_case_and_a_plus_for_a_blank(value, encoded):
    assert form_encoded({"Value": value}) == f"Value={encoded}".encode()


def test_names_are_encoded_too():
    assert form_encoded({"Anrufer ID ä": "1"}) == b"Anrufer+ID+%c3%a4=1"


def test_fields_keep_their_order():
    assert form_encoded({"b": "1", "a": "2", "c": ""}) == b"b=1&a=2&c="


def test_a_users_table_replaces_that_of_one_notification_only():
    table = field_table({"RecordCompleted": {"Url": "record_url", "CallId": "call_id"}})

    assert body(NotificationName.RECORD_COMPLETED, table).startswith("NotificationName=RecordCompleted&Url=http")
    assert body(NotificationName.RECORD_COMPLETED, table).endswith("&CallId=1kT9x")
    assert body(NotificationName.GO_TO, table) == "NotificationName=GoTo&CallID=1kT9x&CallerID=Anna+Kis"


def test_a_notification_may_be_left_with_its_name_alone():
    assert body(NotificationName.GO_TO, field_table({"GoTo": {}})) == "NotificationName=GoTo"


def test_an_unknown_notification_in_a_users_table_is_refused_with_a_suggestion():
    with pytest.raises(ScenarioError) as error:
        field_table({"RecordComplete": {}})

    assert (
        str(error.value)
        == "notification_fields: unknown notification 'RecordComplete'; did you mean 'RecordCompleted'?"
    )


def test_a_value_that_a_notification_does_not_have_is_refused_with_what_it_has():
    with pytest.raises(ScenarioError) as error:
        field_table({"GoTo": {"Digits": "digits"}})

    assert str(error.value) == (
        "notification_fields.GoTo.Digits: unknown value 'digits'; "
        "known: 'api_extension', 'call_id', 'caller_id', 'dialled'"
    )


def test_a_misspelt_value_is_refused_with_a_suggestion():
    with pytest.raises(ScenarioError, match=r"unknown value 'call_di'; did you mean 'call_id'\?"):
        field_table({"GoTo": {"CallID": "call_di"}})


# -- the other notifications -----------------------------------------------------------------------------------------

OTHERS = {
    **VALUES,
    "sms_id": "f728b4fa",
    "sender": "+3612345678",
    "recipient": "9000",
    "message": "Hello & goodbye",
    "delivery_state": "Delivered",
    "error_code": "402",
    "error_message": "Call connect to '4711' failed with result state 'Busy'",
    "phone_number": "4711",
    "account": "1234",
    "event_qualifier": "NewEvent",
    "event_code": "110",
    "partition": "01",
    "zone": "015",
    "result": "Success",
    "talk_seconds": "12",
}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            NotificationName.CALL_CONNECTED,
            "NotificationName=CallConnected&CallID=1kT9x&CallerID=Anna+Kis&Dialed=9000&ApiExtension=9000",
        ),
        (
            NotificationName.INCOMING_SMS,
            "NotificationName=IncomingSMS&ApiExtension=9000&Sender=%2b3612345678&Recipient=9000"
            "&Message=Hello+%26+goodbye&SmsId=f728b4fa",
        ),
        (
            NotificationName.SMS_DELIVERY_REPORT,
            "NotificationName=SMSDeliveryReport&SmsId=f728b4fa&Sender=%2b3612345678&Recipient=9000"
            "&DeliveryState=Delivered",
        ),
        (
            NotificationName.ERROR,
            "NotificationName=Error&CallID=1kT9x&ErrorCode=402"
            "&ErrorMessage=Call+connect+to+%274711%27+failed+with+result+state+%27Busy%27",
        ),
        (
            NotificationName.ALARM_NOTIFICATION,
            "NotificationName=AlarmNotification&PhoneNumber=4711&AccountNumber=1234&EventQualifier=NewEvent"
            "&EventCode=110&PartitionNumber=01&ZoneNumber=015&Result=Success",
        ),
        (
            NotificationName.CALL_FINISHED,
            "NotificationName=CallFinished&CallID=1kT9x&Caller=Anna+Kis&Callee=9000&Duration=12",
        ),
    ],
)
def test_notifications_of_what_scripts_set_going_are_on_the_wire_in_the_order_of_the_table(name, expected):
    assert form_encoded(fields_of(Notification(name, OTHERS), FIELDS)).decode() == expected


@pytest.mark.parametrize("name", list(NotificationName))
def test_every_field_of_our_table_may_stand_in_a_users_table(name):
    assert field_table({name: FIELDS[name]})[name] == FIELDS[name]


def test_values_that_there_are_not_are_left_out():
    """A GoTo in the answer to a short message has no call."""
    assert fields_of(Notification(NotificationName.GO_TO, {"sms_id": "1"}), FIELDS) == {"NotificationName": "GoTo"}


@pytest.mark.parametrize("wire_name", ["", "NotificationName"])
def test_a_field_needs_a_name_of_its_own(wire_name):
    with pytest.raises(ScenarioError, match=rf"notification_fields\.GoTo: a field cannot be called {wire_name!r}"):
        field_table({"GoTo": {wire_name: "call_id"}})
