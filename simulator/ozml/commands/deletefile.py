"""<DeleteFile>: a file is not needed any more."""

from simulator.ozml.convert import filled
from simulator.ozml.schema import Command, Family, attribute, command
from simulator.telephony import effects
from simulator.telephony.exchange import Exchange
from simulator.telephony.kernel import Steps
from simulator.telephony.message_events import FileDeleted


@command(
    "DeleteFile",
    family=Family.EXTENSION,
    source="P4254",
    needs=None,
    assumes=("s4.5",),
    example='<DeleteFile SourceFile="Voicemail/9000/new/1.wav"/>',
)
class DeleteFile(Command):
    """Deletes a file within the folders of the data folder in which files may be changed."""

    # ASSUMPTION ozml section 4.5: the name of the parameter is not published; it is MoveFile's.
    source_file: str = attribute("SourceFile", filled, body=True, aliases=("File", "FileName", "Path"))

    def run(self, exchange: Exchange, /) -> Steps[None]:
        """Delete it; if that cannot be done, the script goes on."""
        changed: effects.FileChanged = yield effects.DeleteFile(self.source_file)
        if changed.problem:
            exchange.report("file", f"<DeleteFile> {changed.problem}", self.place)
        else:
            exchange.publish(FileDeleted(changed.path))
