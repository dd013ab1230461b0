"""ListActiveCalls: the calls that are going on."""

from simulator.http_api.answer import Answer, Element, listed, texts
from simulator.http_api.schema import PromptCommand, http_command
from simulator.telephony.exchange import Exchange
from simulator.telephony.names import xml_moment
from simulator.telephony.observed_call import ObservedCall


@http_command(
    "ListActiveCalls",
    source="p_4058",
    example="command=ListActiveCalls",
    answered=Answer(
        content=(
            listed(
                "ActiveCalls",
                [
                    Element(
                        "CallInfo",
                        texts(
                            CallState="InCall",
                            CallId="1kT9x",
                            Source="2000",
                            CallerId="Anna Kis",
                            Destination="2001",
                            StartTime="2024-05-02T09:15:30.1234+02:00",
                            RingDuration="3",
                            TalkDuration="41",
                        ),
                    )
                ],
            ),
        )
    ),
    assumes=("q29", "s4.5"),
)
class ListActiveCalls(PromptCommand):
    """Tells of every call that rings, is talked on or is on hold, the oldest first."""

    def answer(self, exchange: Exchange, /) -> Answer:
        """Look."""
        calls = exchange.switchboard.living.values()
        # ASSUMPTION http-api section 4.5: of calls that are over it says nothing.
        return Answer(content=(listed("ActiveCalls", [_call_info(call) for call in calls if call.active]),))


def _call_info(call: ObservedCall) -> Element:
    return Element(
        "CallInfo",
        texts(
            CallState=call.state.reported,
            CallId=call.id,
            Source=call.source,
            CallerId=call.caller_id,
            Destination=call.destination,
            StartTime=xml_moment(call.switchboard.names.moment(call.began_at)),
            RingDuration=str(int(call.ring_seconds)),
            TalkDuration=str(int(call.talk_seconds)),
        ),
    )
