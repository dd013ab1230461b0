"""Bytes -> script. The numbers in the ids of the oddities are those of ozml-commands.md section 8."""

from __future__ import annotations

import pytest

from simulator.errors import OzmlError
from simulator.ozml.parser import parse
from simulator.ozml.script import Script

URL = "http://app/"


def parsed(body, **options) -> Script:
    return parse(body if isinstance(body, bytes) else body.encode(), URL, **options)


def refused(body, **options) -> str:
    with pytest.raises(OzmlError) as error:
        parsed(body, **options)
    return str(error.value)


def places(script):
    return [(one.name, script.place(one).line, script.place(one).column) for one in script.root.walk()]


# -- what is accepted ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("<Response><Speak>Hi</Speak></Response>", id="1: no declaration"),
        pytest.param("<?xml version='1.0'?><Response><Speak>Hi</Speak></Response>", id="2: declaration"),
        pytest.param(
            '<?xml version="1.0" encoding="utf-8"?>\n<Response><Speak>Hi</Speak></Response>',
            id="2: declaration with encoding",
        ),
        pytest.param("<Response>\t<Speak>\n\t\tHi\n\t</Speak>\n</Response>", id="9: indented text"),
        pytest.param("<Response><Speak>Hi</Speak></Response>\n\n \t\n", id="22: blank space behind the root"),
        pytest.param("<Response>\r\n<Speak>\r\nHi\r\n</Speak>\r\n</Response>\r\n", id="23: CR LF"),
        pytest.param("<Response><!-- a <Play/> --><Speak>H<!-- x -->i</Speak></Response>", id="24: comments"),
        pytest.param("<Response><Speak><![CDATA[Hi]]></Speak></Response>", id="24: CDATA"),
        pytest.param("<Response><?php echo '<a>' ?><Speak>Hi</Speak></Response>", id="processing instruction"),
        pytest.param('\n\n<?xml version="1.0"?><Response><Speak>Hi</Speak></Response>', id="25: blank lines before"),
        pytest.param(
            b'\xef\xbb\xbf<?xml version="1.0"?><Response><Speak>Hi</Speak></Response>', id="33: byte order mark"
        ),
        pytest.param(
            b'\xef\xbb\xbf\r\n<?xml version="1.0" encoding="utf-8"?><Response><Speak>Hi</Speak></Response>',
            id="25, 33: byte order mark and a blank line",
        ),
        pytest.param("<Response><Speak>Hi</Speak></Response>".encode("utf-16"), id="UTF-16 with a mark"),
        pytest.param(
            b"\xfe\xff"
            + '<?xml version="1.0" encoding="utf-16"?><Response><Speak>Hi</Speak></Response>'.encode("utf-16-be"),
            id="UTF-16 big endian",
        ),
        pytest.param(
            '<x:Response xmlns:x="urn:x" xmlns:xsi="urn:y"><x:Speak>Hi</x:Speak></x:Response>', id="21: namespaces"
        ),
    ],
)
def test_well_formed_and_nearly_well_formed_answers_are_understood(body):
    script = parsed(body)

    assert script.root.name == "Response"
    assert [(one.name, one.text) for one in script.root.children] == [("Speak", "Hi")]


def test_attributes_keep_their_order_and_lose_their_namespace():
    script = parsed("<Response><Record b='1' x:A = \"2\" c='&lt;&amp;&#65;' xmlns:x='urn:x'/></Response>")

    assert script.root.children[0].attributes == (("b", "1"), ("A", "2"), ("c", "<&A"))


def test_entities_of_xml_are_decoded():
    assert parsed("<a><GoTo>http://app/?a=1&amp;b=&quot;2&quot;</GoTo></a>").root.children[0].text == (
        'http://app/?a=1&b="2"'
    )


def test_the_text_of_an_element_is_its_own_without_that_of_its_children():
    root = parsed("<a> one <b>two</b> three </a>").root

    assert (root.text, root.children[0].text) == ("one  three", "two")


