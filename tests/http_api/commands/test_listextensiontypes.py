"""ListExtensionTypes: what kinds of extension there can be (p_4699)."""

from __future__ import annotations


def test_each_type_has_an_element(world):
    """http-api q30."""
    assert world().send("ListExtensionTypes").lines[4:] == [
        "  <ExtensionTypes>",
        "    <ExtensionType>SIP</ExtensionType>",
        "    <ExtensionType>API</ExtensionType>",
        "    <ExtensionType>IVR</ExtensionType>",
        "    <ExtensionType>RingGroup</ExtensionType>",
        "    <ExtensionType>Voicemail</ExtensionType>",
        "  </ExtensionTypes>",
        "</Response>",
    ]
