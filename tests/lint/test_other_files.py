"""Files that are no answers are known by their text, however long it is and whatever is never closed in it."""

from __future__ import annotations

import pytest

from simulator.lint.other_files import is_other_xml, no_answer_in

MANY = 200_000


@pytest.mark.parametrize("opened", ["<!--", "<![CDATA["])
def test_what_is_opened_many_times_and_never_closed_is_read_once(opened):
    """If each were looked for its end, this would take minutes."""
    assert no_answer_in(opened * MANY, "a.xml") is None


def test_a_mark_of_a_program_behind_a_closed_comment_is_found():
    problem = no_answer_in("<!-- <% --><?php", "a.xml")

    assert problem is not None
    assert str(problem.place) == "a.xml:1:12"


@pytest.mark.parametrize("text", ["<!--" * MANY, "<!DOCTYPE" + " " * MANY], ids=["comments", "spaces"])
def test_what_never_comes_to_a_root_is_no_other_xml(text):
    assert not is_other_xml(text, "a.xml")


@pytest.mark.parametrize(
    "before",
    [
        "<?xml version='1.0'?>\n<!-- of pytest -->\n",
        "<!DOCTYPE testsuites>",
        "<!DOCTYPE testsuites SYSTEM 'a.dtd' >",
        "<!DOCTYPE testsuites [<!ELEMENT testsuites (a[1])>] >",
        "<!-- -->" * MANY,
    ],
    ids=["a declaration", "a type", "a type elsewhere", "a type in brackets", "many comments"],
)
def test_the_root_is_found_behind_all_that_may_stand_before_it(before):
    assert is_other_xml(f"{before}<testsuites/>", "a.xml")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("<html><body>Error 500</body></html>", "menu.xml"),
        ("<Antwort><Speak>Hello</Speak></Antwort>", "menu.xml"),
        ("<rss/>", "feed.ozml"),
    ],
    ids=["a web page", "a command in it", "its name"],
)
def test_what_may_have_been_meant_as_an_answer_is_looked_at(text, name):
    assert not is_other_xml(text, name)
