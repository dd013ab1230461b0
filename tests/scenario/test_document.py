"""The YAML reader alone: what is text, what is refused, and where."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.scenario.document import ListNode, MappingNode, TextNode, load_documents
from simulator.scenario.mistakes import MisreadError
from simulator.telephony.problem import Place


def plain(node):
    """A node without its places, as a person would write it in Python."""
    match node:
        case TextNode(text):
            return text
        case ListNode(items):
            return [plain(item) for item in items]
        case MappingNode(entries):
            return {key.text: plain(value) for key, value in entries}


def documents(text):
    return [plain(node) for node in load_documents(text if isinstance(text, bytes) else text.encode(), "s.yaml")]


def complaint(text):
    with pytest.raises(MisreadError) as caught:
        documents(text)
    return str(caught.value)


@pytest.mark.parametrize(
    "written",
    [
        "0123",
        "1_2",
        "12:30",
        "no",
        "0x10",
        "+36 1",
        "1e3",
        "1.0",
        "~",
        "null",
        "2026-01-01",
        "*",
        "*1#",
        "**",
        "-1",
        "=",
    ],
)
def test_what_is_written_stays_the_text_that_it_is(written):
    assert documents(f"a: {written}\nb: [{written}, x]\nc: {{d: {written}}}\n") == [
        {"a": written, "b": [written, "x"], "c": {"d": written}}
    ]


def test_a_star_may_stand_alone_in_a_list():
    assert documents("- *\n- *0\n- '*'\n") == [["*", "*0", "*"]]


def test_a_question_mark_within_braces_belongs_to_the_text():
    assert documents("{path: /incoming?format=wav&x=1, list: [a?, b?c]}") == [
        {"path": "/incoming?format=wav&x=1", "list": ["a?", "b?c"]}
    ]


@pytest.mark.parametrize(
    "written",
    [
        "${caller}",
        "+${country}${number}",
        "${greeting:-Hello, you: [there] # now}",
        "${url:-http://{pbx}/x?y=z}",
        "${a:-${b:-c, d}}",
        "${env.HOME}/x",
        "a ${b} c",
    ],
)
def test_a_parameter_is_a_part_of_a_text_without_quotes(written):
    assert documents(f"a: {written}\nb: [{written}, x]\nc: {{d: {written}, {written}: e}}\n") == [
        {"a": written, "b": [written, "x"], "c": {"d": written, written: "e"}}
    ]


def test_a_parameter_may_be_a_key():
    assert documents("${number}: busy\n") == [{"${number}": "busy"}]
    assert documents("{${number}: busy, +36${n}: [x]}\n") == [{"${number}": "busy", "+36${n}": ["x"]}]


def test_what_follows_a_parameter_has_its_place():
    (node,) = load_documents(b"{a: ${x:-1, 2}, b: c}\n", "s.yaml")

    assert node.entries[1][1].place == Place("s.yaml", 1, 20)


def test_a_text_may_go_on_in_the_next_line():
    assert documents("a: one\n  two\n\n  three # four\nb: x\n") == [{"a": "one two\nthree", "b": "x"}]


def test_quotes_and_blocks_are_read_as_yaml_has_them():
    assert documents("a: 'it''s'\nb: \"\\u00e9\\n\"\nc: |\n  x\n  y\nd: >-\n  x\n  y\n") == [
        {"a": "it's", "b": "é\n", "c": "x\ny\n", "d": "x y"}
    ]


def test_every_alphabet_is_text():
    assert documents("a: Árvíztűrő tükörfúrógép\n名前: 你好 🙂\n") == [
        {"a": "Árvíztűrő tükörfúrógép", "名前": "你好 🙂"}
    ]


def test_windows_line_ends_and_a_byte_order_mark_change_nothing():
    (node,) = load_documents("a: 1\nb:\n  - c\n".replace("\n", "\r\n").encode("utf-8-sig"), "s.yaml")

    assert plain(node) == {"a": "1", "b": ["c"]}
    assert node.get("b").items[0].place == Place("s.yaml", 3, 5)


def test_documents_in_which_nothing_stands_are_left_out():
    assert documents("---\na: 1\n---\n---\n# nothing\n---\nb: 2\n...\n") == [{"a": "1"}, {"b": "2"}]
    assert documents("") == []
    assert documents("# nothing\n") == []


def test_nothing_and_an_empty_text_are_told_apart():
    (node,) = load_documents(b"a:\nb: ''\n", "s.yaml")

    assert [(value.text, value.empty) for _, value in node.entries] == [("", True), ("", False)]


def test_what_a_number_sign_hides_is_known():
    (node,) = load_documents(b"a: # key\nb: x # key\nc:\n? d\n", "s.yaml")

    assert [value.comment for _, value in node.entries] == ["# key", "", "", ""]


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("{a: ${b, c: d\n", "s.yaml:1:6: expected ',' or '}' here; quote a text that holds one of , [ ] { }"),
        ("a: &x b\n", "s.yaml:1:4: a text that begins with '&' has to stand in quotes"),
        ("a: !x b\n", "s.yaml:1:4: a text that begins with '!' has to stand in quotes"),
        ("a: @b\n", "s.yaml:1:4: a text that begins with '@' has to stand in quotes"),
        ("a: [?b]\n", "s.yaml:1:5: a text that begins with '?' has to stand in quotes"),
        ("a:\n\t- b\n", "s.yaml:2:1: a tab stands where YAML wants blanks"),
        ("a: 'b\n", "s.yaml:1:4: the quote that is opened here is never closed"),
        ("a: 'b\n---\nc: d\n", "s.yaml:1:4: the quote that is opened here is never closed"),
        ('a: "\\q"\n', "s.yaml:1:6: '\\q' means nothing in double quotes; write '\\\\' for a backslash"),
        ("a: [b\n", "s.yaml:1:4: what is opened here is never closed with ']'"),
        (
            "a: {b: c}d}\n",
            "s.yaml:1:10: did not expect a text here; quotes go around the whole of a text",
        ),
        (
            "a: {b: node x {port}}\n",
            "s.yaml:1:15: expected ',' or '}' here; quote a text that holds one of , [ ] { }",
        ),
        ('a: "b" c\n', "s.yaml:1:8: did not expect a text here; quotes go around the whole of a text"),
        ("a:\n   - b\n  - c\n", "s.yaml:3:3: did not expect this here; check the indentation"),
        ("a: 1\nb\nc: 2\n", "s.yaml:2:1: expected ':' behind this key"),
        (
            "a: b: c\n",
            "s.yaml:1:5: ':' is not expected here; check the indentation, or put a text that holds ': ' in quotes",
        ),
        ("a: b\n...\nc: d\n", "s.yaml:3:1: expected '---' in front of the next scenario"),
        ("a: |b\n", "s.yaml:1:5: not YAML: expected chomping or indentation indicators, but found 'b'"),
        ("%YAML 2.0\n---\na: 1\n", "s.yaml:1:1: not YAML: found incompatible YAML document (version 1.* is required)"),
        ("a: 1\nb: é\x01\n", "s.yaml:2:5: the character 0x1 cannot stand in YAML"),
        ("a: 1\nb: é\n".encode("latin-1"), "s.yaml:2:4: byte 0xe9 is not UTF-8; save the file as UTF-8"),
        ("a: 1\n".encode("utf-16"), "s.yaml:1:1: byte 0xff is not UTF-8; save the file as UTF-8"),
        ("[a]: b\n", "s.yaml:1:1: expected a key, which is a text"),
        ("[" * 5000, "s.yaml:1:1: lists and mappings are nested too deeply"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(written, message):
    assert complaint(written) == message


def test_a_key_that_stands_twice_is_refused_wherever_it_is():
    assert complaint("a: 1\nb:\n  - {c: 1, c: 2}\na: 3\n").splitlines() == [
        "s.yaml:3:12: the key 'c' stands here a second time; first in line 3",
        "s.yaml:4:1: the key 'a' stands here a second time; first in line 1",
    ]


@given(st.text(alphabet="ab 01:-?*#&!|>'\"%@`,[]{}\n\t\r\\.~=<é\x00\x85\u2028🙂") | st.binary())
def test_whatever_stands_in_a_file_it_is_read_or_refused(written):
    try:
        load_documents(written if isinstance(written, bytes) else written.encode(), "s.yaml")
    except MisreadError as error:
        refused = error.mistakes
    else:
        refused = []

    assert [mistake for mistake in refused if mistake.place.line < 1 or mistake.place.column < 1] == []