@pytest.mark.parametrize(
    ("body", "charset"),
    [
        ("<a>Olá</a>".encode(), ""),
        ("<a>Olá</a>".encode("iso-8859-1"), "iso-8859-1"),
        ('<?xml version="1.0" encoding="iso-8859-1"?><a>Olá</a>'.encode("iso-8859-1"), "utf-8"),
        ("<?xml version='1.0' encoding='windows-1252'?><a>Olá</a>".encode("windows-1252"), ""),
        ("\ufeff<a>Olá</a>".encode("utf-16-le"), "utf-8"),
        ("<a>Olá</a>".encode("utf-16"), "utf-16"),
    ],
    ids=["utf-8", "charset", "declaration over charset", "single quotes", "mark over charset", "charset with a mark"],
)
def test_the_encoding_is_that_of_declaration_then_mark_then_charset_then_utf_8(body, charset):
    """ozml q52."""
    assert parse(body, URL, charset).root.text == "Olá"


def test_equal_answers_from_one_address_are_parsed_once():
    body = b"<Response><Speak>only once</Speak></Response>"

    assert parse(body, URL) is parse(body, URL)
    assert parse(body, URL).source == URL
    assert parse(body, "http://app/other").source == "http://app/other"


def test_long_answers_are_understood_too():
    text = "x" * 70_000

    assert parsed(f"<a>{text}</a>").root.text == text


# -- places ----------------------------------------------------------------------------------------------------------


def test_places_are_exact_to_the_line_and_the_column():
    script = parsed('<Response>\n  <Speak>Hi</Speak><Play\n\n   Repeat="true">a.wav</Play>\n</Response>')

    assert places(script) == [("Response", 1, 1), ("Speak", 2, 3), ("Play", 2, 20)]


def test_blank_lines_and_a_declaration_before_the_root_count():
    script = parsed('\n\n  <?xml version="1.0"?> <Response>\n<Speak/></Response>')

    assert places(script) == [("Response", 3, 25), ("Speak", 4, 1)]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"], ids=["LF", "CR LF", "CR"])
def test_every_kind_of_line_end_counts(newline):
    assert places(parsed(newline.join(["<a>", "<b/>", "", "<c/></a>"]))) == [("a", 1, 1), ("b", 2, 1), ("c", 4, 1)]


def test_what_only_looks_like_a_tag_does_not_shift_places():
    script = parsed("<a><!-- <x> --><![CDATA[ <y> ]]><?pi <z> ?><b c='>'/>\n<d/></a>")

    assert places(script) == [("a", 1, 1), ("b", 1, 44), ("d", 2, 1)]


def test_columns_count_characters():
    assert places(parsed("<a>Żółć <b/></a>"))[1] == ("b", 1, 9)


def test_a_place_names_its_source():
    script = parsed("<a/>")

    assert str(script.place(script.root)) == "http://app/:1:1"


# -- what is refused -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (
            "<Response>\n  <Speak>a & b</Speak>\n</Response>",
            "http://app/:2:12: not well-formed XML: a bare '&'; write '&amp;'",
        ),
        (
            "<Response>\n <Speak>a&b</Speak></Response>",
            "http://app/:2:10: not well-formed XML: a bare '&', or an entity without its ';'; write '&amp;'",
        ),
        (
            "<Response><Speak>1 < 2</Speak></Response>",
            "http://app/:1:20: not well-formed XML: a bare '<', or an element without a name; write '&lt;'",
        ),
        (
            "<Response><Speak>Hi</Spaek></Response>",
            "http://app/:1:20: not well-formed XML: <Speak> is closed by </Spaek>; write </Speak>",
        ),
        (
            "<Response><Speak>Hi</Speak>",
            "http://app/:1:28: not well-formed XML: the document ends in the middle; <Response> is never closed",
        ),
        (
            "<Response><Hangup CallId=1aB3x/></Response>",
            "http://app/:1:26: not well-formed XML: the value of attribute 'CallId' must stand in quotes",
        ),
        (
            "<Response/><Response/>",
            "http://app/:1:12: not well-formed XML: there is something behind the root element; "
            "put everything into one <Response>",
        ),
        ("<a>&nbsp;</a>", "http://app/:1:10: not well-formed XML: Entity 'nbsp' not defined"),
        (
            '\n\n <?xml version="1.0"?>  <a>&</a>',
            "http://app/:3:28: not well-formed XML: a bare '&'; write '&amp;'",
        ),
        (
            '\n<?xml version="1.0"?>\n<a>\n&</a>',
            "http://app/:4:1: not well-formed XML: a bare '&'; write '&amp;'",
        ),
        ("<a b='1'b='2'/>", "http://app/:1:9: not well-formed XML: no blank between two attributes"),
        ("<a b='1' b='2'/>", "http://app/:1:15: not well-formed XML: Attribute b redefined"),
    ],
    ids=[
        "bare ampersand",
        "entity without semicolon",
        "bare less-than",
        "wrong end tag",
        "truncated",
        "no quotes",
        "two roots",
        "HTML entity",
        "place behind a prologue",
        "place on another line than the prologue",
        "no space between attributes",
        "attribute twice",
    ],
)
def test_what_is_not_well_formed_is_refused_with_its_place(body, message):
    assert refused(body) == message


