"""What happens at night: an app that e-mails the calls of the day, and tests the line to the monitoring station.

A plain WSGI application without any library; a scheduler opens ``/report`` and ``/test`` with the address of the PBX in
the query. Whether the station has answered comes later, as AlarmNotification.
"""

from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import parse_qs, quote, urlencode
from urllib.request import urlopen
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

EXTENSION = "9000"
OFFICE = "office@example.com"
TECHNICIAN = "+36 1 555 0109"
STATION = "4799"
TEST = {"AccountNumber": "1234", "EventQualifier": "StatusReport", "EventCode": "602", "PartitionNumber": "00"}
"""A periodic test report, as Contact ID has it."""


def app(environ: dict[str, Any], start_response: Callable[..., object]) -> Iterable[bytes]:
    """Answer one request, of the scheduler or of the PBX."""
    pbx = parse_qs(environ.get("QUERY_STRING", ""))["pbx"][0]
    match environ["PATH_INFO"]:
        case "/report":
            answer = report(pbx)
        case "/test":
            answer = test(pbx, f"http://{environ['HTTP_HOST']}/tested?pbx={quote(pbx, safe='')}")
        case _:
            body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])).decode()
            answer = tested(pbx, parse_qs(body)["Result"][0])
    start_response("200 OK", [("Content-Type", "text/xml" if answer.startswith("<") else "text/plain")])
    return [answer.encode()]


def report(pbx: str) -> str:
    """Write to the office who has called whom, and what came of it."""
    history = send(pbx, "GetCallHistory")
    calls = [f"{call.findtext('Source')} to {call.findtext('Destination')}: {call.findtext('State')}"
             for call in history.iter("Call")]  # fmt: skip
    text = f"{history.findtext('NumberOfCalls')} calls\n" + "\n".join(calls)
    send(pbx, "SendEmail", ApiExtension=EXTENSION, Recipient=OFFICE, Subject="The calls of the day", Message=text)
    return "reported"


def test(pbx: str, result_url: str) -> str:
    """Send the station a test; the PBX calls it."""
    send(pbx, "SendAlarmNotification", PhoneNumber=STATION, ZoneNumber="000", ResultUrl=result_url, **TEST)
    return "being tested"


def tested(pbx: str, result: str) -> str:
    """Answer AlarmNotification: a technician has to know if the station could not be reached."""
    if result != "Success":
        send(pbx, "SendSms", ApiExtension=EXTENSION, Recipient=TECHNICIAN, Message="The station does not answer.")
    return "<Response/>"


def send(pbx: str, command: str, **parameters: str) -> Element:
    """Send the PBX a command; its answer."""
    query = urlencode({"command": command, **parameters})
    with urlopen(f"{pbx}/?{query}", timeout=10) as answer:  # noqa: S310 - whoever runs the app says where the PBX is
        response = ElementTree.fromstring(answer.read())  # noqa: S314 - it is the PBX's
    if response.findtext("Code") != "200":
        raise RuntimeError(f"{command}: {response.findtext('Message')}")
    return response
