"""A call is over when the app that watches it has said its last word."""

from __future__ import annotations

from threading import Event


def test_a_call_is_not_over_before_the_app_that_watches_it_has_answered_its_end(client, talking_app):
    told, may_answer = Event(), Event()

    def changed(fields):
        if fields["CallState"] != "Completed":
            return ""
        told.set()
        assert may_answer.wait(20)
        return "<Oops/>"

    talking_app.answers["/changed"] = changed
    office = {"call_changed_url": f"{talking_app.url}/changed"}
    session = client.control("/sessions", {"office": office, "phones": {"4711": [{"says": "Hello"}, "hangs_up"]}})
    calls = f"/sessions/{session['id']}/calls"
    placed = client.control(calls, {"from": "2000", "to": "4711"})
    assert told.wait(20)

    early = client.control(f"{calls}/{placed['id']}")
    may_answer.set()
    late = client.control(f"{calls}/{placed['id']}?wait=20")

    assert (early["state"], early["over"], early["problems"]) == ("ended", False, [])
    assert (late["over"], [one["rule"] for one in late["problems"]]) == (True, ["unknown-element"])