@pytest.mark.parametrize("body", [b"", b"  \r\n\t ", b"\xef\xbb\xbf"], ids=["nothing", "blank space", "only a mark"])
def test_an_empty_answer_is_refused(body):
    assert refused(body) == "http://app/:1:1: the answer is empty, expected OzML such as <Response></Response>"


@pytest.mark.parametrize(
    ("body", "begins"),
    [
        ('{"Response": {}}', '{"Response": {}}'),
        ("Warning: mysql_connect()\n in /var/www", "Warning: mysql_connect() in /var/www"),
        ("x" * 100, "x" * 57 + "..."),
    ],
    ids=["JSON", "a PHP warning", "long"],
)
def test_what_is_not_xml_at_all_is_refused_with_its_beginning(body, begins):
    assert refused(body) == f"http://app/:1:1: the answer is not XML, it begins {begins!r}"


@pytest.mark.parametrize(
    "body",
    [
        "<!doctype html><html><body><p>Oops<br></body></html>",
        "<!DOCTYPE html><html><body>Oops</body></html>",
        "<html><body><br></body></html>",
        "\n <HTML><P></HTML>",
    ],
)
def test_an_html_page_is_called_one(body):
    assert refused(body).startswith("http://app/:1:1: the answer is an HTML page, not OzML; it begins '<")


LAUGHS = '<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    "body",
    [
        '<!DOCTYPE Response SYSTEM "http://evil/ozml.dtd"><Response/>',
        '<!DOCTYPE Response [<!ENTITY x SYSTEM "file:///etc/passwd">]><Response>&x;</Response>',
        "<!DOCTYPE Response [<!ENTITY x 'y'>]><Response/>",
        f"<!DOCTYPE Response [{LAUGHS}]><Response>&i;</Response>",
    ],
    ids=["external", "a file", "internal", "billion laughs"],
)
def test_a_document_type_is_never_accepted(body):
    """ozml q51."""
    assert refused(body) == "http://app/:1:1: a document type declaration (<!DOCTYPE ...>) is not allowed in OzML"


@pytest.mark.parametrize("before", ["<?xml version='1.0'?>\n<!-- <!DOCTYPE x> -->\n  ", "<!-- -->\n<?pi ?>\n  "])
@pytest.mark.parametrize("rest", ["<!DOCTYPE a><a/>", "<!DOCTYPE a><a>&</a>"], ids=["well-formed", "malformed"])
def test_a_document_type_is_refused_with_its_place(before, rest):
    assert (
        refused(before + rest) == "http://app/:3:3: a document type declaration (<!DOCTYPE ...>) is not allowed in OzML"
    )


def test_an_answer_that_is_too_long_is_refused():
    assert refused("<a>" + "x" * 100 + "</a>", max_bytes=100) == "http://app/: the answer is longer than 100 bytes"


