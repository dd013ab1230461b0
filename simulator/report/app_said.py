"""What an app printed, and how it has ended: below everything else that there is to tell of a failure."""

from __future__ import annotations

from rich.text import Text

from simulator.report.page import Page, printable
from simulator.scenario.app_output import AppSaid


def write_app_said(page: Page, said: AppSaid) -> None:
    """Add it to a page; nothing, if it said nothing."""
    if said.lines:
        page.blank()
        page.write(Text("the app said", "dim"), 2)
        for line in said.lines:
            page.write(Text(f"| {printable(line.expandtabs())}"), 4, 6)
    if said.end:
        page.write(Text(f"the app has {said.end}", "yellow"), 2)
