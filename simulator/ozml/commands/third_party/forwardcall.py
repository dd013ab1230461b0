"""<ForwardCall>: how Ozeki 10 calls Forward."""

from simulator.ozml.commands.third_party.forward import ForwardRinging
from simulator.ozml.convert import filled
from simulator.ozml.schema import Family, attribute, command


@command(
    "ForwardCall",
    family=Family.THIRD_PARTY,
    source="O7633",
    needs=None,
    dialect="ozeki10",
    assumes=("q46",),
    example='<ForwardCall Destination="4711"/>',
)
class ForwardCallRinging(ForwardRinging):
    """Sends the caller of a call that still rings on to `Destination`, as Forward does."""

    destination: str = attribute("Destination", filled, body=True)