def test_an_answer_that_is_nested_too_deep_is_refused():
    assert parsed("<a>" * 64 + "</a>" * 64).root.name == "a"
    assert refused("<a>" * 65 + "</a>" * 65) == ("http://app/: elements are nested 65 deep, at most 64 are allowed")


def test_absurd_nesting_is_refused_by_the_xml_library_already():
    assert refused("<a>" * 10_000).endswith(": not well-formed XML: elements are nested too deep")


def test_bytes_that_are_not_in_their_encoding_are_refused_with_their_line():
    assert refused(b"<a>\n\xff</a>") == (
        "http://app/:2:1: not utf-8 text: invalid start byte at byte 4; send UTF-8, or declare the encoding: "
        '<?xml version="1.0" encoding="iso-8859-1"?>'
    )


@pytest.mark.parametrize(
    ("body", "charset", "place"),
    [
        ("<a>\r\néé".encode() + b"\xe9</a>", "", ":2:3: not utf-8 text"),
        (b"\xef\xbb\xbf<a>\xe9</a>", "", ":1:4: not utf-8 text"),
        (b"<a>\n \x81</a>", "cp1252", ":2:2: not cp1252 text"),
        (b"<?xml version='1.0' encoding='ascii'?><a>\xe9</a>", "", ":1:42: not ascii text"),
    ],
    ids=["behind letters of two bytes", "behind a mark", "by the header", "by the declaration"],
)
def test_the_place_of_a_wrong_byte_counts_characters(body, charset, place):
    assert refused(body, charset=charset).startswith(f"http://app/{place}: ")


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (
            '<Response>\n <Record Duration="3"></Response>',
            "2:2: <Record> is never closed; write <Record .../> or </Record>",
        ),
        ("<Response><Hangup> </Response>", "1:11: <Hangup> is never closed; write <Hangup/> or </Hangup>"),
        ("<Response><Speak>Hi</Response>", "1:11: <Speak> is never closed; write </Speak>"),
        ("<a><b><c></a>", "1:7: <c> is never closed; write <c/> or </c>"),
        (
            "<Response><Speak>Hi</speak></Response>",
            "1:20: <Speak> is closed by </speak>; XML tells upper from lower case",
        ),
        ("<Response><Speak>Hi</Play></Response>", "1:20: </Play> closes nothing; <Speak> is open here"),
        ("<Response><Record/></Record></Response>", "1:20: </Record> closes nothing; <Response> is open here"),
        ("<a><!-- <b> --><![CDATA[<c>]]><d></a>", "1:31: <d> is never closed; write <d/> or </d>"),
        ("<Response>a & b<Record></Response>", "1:13: a bare '&'; write '&amp;'"),
        ("<Response><Record>a & b</Response>", "1:11: <Record> is never closed; write </Record>"),
    ],
    ids=[
        "a slash is missing",
        "a slash is missing where there are no attributes",
        "an end tag is missing",
        "the innermost",
        "case",
        "another end tag",
        "an end tag too many",
        "behind a comment and CDATA",
        "behind another slip",
        "before another slip",
    ],
)
def test_the_tag_without_another_is_named(body, message):
    where, _, what = message.partition(": ")

    assert refused(body) == f"http://app/:{where}: not well-formed XML: {what}"


@pytest.mark.parametrize(
    "body", ['<Response><Record Duration="3"></Response>', "<Response><Speak>Hi</speak></Response>"]
)
def test_a_missing_end_is_not_guessed(body):
    with pytest.raises(OzmlError, match=r"is never closed|is closed by"):
        parsed(body, repair=True)


@pytest.mark.parametrize("encoding", ["klingon", "idna", "unicode_escape", "undefined", "hex", "bad\0name"])
def test_an_unknown_encoding_is_refused(encoding):
    assert refused(b"<a/>", charset=encoding) == f"http://app/: unknown character encoding {encoding!r}"


def test_characters_that_xml_has_not_are_refused():
    assert refused("<a>\x00</a>").startswith("http://app/:1:")


