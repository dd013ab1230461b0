"""Everything that can be switched, with its default, and which of the defaults are only assumptions.

The documentation of the real PBX is silent in many places. What the simulator does there is an assumption: a setting
here, with the number of the open question beside it. `assumptions()` lists them; `load_settings` reads a user's file.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields, replace
from math import isfinite
from os import PathLike, fspath
from pathlib import Path
from typing import Any, Final, Literal, get_args

from simulator.errors import ScenarioError, suggestion

SpeechEngine = Literal["auto", "espeak", "pseudo"]
Dialect = Literal["xe", "ozeki10"]
UnlistedNumber = Literal["answers", "busy", "no answer", "refuses", "unknown"]
HttpVersion = Literal["1.0", "1.1"]


def _setting(default: Any, text: str, *, question: str = "") -> Any:  # noqa: ANN401 - it is dataclasses.field
    """Declare a setting: its default, what it does, and, for an assumption, the open question that it answers."""
    metadata = {"text": text, "question": question}
    if isinstance(default, dict):
        return field(default_factory=dict, metadata=metadata)
    return field(default=default, metadata=metadata)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How the simulated PBX behaves. Immutable; use `dataclasses.replace` for a variation.

    Raises:
        ScenarioError: a value is none that the setting can have.
    """

    strict: bool = _setting(True, "problems in the app's answers fail the run")
    dialect: Dialect = _setting(
        "xe", 'commands and parameters that are understood: of Phone System XE ("xe"), or also those of "ozeki10"'
    )
    data_folder: str = _setting(".", "where the PBX keeps its files; other paths of files are relative to it")

    # -- HTTP towards the app
    http_version: HttpVersion = _setting("1.0", 'HTTP version of notifications, "1.0" (as documented) or "1.1"')
    notification_timeout: float = _setting(
        10.0, "seconds of wall time that the app may take for an answer", question="http-api q16"
    )
    max_redirects: int = _setting(5, "redirects that a notification follows", question="http-api q16")
    app_latency: float | Literal["measured"] = _setting(
        0.0, 'seconds that a request takes on the virtual clock; "measured" charges the wall time'
    )
    max_answer_bytes: int = _setting(1024 * 1024, "longest answer of the app that is read", question="ozml q50")
    max_answer_depth: int = _setting(64, "deepest nesting of elements in an answer", question="ozml q50")
    notification_fields: Mapping[str, Mapping[str, str]] = _setting(
        {}, "names of the fields of notifications, where a real trace shows others", question="http-api q1, q2"
    )

    repair_answers: bool = _setting(
        False, "repair what is often wrong in hand-made XML, with a warning, instead of refusing it", question="ozml q2"
    )

    # -- scripts
    goto_limit: int = _setting(
        100, "GoTo commands in a row that take no time, before the call is hung up", question="ozml q17"
    )
    round_limit: int = _setting(
        1000, "rounds of one UserInput, before the call is hung up", question="ozml section 10.2"
    )
    command_limit: int = _setting(
        10_000, "commands that a script may run while no time passes, before no more do", question="ozml q17"
    )
    max_commands: int = _setting(100_000, "commands that the scripts of one call may run in all, before no more do")
    order_limit: int = _setting(1000, "calls and messages that the scripts of a PBX may set going")
    transfer_limit: int = _setting(
        20, "forwards and transfers in a row while nobody talks, before no more are done", question="ozml q17"
    )
    interdigit_timeout: float = _setting(
        3.0, "seconds between two keys of one entry, where UserInput has no Timeout", question="ozml section 10.2"
    )
    wrong_entry_repeats: bool = _setting(
        True, "an entry that matches nothing starts the UserInput anew, whatever Repeat says", question="ozml s. 10.2"
    )
    barge_in: bool = _setting(
        True, "the first key, not only a whole entry, silences the prompt of a UserInput", question="ozml section 10.2"
    )
    file_folders: tuple[str, ...] = _setting(
        ("ContentStorage", "HttpRecordings", "Uploads", "Voicemail"),
        "folders of the data folder in which MoveFile and DeleteFile may change something",
        question="ozml section 4.9",
    )
    database_url: str = _setting(
        "sqlite:///ozeki.db", "database of the command SQL, as SQLAlchemy writes it", question="ozml section 4.18"
    )
    sql_timeout: float = _setting(5.0, "seconds of wall time that a statement of SQL may take")
    max_call_duration: float = _setting(3600.0, "seconds after which a call that never ends is given up")

    # -- sound
    speech: SpeechEngine = _setting(
        "auto", '"espeak" (extra `speech`), "pseudo" (no words, right length), "auto" (espeak if installed)'
    )
    inband_dtmf: bool = _setting(
        True, "keys that are heard in a sound file count as pressed", question="none published"
    )
    key_seconds: float = _setting(0.1, "length of the tone of a key that the caller presses")
    key_gap_seconds: float = _setting(0.1, "silence between two keys of one entry")
    max_speech_characters: int = _setting(10_000, "longest text that is spoken")
    content_folder: str = _setting(
        "ContentStorage/Static", "where Play finds relative paths (P4690), itself relative to the data folder"
    )

    # -- phones and messages
    ring_time: float = _setting(
        90.0, "seconds that a phone rings before the PBX gives up calling it", question="ozml q18"
    )
    pick_up_time: float = _setting(2.0, "seconds that a phone rings before it is picked up, where nothing is said")
    unlisted_numbers: UnlistedNumber = _setting(
        "answers", "what happens at numbers that the scenario's phones do not name", question="ozml q18"
    )
    routing_rounds: int = _setting(
        10, "times that the app that routes calls is asked about one call", question="http-api q21"
    )
    transferor_leaves: bool = _setting(
        True, "the TransferorParty of a third-party BlindTransfer leaves, the other one moves", question="ozml q21"
    )
    mixed_families: bool = _setting(
        False, "commands of other families that need no call run in answers to any notification", question="ozml q44"
    )
    sms_sender: str = _setting("", "sender of short messages without one; the extension's number if it is empty")
    sms_delivery_time: float = _setting(
        1.0, "seconds until a short message is delivered, where nothing is said", question="ozml q37"
    )
    email_sender: str = _setting("pbx@localhost", "sender of e-mails without one")
    smtp_url: str = _setting(
        "", 'mail server that e-mails are relayed to, such as "smtp://127.0.0.1:25"; they stay in the outbox if empty'
    )
    smtp_timeout: float = _setting(10.0, "seconds of wall time that the mail server may take")
    alarm_attempts: int = _setting(4, "times that an alarm message is asked for, or sent", question="ozml section 4.11")

    # -- commands of the HTTP API
    extension_digits: int = _setting(
        5, "digits that a number of the office has at most; longer ones are outside", question="http-api section 4.14"
    )
    call_waits_for_result: bool = _setting(
        False, "Call over HTTP is answered when the callee has picked up or not (402 then)", question="http-api q3"
    )
    call_answer_has_id: bool = _setting(
        False, "the answer to Call over HTTP holds the CallId of the new call", question="http-api q5"
    )
    call_needs_url: bool = _setting(
        False, "Call over HTTP without Url is refused; or else hung up when it is picked up", question="http-api q12"
    )

    # -- the caller
    reaction_time: float = _setting(0.0, "seconds between what the scripted caller hears and what he does about it")

    def __post_init__(self) -> None:
        for name, default in _DEFAULTS.items():
            value = getattr(self, name)
            if value is not default:  # most are left as they are
                object.__setattr__(self, name, _checked(name, value, "Settings"))


