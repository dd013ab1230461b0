"""GetCallHistory: the calls that are over."""

from collections.abc import Mapping
from datetime import datetime

from simulator.http_api.answer import Answer, Element, listed, texts
from simulator.http_api.convert import date_time
from simulator.http_api.schema import PromptCommand, http_command, parameter
from simulator.ozml.convert import plain, whole
from simulator.telephony.exchange import Exchange
from simulator.telephony.observed_call import ObservedCall

_SAMPLE = {
    "StartTime": "2024-05-02 09:15:30",
    "Direction": "Internal",
    "Source": "2000",
    "Destination": "2001",
    "State": "CalleeHungUp",
    "Dialed": "2001",
    "CallerId": "2000",
    "Type": "Audio",
    "CallId": "1kT9x",
}


@http_command(
    "GetCallHistory",
    source="p_4804",
    example="command=GetCallHistory&PageNumber=0&RowsPerPage=20&From=&General=&Direction=&Source=&Destination="
    "&State=&Dialed=&CallerId=&CallId=",
    answered=Answer(
        content=(Element("NumberOfCalls", "1"), listed("Calls", [Element("Call", texts(**_SAMPLE))])),
    ),
    assumes=("q29", "q32", "s4.20"),
)
class GetCallHistory(PromptCommand):
    """Tells of the calls that are over, the oldest first; `NumberOfCalls` is how many match, on all pages.

    - `From` is the earliest start, `General` a part of any field; the other filters are the whole of theirs.
    - Pages count from 0. Without `RowsPerPage`, or if it is 0, the first page holds everything.
    """

    page_number: int = parameter("PageNumber", whole, default=0)
    rows_per_page: int = parameter("RowsPerPage", whole, default=0)
    earliest: datetime | None = parameter("From", date_time, default=None)
    general: str = parameter("General", plain, default="")
    direction: str = parameter("Direction", plain, default="")
    source: str = parameter("Source", plain, default="")
    destination: str = parameter("Destination", plain, default="")
    state: str = parameter("State", plain, default="")
    dialled: str = parameter("Dialed", plain, default="")
    caller_id: str = parameter("CallerId", plain, default="")
    call_id: str = parameter("CallId", plain, default="")

    def answer(self, exchange: Exchange, /) -> Answer:
        """Look through the calls."""
        # ASSUMPTION http-api section 4.20: only calls that are over are history, and NumberOfCalls counts all matches.
        over = (call for call in exchange.switchboard.observed.values() if call.over)
        found = [call for call in over if self._matches(call)]
        size = self.rows_per_page or max(len(found), 1)
        page = found[self.page_number * size : (self.page_number + 1) * size]
        calls = listed("Calls", [Element("Call", texts(**_row(call))) for call in page])
        return Answer(content=(Element("NumberOfCalls", str(len(found))), calls))

    def _matches(self, call: ObservedCall) -> bool:
        """Whether a call is looked for; its row is made only if a filter needs it, as there may be thousands."""
        # ASSUMPTION http-api q32: what the filters mean is not published.
        wanted = (
            (self.direction, call.direction),
            (self.source, call.source),
            (self.destination, call.destination),
            (self.state, call.state),
            (self.dialled, call.dialled),
            (self.caller_id, call.caller_id),
            (self.call_id, call.id),
        )
        return (
            all(value == found for value, found in wanted if value)
            and (self.earliest is None or _start_time(call) >= str(self.earliest))
            and (not self.general or any(self.general in value for value in _row(call).values()))
        )


def _start_time(call: ObservedCall) -> str:
    return f"{call.switchboard.names.moment(call.began_at):%Y-%m-%d %H:%M:%S}"


def _row(call: ObservedCall) -> Mapping[str, str]:
    return {
        "StartTime": _start_time(call),
        "Direction": call.direction,
        "Source": call.source,
        "Destination": call.destination,
        "State": call.state,
        "Dialed": call.dialled,
        "CallerId": call.caller_id,
        "Type": "Audio",
        "CallId": call.id,
    }
