"""What is told at the end of a run about the files that it was held against: golden conversations and baselines."""

from __future__ import annotations

from rich.text import Text

from simulator.report.baseline import Baseline
from simulator.report.golden import GoldenFolder
from simulator.report.page import printable


def golden_lines(golden: GoldenFolder) -> list[Text]:
    """Which golden conversations were written, how many are not there yet, and which ones no scenario belongs to."""
    told = [Text(printable(one)) for one in sorted(golden.told)]
    if golden.missing > 1:
        missing = f"{golden.missing} conversations are not in {printable(str(golden.folder))} yet"
        told.append(Text(f"{missing}; {golden.option} writes them", "yellow"))
    return told + [
        Text(f"no scenario belongs to {printable(path.as_posix())}; remove it if it is not needed any more", "yellow")
        for path in golden.strangers()
    ]


def pace_lines(baseline: Baseline) -> list[Text]:
    """That the baseline was written, or what has become faster, and what is not in it yet."""
    if baseline.writes:
        count = len(baseline.measured)
        scenarios = "1 scenario" if count == 1 else f"{count} scenarios"
        return [Text(f"baseline of {scenarios}: {printable(str(baseline.path))}")]
    lines = [Text(f"faster than the baseline: {printable(one)}", "green") for one in sorted(baseline.faster)]
    return lines + [
        Text(f"not in the baseline: {printable(one)}; --update adds it", "yellow") for one in sorted(baseline.unknown)
    ]