_DEFAULTS: Final[Mapping[str, Any]] = {
    one.name: one.default if one.default_factory is MISSING else one.default_factory() for one in fields(Settings)
}
"""What each setting is if nobody says otherwise."""


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting as a list shows it. `question` is the open one that it answers, empty if there is none.

    `choices` has every text that it may be; empty if it may be others, or is no text.
    """

    name: str
    default: object
    text: str
    question: str
    choices: tuple[str, ...] = ()


def all_settings() -> list[Setting]:
    """Every setting, in the order of `Settings`."""
    return [
        Setting(
            one.name,
            _DEFAULTS[one.name],
            one.metadata["text"],
            one.metadata["question"],
            _CHOICES.get(one.name, ()),
        )
        for one in fields(Settings)
    ]


def assumptions() -> list[Setting]:
    """The settings that answer an open question about the real PBX."""
    return [one for one in all_settings() if one.question]


def load_settings(path: Path, base: Settings | None = None) -> Settings:
    """Read a settings file: TOML, the names of `Settings` at the top level.

    ``[notification_fields.RecordCompleted]`` replaces the fields of that notification: a line for each that is sent,
    in order, such as ``RecordURL = "record_url"``.

    Args:
        path: the file.
        base: what holds where the file is silent; the defaults if not given.

    Raises:
        ScenarioError: the file cannot be read, or has a name or a type that no setting has.
    """
    try:
        written = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ScenarioError(f"{path}: cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ScenarioError(f"{path}: not TOML: {error}") from error
    return settings_with(written, base or Settings(), where=str(path))


def settings_with(written: Mapping[str, object], base: Settings, *, where: str) -> Settings:
    """Vary settings by values that a user wrote.

    Args:
        written: names of settings and their values.
        base: what holds for every other name.
        where: file or place, for errors.

    Raises:
        ScenarioError: a name or a type that no setting has.
    """
    checked: dict[str, Any] = {}
    for name, value in written.items():
        if name not in _DEFAULTS:
            raise ScenarioError(f"{where}: unknown setting {name!r}{suggestion(str(name), _DEFAULTS)}")
        checked[name] = _checked(name, value, where)
    return replace(base, **checked)


_CHOICES: Mapping[str, tuple[str, ...]] = {
    "dialect": get_args(Dialect),
    "http_version": get_args(HttpVersion),
    "speech": get_args(SpeechEngine),
    "unlisted_numbers": get_args(UnlistedNumber),
}


def _checked(name: str, value: object, where: str) -> object:
    """A value as a user wrote it, if it has the type of that setting's default."""
    default = _DEFAULTS[name]
    if name in _CHOICES:
        if value not in _CHOICES[name]:
            raise ScenarioError(f"{where}: {name} must be one of {', '.join(_CHOICES[name])}, not {value!r}")
        return value
    if name == "app_latency" and value == "measured":
        return value
    if name == "notification_fields":
        return _checked_fields(value, where)
    if isinstance(default, tuple):
        return _checked_texts(name, value, where)
    if name.endswith("_folder") and isinstance(value, PathLike):
        return fspath(value)
    expected = (int, float) if isinstance(default, float) else type(default)
    if not isinstance(value, expected) or (isinstance(value, bool) and not isinstance(default, bool)):
        raise ScenarioError(f"{where}: {name} must be like {default!r}, not {value!r}")
    if isinstance(value, int | float) and not isinstance(value, bool):
        _check_range(name, value, where)
    return float(value) if isinstance(default, float) and isinstance(value, int | float) else value


_POSITIVE: Final = (
    "alarm_attempts",
    "extension_digits",
    "key_seconds",
    "max_answer_bytes",
    "max_answer_depth",
    "max_call_duration",
    "notification_timeout",
    "ring_time",
    "smtp_timeout",
    "sql_timeout",
)
"""Settings for which 0 makes no sense."""


def _check_range(name: str, value: float, where: str) -> None:
    if not isfinite(value) or value < 0:
        raise ScenarioError(f"{where}: {name} must be finite and not negative, not {value!r}")
    if name in _POSITIVE and not value:
        raise ScenarioError(f"{where}: {name} must be more than 0")


def _checked_texts(name: str, value: object, where: str) -> tuple[str, ...]:
    if not isinstance(value, list | tuple) or not all(isinstance(one, str) for one in value):
        raise ScenarioError(f"{where}: {name} must be a list of texts, not {value!r}")
    return tuple(value)


def _checked_fields(value: object, where: str) -> object:
    if not isinstance(value, Mapping) or not all(
        isinstance(names, Mapping) and all(isinstance(source, str) for source in names.values())
        for names in value.values()
    ):
        raise ScenarioError(f"{where}: notification_fields must be tables of names, not {value!r}")
    return value
