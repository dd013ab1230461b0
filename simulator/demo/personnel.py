"""Telephones for people who come and go: an app that sets up extensions, switches them off, and takes them away.

Run ``uvicorn simulator.demo.personnel:app``. What somebody asks of it in a browser becomes commands of the HTTP API; a
configuration travels in them as XML.
"""

from typing import Annotated
from urllib.parse import urlencode
from urllib.request import urlopen
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from fastapi import FastAPI, HTTPException, Query
from pydantic import BaseModel

app = FastAPI(title="Personnel")

KIND = "SIP"
NEEDED = ("AuthorizationName", "Password", "Username", "Enabled", "ID", "UserID")
"""What the configuration of a telephone has to hold."""


class Person(BaseModel):
    """Whose telephone it is, and which PBX knows it."""

    extension: str
    name: str = ""
    pbx: str = "http://127.0.0.1:7780"


Asked = Annotated[Person, Query()]


@app.get("/list")
def extensions(pbx: str) -> list[str]:
    """The numbers of all extensions."""
    return [one.text or "" for one in send(pbx, "ListExtensions").iter("Id")]


@app.get("/arrives")
def arrives(person: Asked) -> dict[str, str]:
    """Set up a telephone, and tell the password for it."""
    kinds = [one.text for one in send(person.pbx, "ListExtensionTypes").iter("ExtensionType")]
    if KIND not in kinds:
        raise HTTPException(409, f"the PBX has no extensions of type {KIND}, only {kinds}")
    password = f"{person.name}-{person.extension}"
    texts = (person.extension, password, person.extension, "true", person.extension, person.name)
    send(person.pbx, "AddConfig", ExtensionType=KIND, ConfigXML=config(dict(zip(NEEDED, texts, strict=True))))
    return {"extension": person.extension, "password": password}


@app.get("/is-away")
def is_away(person: Asked) -> str:
    """Switch a telephone off; everything else about it stays as it is."""
    found = send(person.pbx, "GetConfig", ExtensionId=person.extension).find("Config")
    known = {one.tag: one.text or "" for one in found} if found is not None else {}
    changed = {name: known.get(name, person.extension) for name in NEEDED} | {"Enabled": "false"}
    send(person.pbx, "ModifyConfig", ExtensionType=KIND, ConfigXML=config(changed))
    return "switched off"


@app.get("/leaves")
def leaves(person: Asked) -> str:
    """Take a telephone away."""
    send(person.pbx, "RemoveConfig", ExtensionId=person.extension)
    return "removed"


@app.get("/token")
def token(pbx: str) -> str:
    """A token with which a page in the browser connects to the PBX."""
    allowed = Element("SecurityToken")
    ElementTree.SubElement(allowed, "AllowSessionModification").text = "True"
    return send(pbx, "GenerateSecurityToken", AuthXml=ElementTree.tostring(allowed, "unicode")).findtext(
        "SecurityToken", ""
    )


def config(texts: dict[str, str]) -> str:
    """A configuration as the PBX wants it."""
    root = Element("Config", knownType="SIPExtensionInfo")
    for name, text in texts.items():
        ElementTree.SubElement(root, name).text = text
    return ElementTree.tostring(root, "unicode")


def send(pbx: str, command: str, **parameters: str) -> Element:
    """Send the PBX a command, in a form; its answer."""
    form = urlencode({"command": command, **parameters}).encode()
    with urlopen(f"{pbx}/", form, timeout=10) as answer:  # noqa: S310 - whoever runs the app says where the PBX is
        response = ElementTree.fromstring(answer.read())  # noqa: S314 - it is the PBX's
    if response.findtext("Code") != "200":
        raise HTTPException(409, response.findtext("Message", ""))
    return response
