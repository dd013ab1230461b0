"""A world in a file of its own, as the base of scenarios or of a server."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from simulator.errors import ScenarioError
from simulator.scenario.load import load_file
from simulator.scenario.mistakes import MisreadError
from simulator.scenario.written_world import load_world, with_phones
from simulator.settings import Settings
from simulator.telephony.office import ApiExtension, Office
from simulator.telephony.phone import Phone, PhoneOutcome

BUSY, REFUSES = (Phone(PhoneOutcome.BUSY),), (Phone(PhoneOutcome.REFUSES),)

WORLD = """
settings: {ring_time: 30s, pick_up_time: 1s}
phones: {4711: busy, 4712: busy}
office: {extensions: {9000: /incoming}, call changed: /changed}
"""


@pytest.fixture
def world(tmp_path, monkeypatch):
    """Load a world from a text."""
    monkeypatch.chdir(tmp_path)

    def load(written: str, **options):
        Path("world.yaml").write_text(written, encoding="utf-8")
        return load_world(Path("world.yaml"), Settings(sms_sender="PBX"), **options)

    return load


def test_a_world_has_settings_phones_and_an_office(world):
    loaded = world(WORLD)

    assert loaded.settings == Settings(sms_sender="PBX", ring_time=30, pick_up_time=1)
    assert loaded.phones == {"4711": BUSY, "4712": BUSY}
    assert loaded.office == Office(extensions={"9000": ApiExtension("/incoming")}, call_changed_url="/changed")


def test_a_scenario_wins_over_its_world(world):
    base = world(WORLD)
    written = "app: demo:app\nphones: {47-12: refuses}\noffice: {call changed: /mine}\nsettings: {ring_time: 5s}\n"
    Path("s.yaml").write_text(written, encoding="utf-8")

    (scenario,) = load_file(Path("s.yaml"), base.settings, base)

    assert scenario.phones == {"4711": BUSY, "47-12": REFUSES}
    assert scenario.office == Office(extensions={"9000": ApiExtension("/incoming")}, call_changed_url="/mine")
    assert (scenario.settings.ring_time, scenario.settings.pick_up_time) == (5.0, 1.0)


def test_a_scenario_that_says_nothing_has_all_of_its_world(world):
    base = world(WORLD)
    Path("s.yaml").write_text("app: demo:app\n", encoding="utf-8")

    (scenario,) = load_file(Path("s.yaml"), base.settings, base)

    assert (scenario.phones, scenario.office) == (base.phones, base.office)


def test_a_world_may_share_as_scenarios_do(world):
    Path("common.yaml").write_text("fragments: {greet: [says: Hello]}\nphones: {2: busy}\n", encoding="utf-8")

    loaded = world("include: common.yaml\nparameters: {number: 1}\nphones: {'${number}': [do: greet, hangs_up]}\n")

    assert len(loaded.phones["1"][0].steps) == 2
    assert loaded.phones["2"] == BUSY


def test_numbers_of_two_phone_books_are_compared_however_they_are_grouped():
    assert with_phones({"+36 1": BUSY, "2": BUSY}, {"+361": REFUSES}) == {"2": BUSY, "+361": REFUSES}


@pytest.mark.parametrize("address", ["/changed", "http://app/?pbx={pbx}"])
def test_where_there_is_no_app_addresses_have_to_be_whole(world, address):
    message = f"world.yaml:1:1: there is no app that the address '{address}' could count from; write it whole"

    with pytest.raises(MisreadError, match=f"^{re.escape(message)}$"):
        world(f"office: {{call changed: '{address}'}}", whole=True)


def test_whole_addresses_need_no_app(world):
    assert world("office: {error: http://127.0.0.1:8000/e}", whole=True).office.error_url == "http://127.0.0.1:8000/e"


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("", "world.yaml:1:1: expected one world, found nothing"),
        ("phones: {}\n---\nphones: {}\n", "world.yaml:1:1: expected one world, found 2 documents"),
        ("phones: {}\nexamples: [{a: 1}]\n", "world.yaml:2:1: 'examples' belongs to scenarios"),
        ("app: demo:app\n", "world.yaml:1:1: unknown key 'app'; known: 'office', 'phones', 'settings'"),
        ("phones: {4711: bussy}\n", "world.yaml:1:16: expected what happens at this number, such as `busy`,"),
    ],
)
def test_a_mistake_is_told_with_its_place(world, written, message):
    with pytest.raises(ScenarioError) as error:
        world(written)

    assert str(error.value).startswith(message)


def test_a_file_that_cannot_be_read_is_told(tmp_path):
    path = tmp_path / "none.yaml"

    with pytest.raises(ScenarioError, match=re.escape(f"{path}: cannot be read: ")):
        load_world(path, Settings())