def test_utf_8_that_is_declared_as_utf_16_is_told_what_it_is():
    """What a .NET StringWriter declares, sent as UTF-8."""
    with pytest.raises(OzmlError) as error:
        parse(b'<?xml version="1.0" encoding="utf-16"?><Response/>', "http://app/x")

    assert str(error.value) == (
        "http://app/x:1: the declaration says encoding='utf-16', but the answer is not; declare utf-8"
    )


# -- the published slips ---------------------------------------------------------------------------------------------

NAMES = frozenset(["Response", "Speak", "Play", "Array", "ForEach", "UserInput", "SendDTMF", "Hangup"])

SLIPS = [
    pytest.param(
        "<Response>\n <UserInput repeat ='true'digits ='1'/>\n</Response>",
        "2:27: not well-formed XML: no blank between two attributes",
        id="26",
    ),
    pytest.param(
        "<Response>\n <Hangup CallId=abc12/>\n</Response>",
        "2:17: not well-formed XML: the value of attribute 'CallId' must stand in quotes",
        id="27",
    ),
    pytest.param(
        "<Response>\n <SendDTMF CallId='1'>12<SendDTMF>\n</Response>",
        "2:25: not well-formed XML: <SendDTMF> is opened twice; write </SendDTMF>",
        id="28",
    ),
    pytest.param(
        "<Response>\n <arrayid='x'/></Response>",
        "2:8: not well-formed XML: no blank between <array and its attribute 'id'",
        id="29: blank",
    ),
    pytest.param(
        "<Response>\n <ForEach source'x'/></Response>",
        "2:17: not well-formed XML: no '=' between attribute 'source' and its value",
        id="29: sign",
    ),
    pytest.param(
        "<Response>\n Use R & D:\n <Speak>Hi</Speak></Response>",
        "2:8: not well-formed XML: a bare '&'; write '&amp;'",
        id="30: prose",
    ),
    pytest.param(
        "<Response>\n <Speak>AT&T</Speak></Response>",
        "2:11: not well-formed XML: a bare '&', or an entity without its ';'; write '&amp;'",
        id="31: &",
    ),
    pytest.param(
        "<Response>\n <Speak>1 < 2</Speak></Response>",
        "2:11: not well-formed XML: a bare '<', or an element without a name; write '&lt;'",
        id="31: <",
    ),
    pytest.param(
        "<Response>\n <Speak Text='a<b'/></Response>",
        "2:16: not well-formed XML: a bare '<', or an element without a name; write '&lt;'",
        id="31: < in a value",
    ),
    pytest.param(
        "\nWarning: x\n<?xml version='1.0'?><Response/>",
        "1:1: the answer is not XML, it begins \"Warning: x <?xml version='1.0'?><Response/>\"",
        id="32: a warning",
    ),
    pytest.param(
        "<br />\n<b>Warning</b>: x<br />\n<Response/>",
        "1:1: not well-formed XML: text before the XML: '<br /> <b>Warning</b>: x<br />'",
        id="32: a warning in HTML",
    ),
]

BEYOND_REPAIR = [
    pytest.param("<html><body><br></body></html>", "the answer is an HTML page", id="32: HTML"),
    pytest.param("<!doctype html><html/>", "the answer is an HTML page", id="32: well-formed HTML with a type"),
    pytest.param("", "the answer is empty", id="32: empty"),
    pytest.param('{"Response": {"Speak": "AT&T"}}', "the answer is not XML", id="34: JSON"),
    pytest.param("Response & so on", "the answer is not XML", id="34: plain text"),
]


@pytest.mark.parametrize(("body", "message"), SLIPS)
def test_a_published_slip_is_refused_with_its_place_and_what_was_meant(body, message):
    assert refused(body, names=NAMES) == f"http://app/:{message}"


@pytest.mark.parametrize(("body", "message"), SLIPS)
def test_a_published_slip_is_repaired_if_that_is_wanted(body, message):
    """ozml q2."""
    script = parsed(body, repair=True, names=NAMES)

    (slip,) = script.repairs
    assert script.root.name == "Response"
    assert message.startswith(f"{slip.line}:{slip.column}: ")
    assert script.text == body


