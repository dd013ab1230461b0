"""<Beep>: a tone (Ozeki 10)."""

from simulator.ozml.schema import Command, Family, command
from simulator.telephony.call import Call, CallState
from simulator.telephony.effects import Beep as BeepSound
from simulator.telephony.kernel import Steps


@command(
    "Beep",
    family=Family.EXTENSION,
    source="O6083",
    needs=CallState.IN_CALL,
    dialect="ozeki10",
    assumes=("s9",),
    example="<Beep/>",
)
class Beep(Command):
    """Plays a simple beep of half a second."""

    def run(self, call: Call, /) -> Steps[None]:
        """Let it be heard."""
        clip = yield from call.load(BeepSound(), self.place)
        if clip is not None:
            yield from call.play(clip)
