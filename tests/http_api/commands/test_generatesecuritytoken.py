"""GenerateSecurityToken: what a page of the JavaScript API needs to connect (repo JS)."""

from __future__ import annotations

import re

import pytest

PERMISSIONS = "<SecurityToken><AllowSessionModification>True</AllowSessionModification></SecurityToken>"


def test_a_token_has_22_letters_and_digits(world):
    """http-api q33."""
    reply = world().send("GenerateSecurityToken", AuthXml=PERMISSIONS)
    token = reply.text("SecurityToken")

    assert re.fullmatch("[0-9A-Za-z]{22}", token)
    assert reply.lines[3:] == [
        "  <Message>Command successfully executed</Message>",
        f"  <SecurityToken>{token}</SecurityToken>",
        "</Response>",
    ]


def test_tokens_differ_and_the_seed_decides_which_they_are(world):
    def tokens(seed):
        made = world(seed=seed)
        return [made.send("GenerateSecurityToken", AuthXml=PERMISSIONS).text("SecurityToken") for _ in range(2)]

    assert tokens(1) == tokens(1)
    assert len({*tokens(1), *tokens(2)}) == 4


@pytest.mark.parametrize("permissions", ["<SecurityToken/>", "<securitytoken />", "&lt;SecurityToken/&gt;"])
def test_permissions_may_be_none(world, permissions):
    assert world().send("GenerateSecurityToken", AuthXml=permissions).code == 200


@pytest.mark.parametrize(("permissions", "code"), [("", 302), ("<Token/>", 302), ("<SecurityToken>", 300)])
def test_permissions_have_to_be_a_document(world, permissions, code):
    """http-api q8."""
    assert world().send("GenerateSecurityToken", AuthXml=permissions).code == code
