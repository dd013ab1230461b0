"""An answer of the app -> the script in it, with everything that is wrong with the answer as a whole."""

from __future__ import annotations

from http import HTTPStatus

from simulator.errors import OzmlError, suggestion
from simulator.ozml.binding import Report
from simulator.ozml.parser import parse
from simulator.ozml.schema import ROOTS, element_names
from simulator.ozml.script import Script
from simulator.settings import Settings
from simulator.telephony.bad_answer import no_answer, wrong_status
from simulator.telephony.effects import Response
from simulator.telephony.problem import Place, Severity


def script_in(response: Response, settings: Settings, report: Report) -> Script | None:
    """The script in an answer; None, and a problem, if there is none.

    Args:
        response: the answer, or why there is none.
        settings: what is allowed, and whether slips are repaired.
        report: takes what is wrong.
    """
    place = Place(response.url)
    if response.fault:
        message = f"no answer of the app, because of a fault: {response.fault}"
        report("fault", message, place, Severity.WARNING)  # the app is not to blame
        return None
    if response.failure:
        report("no-answer", no_answer(response), place, Severity.ERROR)
        return None
    if not HTTPStatus.OK <= response.status < HTTPStatus.MULTIPLE_CHOICES:
        report("http-status", wrong_status(response, ", expected 200 with OzML"), place, Severity.ERROR)
        return None
    try:
        script = parse(
            response.body,
            response.url,
            response.charset,
            max_bytes=settings.max_answer_bytes,
            max_depth=settings.max_answer_depth,
            repair=settings.repair_answers,
            names=element_names(),
        )
    except OzmlError as error:
        place = Place(error.source, error.line, error.column)
        report("unusable-answer", error.message, place, Severity.ERROR)
        return None
    for note in script.notes:
        report("prologue", note.message, Place(script.source, note.line, note.column), Severity.NOTE)
    for repair in script.repairs:
        report("repaired", repair.message, Place(script.source, repair.line, repair.column), Severity.WARNING)
    return script if _is_usable(script, response, report) else None


def _is_usable(script: Script, response: Response, report: Report) -> bool:
    """Look at the envelope."""
    root = script.root
    if root.name.lower() not in {name.lower() for name in ROOTS}:
        hint = "an HTML page?" if root.name.lower() == "html" else suggestion(root.name, ROOTS).removeprefix("; ")
        message = f"the root element is <{root.name}>, expected <Response>; {hint}"
        report("unknown-root", message, script.place(root), Severity.ERROR)
        return False
    if root.text:
        # ASSUMPTION ozml q9: text between commands is ignored.
        message = f"text between commands is ignored: {root.text[:40]!r}"
        report("stray-text", message, script.place(root), Severity.WARNING)
    kind = response.content_type.lower()
    if kind and not kind.startswith("text/") and not kind.endswith("xml"):
        message = f"the answer's Content-Type is {kind!r}, expected XML or text"
        report("content-type", message, Place(response.url), Severity.WARNING)
    return True