@pytest.mark.parametrize(("body", "message"), BEYOND_REPAIR)
@pytest.mark.parametrize("repair", [False, True], ids=["strict", "lenient"])
def test_what_is_no_ozml_at_all_is_refused_at_its_beginning(body, message, repair):
    assert refused(body, repair=repair, names=NAMES).startswith(f"http://app/:1:1: {message}")


def test_a_blank_that_is_missing_behind_a_name_is_told_without_knowing_names():
    assert refused("<Response>\n <arrayid='x'/></Response>") == (
        "http://app/:2:2: not well-formed XML: no blank between the name of an element and its first attribute in "
        "'<arrayid='"
    )


def test_a_mistake_before_the_first_slip_is_told_first():
    assert refused("<Response>\n <Speak Text='1' Text='2'/> AT&T</Response>").endswith(
        "2:26: not well-formed XML: Attribute Text redefined"
    )


def test_places_in_a_repaired_answer_are_those_in_the_answer_as_it_came():
    script = parsed(
        "Oh no!\n<Response> R&D\n<UserInput Repeat=true Digits='1'Timeout='2'/><Play/>&<Speak>x<Speak><Hangup/>"
        "</Response>",
        repair=True,
        names=NAMES,
    )

    assert [repair.number for repair in script.repairs] == ["#32", "#31", "#27", "#26", "#31", "#28"]
    assert script.root.text == "R&D\n&"
    assert places(script) == [
        ("Response", 2, 1), ("UserInput", 3, 1), ("Play", 3, 47), ("Speak", 3, 55), ("Hangup", 3, 70)
    ]  # fmt: skip


def test_well_formed_answers_need_no_repairs():
    assert parsed("<Response/>", repair=True).repairs == ()
    assert parsed("<Response/>").repairs == ()


@pytest.mark.parametrize(
    "body",
    ["<a>AT&T</b>", "<a>AT&T<b c='1' c='2'/></a>", "<a>AT&T &nbsp;</a>", "<a>" * 70 + "&" + "</b>"],
    ids=["end tag", "given twice", "entity", "deep"],
)
def test_an_answer_that_is_malformed_in_spite_of_repairs_is_refused_as_it_came(body):
    assert refused(body, repair=True) == refused(body)


def test_a_repaired_answer_may_not_be_nested_deeper_than_others():
    assert refused("<a>" * 65 + "&" + "</a>" * 65, repair=True).endswith("nested 65 deep, at most 64 are allowed")


# -- what other parsers might refuse ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "notes"),
    [
        ("<?xml version='1.0'?><a/>", []),
        ("\n\n<a/>", []),
        ("\n\n  <?xml version='1.0'?><a/>", [("#25", 3, 3)]),
        ("\ufeff<?xml version='1.0'?><a/>", [("#33", 1, 1)]),
        ("\ufeff\n<?xml version='1.0'?><a/>", [("#33", 1, 1), ("#25", 2, 1)]),
        ("<a/>".encode("utf-16"), []),
    ],
    ids=["neither", "blank without a declaration", "25", "33", "25 and 33", "UTF-16 needs a mark"],
)
@pytest.mark.parametrize("repair", [False, True], ids=["strict", "lenient"])
def test_what_other_parsers_might_refuse_is_noted(body, notes, repair):
    script = parsed(body, repair=repair)

    assert [(note.number, note.line, note.column) for note in script.notes] == notes
    assert all("other parsers" in note.message for note in script.notes)
    assert script.repairs == ()


# -- much of it ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [10, 5000])
def test_however_many_attributes_there_are_they_are_read_in_order(count):
    script = parsed("<a " + " ".join(f"x:a{number}='{number}'" for number in range(count)) + " xmlns:x='y'/>")

    assert script.root.attributes == tuple((f"a{number}", str(number)) for number in range(count))


def test_a_long_answer_may_have_few_attributes():
    root = parsed("<a b='1'>" + "<c d='2'/>" * 500 + "</a>").root

    assert root.attributes == (("b", "1"),)
    assert {child.attributes for child in root.children} == {(("d", "2"),)}
