"""<MoveFile>: a file gets another folder."""

from simulator.ozml.convert import filled
from simulator.ozml.schema import Command, Family, attribute, command
from simulator.telephony import effects
from simulator.telephony.exchange import Exchange
from simulator.telephony.kernel import Steps
from simulator.telephony.message_events import FileMoved


@command(
    "MoveFile",
    family=Family.EXTENSION,
    source="P5401",
    needs=None,
    assumes=("s4.9",),
    example="<MoveFile SourceFile='Voicemail/9000/new/1.wav' TargetDirectory='Voicemail/9000/old'/>",
)
class MoveFile(Command):
    """Moves a file within the folders of the data folder in which files may be changed."""

    source_file: str = attribute("SourceFile", filled)
    target_directory: str = attribute("TargetDirectory", filled)

    def run(self, exchange: Exchange, /) -> Steps[None]:
        """Move it; if that cannot be done, the script goes on."""
        changed: effects.FileChanged = yield effects.MoveFile(self.source_file, self.target_directory)
        if changed.problem:
            exchange.report("file", f"<MoveFile> {changed.problem}", self.place)
        else:
            exchange.publish(FileMoved(self.source_file, changed.path))
