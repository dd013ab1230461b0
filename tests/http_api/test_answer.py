"""The bytes of an answer (http-api section 2.3)."""

from __future__ import annotations

import pytest
from lxml import etree

from simulator.http_api.answer import CONTENT_TYPE, Answer, Element, listed, texts
from simulator.http_api.codes import Code, Refused

NO_EXTENSION = Refused(Code.API_EXTENSION_UNAVAILABLE, "9000")


def lines(answer):
    return answer.as_bytes().decode().split("\r\n")


def test_the_published_answer_has_263_bytes_and_each_of_them_is_known():
    """p_694."""
    answer = Answer(NO_EXTENSION.code, NO_EXTENSION.message).as_bytes()

    assert len(answer) == 263
    assert answer == (
        b'<?xml version="1.0"?>\r\n'
        b'<Response xmlns:xsd="http://www.w3.org/2001/XMLSchema"'
        b' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">\r\n'
        b"  <Code>401</Code>\r\n"
        b"  <Message>API extension '9000' unavailable, please check configuration or permissions</Message>\r\n"
        b"</Response>"
    )


def test_success_is_the_default():
    assert lines(Answer())[2:4] == ["  <Code>200</Code>", "  <Message>Command successfully executed</Message>"]


def test_what_a_command_has_to_tell_comes_behind_the_message():
    answer = Answer(content=(Element("NumberOfCalls", "0"), listed("Calls", [Element("Call", texts(Source="2000"))])))

    assert lines(answer)[3:] == [
        "  <Message>Command successfully executed</Message>",
        "  <NumberOfCalls>0</NumberOfCalls>",
        "  <Calls>",
        "    <Call>",
        "      <Source>2000</Source>",
        "    </Call>",
        "  </Calls>",
        "</Response>",
    ]


def test_lists_and_texts_without_anything_in_them_are_self_closed():
    """http-api q29."""
    answer = Answer(content=(listed("ActiveCalls", []), *texts(CallerId="")))

    assert lines(answer)[4:6] == ["  <ActiveCalls />", "  <CallerId />"]


def test_a_configuration_comes_before_the_code_and_its_answer_declares_an_encoding():
    """p_4700."""
    config = Element("Config", texts(ID="2000"), attributes=(("knownType", "SIPExtensionInfo"),))

    assert lines(Answer(config=config)) == [
        '<?xml version="1.0" encoding="utf-8"?>',
        "<Response>",
        '  <Config knownType="SIPExtensionInfo">',
        "    <ID>2000</ID>",
        "  </Config>",
        "  <Code>200</Code>",
        "  <Message>Command successfully executed</Message>",
        "</Response>",
    ]


def test_texts_are_escaped_as_little_as_xml_allows():
    assert (
        lines(Answer(message="""<a> & "b" 'c' ő\n\t"""))[3] == """  <Message>&lt;a&gt; &amp; "b" 'c' ő\n\t</Message>"""
    )


@pytest.mark.parametrize("text", ["a\r\nb\rc", "]]>", "&amp;", "<![CDATA[x]]>", "😀\u0085\u2028", " x "])
def test_any_text_is_read_back_as_it_was(text):
    root = etree.fromstring(Answer(message=text, content=(Element("X", "", (("a", text),)),)).as_bytes())

    assert (root.findtext("Message"), root.find("X").get("a")) == (text, text)


@pytest.mark.parametrize("character", ["\0", "\x0b", "\x1f", "\ud800", "\ufffe", "\uffff"])
def test_characters_that_xml_cannot_hold_are_replaced(character):
    root = etree.fromstring(Answer(message=f"a{character}b").as_bytes())

    assert root.findtext("Message") == "a\ufffdb"


def test_the_content_type_names_no_character_set():
    """p_694."""
    assert CONTENT_TYPE == "application/xml"
