import re
from dataclasses import fields, replace

import pytest

from simulator.errors import ScenarioError
from simulator.settings import Settings, assumptions, load_settings, settings_with


@pytest.fixture
def written(tmp_path):
    """Write a settings file and load it."""

    def load(text, base=None):
        path = tmp_path / "pbx.toml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return load_settings(path, base)

    return load


def refusal(written, text, tmp_path):
    with pytest.raises(ScenarioError) as error:
        written(text)
    return str(error.value).removeprefix(f"{tmp_path / 'pbx.toml'}: ")


def test_settings_that_are_not_given_keep_their_defaults(written):
    assert written("") == Settings()
    assert written("goto_limit = 3") == replace(Settings(), goto_limit=3)


def test_settings_are_read_on_top_of_others(written):
    base = Settings(goto_limit=3, barge_in=False)

    assert written("barge_in = true", base) == replace(base, barge_in=True)


def test_every_type_of_setting_can_be_written(written):
    loaded = written(
        """
        strict = false
        http_version = "1.1"
        notification_timeout = 2
        app_latency = "measured"
        reaction_time = 0.25
        content_folder = "sounds"
        [notification_fields.RecordCompleted]
        RecordURL = "record_url"
        """
    )

    assert loaded == Settings(
        strict=False,
        http_version="1.1",
        notification_timeout=2.0,
        app_latency="measured",
        reaction_time=0.25,
        content_folder="sounds",
        notification_fields={"RecordCompleted": {"RecordURL": "record_url"}},
    )
    assert isinstance(loaded.notification_timeout, float)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("goto_limt = 3", "unknown setting 'goto_limt'; did you mean 'goto_limit'?"),
        ("goto_limit = 1.5", "goto_limit must be like 100, not 1.5"),
        ("goto_limit = true", "goto_limit must be like 100, not True"),
        ("goto_limit = -1", "goto_limit must be finite and not negative, not -1"),
        ("barge_in = 1", "barge_in must be like True, not 1"),
        ("reaction_time = 'fast'", "reaction_time must be like 0.0, not 'fast'"),
        ("reaction_time = false", "reaction_time must be like 0.0, not False"),
        ("app_latency = 'slow'", "app_latency must be like 0.0, not 'slow'"),
        ("http_version = '2'", "http_version must be one of 1.0, 1.1, not '2'"),
        ("speech = 'robot'", "speech must be one of auto, espeak, pseudo, not 'robot'"),
        ("notification_fields = 3", "notification_fields must be tables of names, not 3"),
        (
            "notification_fields.GoTo = 3",
            "notification_fields must be tables of names, not {'GoTo': 3}",
        ),
        (
            "notification_fields.GoTo.CallID = 3",
            "notification_fields must be tables of names, not {'GoTo': {'CallID': 3}}",
        ),
        ("goto_limit", None),
        (b"\xff", None),
    ],
)
def test_a_mistake_in_a_settings_file_is_refused_with_its_reason(written, tmp_path, text, message):
    refused = refusal(written, text, tmp_path)

    assert refused == message if message else refused.startswith("not TOML: ")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"ring_time": "x"}, "Settings: ring_time must be like 90.0, not 'x'"),
        ({"ring_time": 0}, "Settings: ring_time must be more than 0"),
        ({"strict": 1}, "Settings: strict must be like True, not 1"),
        ({"dialect": "ozeki"}, "Settings: dialect must be one of xe, ozeki10, not 'ozeki'"),
        ({"file_folders": "Uploads"}, "Settings: file_folders must be a list of texts, not 'Uploads'"),
        ({"content_folder": None}, "Settings: content_folder must be like 'ContentStorage/Static', not None"),
    ],
)
def test_settings_that_python_makes_are_checked_as_those_of_a_file(arguments, message):
    with pytest.raises(ScenarioError) as refused:
        Settings(**arguments)

    assert str(refused.value) == message


def test_numbers_lists_and_paths_become_what_a_setting_is_made_of(tmp_path):
    made = Settings(ring_time=3, file_folders=["Uploads"], data_folder=tmp_path)

    assert made == Settings(ring_time=3.0, file_folders=("Uploads",), data_folder=str(tmp_path))
    assert isinstance(made.ring_time, float)


def test_a_settings_file_that_is_missing_is_refused(tmp_path):
    with pytest.raises(ScenarioError, match=r"none\.toml: cannot be read: No such file or directory$"):
        load_settings(tmp_path / "none.toml")


def test_values_may_come_from_elsewhere_than_a_file():
    assert settings_with({"round_limit": 2}, Settings(), where="call.yaml:3").round_limit == 2
    for name in ("x", 5):
        with pytest.raises(ScenarioError, match=rf"^call\.yaml:3: unknown setting {name!r}"):
            settings_with({name: 2}, Settings(), where="call.yaml:3")


def test_assumptions_are_the_settings_that_answer_an_open_question():
    listed = {one.name: one for one in assumptions()}

    assert listed["goto_limit"].default == 100
    assert listed["goto_limit"].question == "ozml q17"
    assert "key_seconds" not in listed
    assert all(re.search(r"\w", one.text) for one in listed.values())


def test_every_setting_says_what_it_does():
    assert [one.name for one in fields(Settings) if not one.metadata["text"]] == []
