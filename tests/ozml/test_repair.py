"""Malformed text -> what was meant. The numbers are those of ozml-commands.md section 8."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.errors import OzmlError
from simulator.ozml.parser import parse
from simulator.ozml.repair import examined, repaired
from simulator.ozml.slips import MAX_EDITS, MAX_OPEN

NAMES = ("Response", "Speak", "Play", "Array", "ForEach", "UserInput", "Input", "Inputs", "SendDTMF", "Hangup")


def slips(text, names=NAMES):
    return [(one.number, one.message, one.line, one.column) for one in repaired(text, names).repairs]


# -- what is repaired ------------------------------------------------------------------------------------------------

BLANK = "no blank between two attributes"
AMPERSAND = "a bare '&'; write '&amp;'"
ENTITY = "a bare '&', or an entity without its ';'; write '&amp;'"
LESS_THAN = "a bare '<', or an element without a name; write '&lt;'"


@pytest.mark.parametrize(
    ("text", "meant", "found"),
    [
        pytest.param(
            "<UserInput repeat ='true'digits ='1'/>",
            "<UserInput repeat ='true' digits ='1'/>",
            [("#26", BLANK, 1, 26)],
            id="26: P5401",
        ),
        pytest.param(
            "<a b='1'c='2'\n d=\"3\"e='4'></a>",
            "<a b='1' c='2'\n d=\"3\" e='4'></a>",
            [("#26", BLANK, 1, 9), ("#26", BLANK, 2, 7)],
            id="26: twice",
        ),
        pytest.param(
            "<Response><Hangup CallId=abc12/></Response>",
            '<Response><Hangup CallId="abc12"/></Response>',
            [("#27", "the value of attribute 'CallId' must stand in quotes", 1, 26)],
            id="27: P4585",
        ),
        pytest.param(
            "<Play File=http://x/a?b=1&c=&amp; Repeat=true ></Play>",
            '<Play File="http://x/a?b=1&amp;c=&amp;" Repeat="true" ></Play>',
            [
                ("#27", "the value of attribute 'File' must stand in quotes", 1, 12),
                ("#31", ENTITY, 1, 26),
                ("#27", "the value of attribute 'Repeat' must stand in quotes", 1, 42),
            ],
            id="27: an address",
        ),
        pytest.param(
            "<Response>\n <SendDTMF CallId='1'>12<SendDTMF>\n</Response>",
            "<Response>\n <SendDTMF CallId='1'>12</SendDTMF>\n</Response>",
            [("#28", "<SendDTMF> is opened twice; write </SendDTMF>", 2, 25)],
            id="28: P4580",
        ),
        pytest.param(
            "<Response><Speak>a<Speak><Speak>b</Speak><Speak>c<Speak></Response>",
            "<Response><Speak>a</Speak><Speak>b</Speak><Speak>c</Speak></Response>",
            [
                ("#28", "<Speak> is opened twice; write </Speak>", 1, 19),
                ("#28", "<Speak> is opened twice; write </Speak>", 1, 50),
            ],
            id="28: several, and one that is closed",
        ),
        pytest.param(
            "<Speak>a<Speak>",
            "<Speak>a</Speak>",
            [("#28", "<Speak> is opened twice; write </Speak>", 1, 9)],
            id="28: the root",
        ),
        pytest.param(
            '<arrayid="x"><item>1</item></array>',
            '<array id="x"><item>1</item></array>',
            [("#29", "no blank between <array and its attribute 'id'", 1, 7)],
            id="29: no blank behind the name, P5404",
        ),
        pytest.param(
            "<ForEachsource'x'/>",
            "<ForEach source='x'/>",
            [
                ("#29", "no blank between <ForEach and its attribute 'source'", 1, 9),
                ("#29", "no '=' between attribute 'source' and its value", 1, 15),
            ],
            id="29: neither blank nor sign, P5404",
        ),
        pytest.param(
            "<Inputskey ='1'/>",
            "<Inputs key ='1'/>",
            [("#29", "no blank between <Inputs and its attribute 'key'", 1, 8)],
            id="29: the longest known name",
        ),
        pytest.param(
            "<ForEach source 'x' item='y'/>",
            "<ForEach source ='x' item='y'/>",
            [("#29", "no '=' between attribute 'source' and its value", 1, 17)],
            id="29: a blank instead of a sign",
        ),
        pytest.param(
            "<Response>\nR&D & more, if 1 < 2\n<Speak>Hi</Speak></Response>",
            "<Response>\nR&amp;D &amp; more, if 1 &lt; 2\n<Speak>Hi</Speak></Response>",
            [("#31", ENTITY, 2, 2), ("#31", AMPERSAND, 2, 5), ("#31", LESS_THAN, 2, 18)],
            id="30, 31: prose",
        ),
        pytest.param(
            "<Speak>AT&T, 1 < 2, a<b, a<b and c, <<, x<y = 5, <p'q', &#x; &#65; &amp;</Speak>",
            "<Speak>AT&amp;T, 1 &lt; 2, a&lt;b, a&lt;b and c, &lt;&lt;, x&lt;y = 5, &lt;p'q', &amp;#x; &#65; &amp;"
            "</Speak>",
            [
                ("#31", ENTITY, 1, 10),
                ("#31", LESS_THAN, 1, 16),
                ("#31", LESS_THAN, 1, 22),
                ("#31", LESS_THAN, 1, 27),
                ("#31", LESS_THAN, 1, 37),
                ("#31", LESS_THAN, 1, 38),
                ("#31", LESS_THAN, 1, 42),
                ("#31", LESS_THAN, 1, 50),
                ("#31", AMPERSAND, 1, 57),
            ],
            id="31: text",
        ),
        pytest.param(
            "<Speak Text='AT&T: 1 < 2, a<b, &amp;'/>",
            "<Speak Text='AT&amp;T: 1 &lt; 2, a&lt;b, &amp;'/>",
            [("#31", ENTITY, 1, 16), ("#31", LESS_THAN, 1, 22), ("#31", LESS_THAN, 1, 28)],
            id="31: a value",
        ),
        pytest.param(
            "<Speak>a<b c</Speak>", "<Speak>a&lt;b c</Speak>", [("#31", LESS_THAN, 1, 9)], id="31: in front of a tag"
        ),
        pytest.param(
            "<Speak>a<b c='</Speak>",
            "<Speak>a&lt;b c='</Speak>",
            [("#31", LESS_THAN, 1, 9)],
            id="31: a quotation mark that does not come again",
        ),
        pytest.param(
            "\nWarning: 1 < 2 in <b>/x.php</b>\n\n<?xml version='1.0'?>\n<Response/>",
            "<?xml version='1.0'?>\n<Response/>",
            [("#32", "text before the XML: 'Warning: 1 < 2 in <b>/x.php</b>'", 1, 1)],
            id="32: a warning before the declaration",
        ),
        pytest.param(
            "<br />\n<b>Notice</b>: x on line <b>3</b><br />\n<x:response xmlns:x='y'/>",
            "<x:response xmlns:x='y'/>",
            [("#32", "text before the XML: '<br /> <b>Notice</b>: x on line <b>3</b><br />'", 1, 1)],
            id="32: a warning in HTML before the root",
        ),
    ],
)
def test_the_published_slips_are_repaired(text, meant, found):
    assert repaired(text, NAMES).text == meant
    assert slips(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "<a><a></a></a>",
        "<a>\n<a/>\n<a>x</a></a>",
        "<arrayid><source/></arrayid>",
        "<a><!-- <b & --> <![CDATA[ <c & ]]> <?pi <d & ?></a>",
        "<?xml version='1.0'?>\n<!-- <?xml ?> --><a b = '\"' c=\"'>'\">&lt;&#65;&#x41;&nbsp;</a >",
        "<!DOCTYPE a [<!ENTITY b '<c d=e>'>]><a>&b;</a>",
        "<br />",
        "<br /><!-- c -->",
        "",
    ],
)
def test_what_is_well_formed_comes_back_as_it_is(text):
    assert repaired(text, NAMES).text == text
    assert slips(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "<Response><Speak>Hi",
        "<Response><Speak>1 < 2</Spaek></Response>",
        "<Response><Spea",
        "<Response>& <Speak Text='abc/><Play File='b'/></Response>",
        "<Speak Text='say <b>hi</b>'/>",
        "<Response>& </ Response>",
        "<Response>& <!-- </Response>",
        "<a>& <b c='1' d></b></a>",
        "<a>& <Speak now></a>",
        "<a>& <b c='1'=></b></a>",
        "<a>& <b c='1' d= e></b></a>",
        "<a>& <Speak b=1'2'/></a>",
        "<a>& <Speak b=/></a>",
        "<Speak='x'/>",
        "<Foobar='x'/>",
        "& </a>",
        "<S a='1'><S></S>",
        '{"Response": "1 < 2"}',
        "plain text",
        "<a>&</a> x",
        "<a>x<a><b>y<c/></b>",
        "x <arrayid='x'/>",
        "<b/><arrayid='x'/>",
        "<1",
        "<Speak>a<b c ' and <d e='</Speak>",
        "&",
    ],
)
def test_what_cannot_be_repaired_comes_back_as_it_is(text):
    fixed = repaired(text, NAMES)

    assert (fixed.text, fixed.repairs) == (text, ())
    with pytest.raises(OzmlError):
        parse(text.encode(), "a.xml", repair=True, names=NAMES)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("<a>& <b c='1' d></b></a>", "#31"),
        ("<Foobar='x'/>", "#29"),
        ("<a b=hello world></a>", "#27"),
        ("<Response><Speak>a<Speak>", ""),
        ("<Response/>", None),
    ],
)
def test_the_first_slip_is_told_even_if_nothing_can_be_repaired(text, number):
    first, fixed = examined(text, NAMES)

    assert (first and first.number) == number
    assert fixed.repairs == ()


def test_without_names_nothing_is_split_and_only_a_declaration_ends_a_preface():
    assert slips("<arrayid='x'/>", ()) == []
    assert slips("Warning!<Response/>", ()) == []
    assert slips("Warning!<?xml version='1.0'?><Response/>", ())[0][0] == "#32"


def test_long_names_are_cut_in_messages():
    (slip,) = slips(f"<a {'b' * 100}=1/>")

    assert slip[1] == f"the value of attribute '{'b' * 57}...' must stand in quotes"


def test_a_document_with_too_many_slips_is_something_else():
    assert len(slips("<a>" + "& " * MAX_EDITS + "</a>")) == MAX_EDITS
    assert slips("<a>" + "& " * (MAX_EDITS + 1) + "</a>") == []
    assert slips("<a b=c>" + "<a c=1>" * MAX_OPEN) == []


# -- places ----------------------------------------------------------------------------------------------------------


def test_every_place_of_the_repaired_text_leads_back():
    text = "Oh!<Response>\n<Play a=1b c='2'd='3'/>&<Speak>x<Speak></Response>"
    fixed = repaired(text, NAMES)

    back = [text[fixed.mapping.original(offset)] for offset in range(len(fixed.text))]
    assert fixed.text == ("<Response>\n<Play a=\"1b\" c='2' d='3'/>&amp;<Speak>x</Speak></Response>")
    assert "".join(back) == "<Response>\n<Play a=11b  c='2'dd='3'/>&&&&&<Speak>x<<Speak></Response>"


# -- whatever comes --------------------------------------------------------------------------------------------------

scraps = st.sampled_from(
    ["<Response>", "</Response>", "<Speak>", "</Speak>", "<Speak", "<a>", "<a", "</a>", "<arrayid", ">", "/>", " ",
     "\n", " b=", "b='1'", ' c="2"', "='", "'", '"', "=", "<", "&", "&amp;", "&#65;", "&x", ";", "x", "AT&T", "1 < 2",
     "<!--", "-->", "<![CDATA[", "]]>", "<?pi", "?>", "<?xml version='1.0'?>", "<br />", "<!DOCTYPE a>", "é", "\ufeff",
     "d=e", "<a:Play "]
)  # fmt: skip
anything = st.one_of(st.lists(scraps, max_size=14).map("".join), st.text(max_size=20))


def elements(inside):
    names = st.sampled_from(["Speak", "a", "arrayid", "x:Play"])
    attribute = st.tuples(
        st.sampled_from(["b", "c:d", "Text"]),
        st.sampled_from(["=", " = "]),
        st.sampled_from(["'1'", '"\'>"', "'&lt;&x;'"]),
    ).map("".join)
    attributes = st.lists(attribute, max_size=2).map(lambda many: "".join(f"\n{one}" for one in many))
    content = st.lists(inside, max_size=3).map("".join)
    return st.tuples(names, attributes, content).map(
        lambda parts: f"<{parts[0]}{parts[1]}>{parts[2]}</{parts[0]} >" if parts[2] else f"<{parts[0]}{parts[1]} />"
    )


content = st.sampled_from(["x", "&amp;", "<!-- <a & -->", "<![CDATA[<a & <?xml ?>]]>", "<?pi <a & ?>", "'", '"', " > "])
well_formed = elements(st.recursive(content, elements, max_leaves=8))


@given(well_formed)
def test_whatever_is_well_formed_comes_back_as_it_is(text):
    assert examined(text, NAMES) == (None, (text, (), repaired("", ()).mapping))


@given(anything)
def test_whatever_the_parser_accepts_comes_back_as_it_is(text):
    try:
        parse(text.encode("utf-8", "surrogatepass"), "a.xml")
    except OzmlError:
        return

    assert repaired(text, NAMES).text == text


@given(anything)
@settings(max_examples=500)
def test_to_repair_twice_changes_nothing(text):
    once = repaired(text, NAMES)
    twice = repaired(once.text, NAMES)

    assert (twice.text, twice.repairs) == (once.text, ())
    assert bool(once.repairs) == (once.text != text)


@given(anything)
@settings(max_examples=500)
def test_places_lead_back_in_order(text):
    fixed = repaired(text, NAMES)

    places = [fixed.mapping.original(offset) for offset in range(len(fixed.text))]
    assert places == sorted(places)
    assert all(0 <= place <= len(text) for place in places)
    assert [(one.line, one.column) for one in fixed.repairs] == sorted((one.line, one.column) for one in fixed.repairs)


@pytest.mark.parametrize(
    "unit",
    ["<", "&", "<!--", "<a b='", "<a b='<a c=\"", "<a ", "<a>", "b='1'", "<a b=c", "x<Speak", "<a b='1'c='2'/>", "\n&"],
)
def test_a_megabyte_of_hostile_text_comes_back_as_it_is(unit):
    text = "<a " + unit * (1024 * 1024 // len(unit))

    assert repaired(text, NAMES).text == text
