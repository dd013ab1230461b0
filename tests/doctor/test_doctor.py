"""All checks together: each says something, and one that breaks does not stop the others."""

from __future__ import annotations

from simulator import doctor
from simulator.doctor.finding import Verdict


def test_here_all_is_well():
    """Where the tests run, the simulator works."""
    findings = list(doctor.examine())

    assert [one for one in findings if one.verdict is Verdict.WRONG] == []
    assert [one.subject for one in findings] == list(doctor.CHECKS)


def test_a_check_that_breaks_is_a_finding_and_the_others_go_on(monkeypatch):
    def broken():
        raise RuntimeError("no idea")

    monkeypatch.setattr(doctor, "CHECKS", {"mp3": broken, "Python": doctor.CHECKS["Python"]})

    first, second = doctor.examine()

    assert (first.subject, first.verdict, first.text) == ("mp3", Verdict.WRONG, "RuntimeError: no idea")
    assert second.verdict is Verdict.OK
