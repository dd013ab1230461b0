"""The data folder on a real disk: an app changes what it may, and nothing else, whatever it writes."""

from __future__ import annotations

import errno
import os
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simulator.drivers import open_folder
from simulator.drivers.files import DataFolder, FileRefusedError
from simulator.errors import SimulatorError

FOLDERS = ("ContentStorage", "Voicemail", "Uploads")
OUTSIDE = "lies outside of the folders in which files may be changed (ContentStorage, Voicemail, Uploads)"


@dataclass
class Disk:
    """A data folder with a message, a prompt and a database; beside it a secret."""

    base: Path

    def __post_init__(self):
        self.root = self.base / "data"
        self.message = self.put("data/Voicemail/9000/new/1.wav", b"message")
        self.prompt = self.put("data/ContentStorage/Static/menu/Welcome.wav", b"prompt")
        self.database = self.put("data/ozeki.db", b"database")
        self.secret = self.put("secret/1.wav", b"secret")

    def put(self, path: str, data: bytes) -> Path:
        put = self.base / path
        put.parent.mkdir(parents=True, exist_ok=True)
        put.write_bytes(data)
        return put

    @property
    def folder(self) -> DataFolder:
        return DataFolder(self.root, "ContentStorage/Static", FOLDERS)

    def contents(self) -> dict[str, bytes | None]:
        """Everything that is there; None is a folder or a link."""
        return {
            path.relative_to(self.base).as_posix(): path.read_bytes() if path.is_file() else None
            for path in sorted(self.base.rglob("*"))
        }


@pytest.fixture(params=[True, False], ids=["by descriptor", "by path"])
def disk(request, monkeypatch, tmp_path):
    """Both ways of reaching a folder: systems have one or the other."""
    if request.param and not open_folder.BY_DESCRIPTOR:
        pytest.skip("this system cannot start from an open folder")
    monkeypatch.setattr(open_folder, "BY_DESCRIPTOR", request.param)
    return Disk(tmp_path)


def link(path: Path, target: Path) -> None:
    try:
        path.symlink_to(target, target_is_directory=target.is_dir())
    except OSError:
        pytest.skip("no symbolic links here")


def refuse_to_link(*_, number: int = errno.EXDEV, **__):
    raise OSError(number, os.strerror(number))


def refusal(action, *arguments) -> str:
    with pytest.raises(FileRefusedError) as caught:
        action(*arguments)
    return str(caught.value)


# -- prompts ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    ["menu/Welcome.wav", r"menu\Welcome.wav", "MENU/welcome.WAV", "./menu//Welcome.wav", r"menu\..\menu\Welcome.wav"],
)
def test_a_prompt_is_found_in_the_content_folder_as_windows_finds_it(disk, path):
    """Relative paths are relative to ContentStorage/Static (P4690)."""
    assert disk.folder.content_file(path).samefile(disk.prompt)


def test_the_exact_name_of_a_prompt_goes_before_one_in_another_case(disk):
    exact = disk.put("data/ContentStorage/Static/menu/welcome.wav", b"other")
    if exact.samefile(disk.prompt):
        pytest.skip("case does not matter on this disk")

    assert disk.folder.content_file("menu/welcome.wav") == exact
    assert disk.folder.content_file("menu/Welcome.wav") == disk.prompt


def test_a_prompt_that_is_not_there_has_a_place_nevertheless(disk):
    """Who reads it says that it is missing."""
    static = disk.root / "ContentStorage" / "Static"

    assert disk.folder.content_file("none/x.wav") == static / "none" / "x.wav"
    assert disk.folder.content_file("menu/Welcome.wav/x.wav") == disk.prompt / "x.wav"


def test_an_absolute_path_of_a_prompt_in_the_data_folder_is_taken_as_it_is(disk):
    assert disk.folder.content_file(str(disk.prompt)) == disk.prompt
    assert disk.folder.content_file(str(disk.root / "none.wav")) == disk.root / "none.wav"
    assert disk.folder.content_file(str(disk.root / "OZEKI.db")).samefile(disk.database)


def test_a_file_elsewhere_is_no_prompt_even_if_it_is_there(disk):
    """An app is not to learn what there is on the machine."""
    with pytest.raises(FileRefusedError, match="lies outside of the data folder"):
        disk.folder.content_file(str(disk.secret))


def test_the_content_folder_may_be_anywhere(disk):
    folder = DataFolder(disk.root, str(disk.secret.parent), FOLDERS)

    assert folder.content_file("1.wav") == disk.secret
    assert folder.content_file(str(disk.secret)) == disk.secret


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("../x.wav", "lies outside of the content folder, where prompts are expected"),
        (r"menu\..\..\x.wav", "lies outside of the content folder, where prompts are expected"),
        (r"C:\Ozeki\x.wav", "lies outside of the data folder; a path in the content folder was expected"),
        (r"\\server\share\x.wav", "lies outside of the data folder; a path in the content folder was expected"),
        ("/none/x.wav", "lies outside of the data folder; a path in the content folder was expected"),
        ("menu", "is not a file, an audio file was expected"),
        (".", "is not a file, an audio file was expected"),
        ("file:///x.wav", "':' cannot stand in the name of a file"),
        ("nul", "'nul' is a device, a file was expected"),
        (" ", "is empty, a path was expected"),
        ("a\0.wav", "has characters that cannot stand in the name of a file"),
    ],
)
def test_what_can_be_no_prompt_is_refused(disk, path, reason):
    assert refusal(disk.folder.content_file, path) == f"{path!r}: {reason}"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
def test_a_prompt_that_would_never_end_is_refused(disk):
    pipe = disk.root / "ContentStorage" / "Static" / "pipe.wav"
    os.mkfifo(pipe)

    assert refusal(disk.folder.content_file, "pipe.wav") == "'pipe.wav': is not a file, an audio file was expected"
    assert "is not a file" in refusal(disk.folder.content_file, str(pipe))
    assert "lies outside" in refusal(disk.folder.content_file, "/dev/zero")


# -- moving and deleting ---------------------------------------------------------------------------------------------


def test_a_file_is_moved_into_a_folder_that_is_made_for_it(disk):
    changed = disk.message.stat().st_mtime_ns

    moved = disk.folder.move("Voicemail/9000/new/1.wav", "Voicemail/9000/old/kept/")

    assert moved == "Voicemail/9000/old/kept/1.wav"
    assert (disk.root / moved).read_bytes() == b"message"
    assert (disk.root / moved).stat().st_mtime_ns == changed
    assert not disk.message.exists()


@pytest.mark.parametrize(
    "number", [errno.EXDEV, errno.EPERM, errno.EOPNOTSUPP], ids=["another disk", "not allowed", "no second names"]
)
def test_a_file_moves_to_where_it_cannot_be_linked(disk, monkeypatch, number):
    os.utime(disk.message, ns=(10**18, 10**18))
    monkeypatch.setattr(open_folder.os, "link", partial(refuse_to_link, number=number))

    moved = disk.folder.move("Voicemail/9000/new/1.wav", "Uploads")

    assert (disk.root / moved).read_bytes() == b"message"
    assert os.utime not in os.supports_fd or (disk.root / moved).stat().st_mtime_ns == 10**18
    assert not disk.message.exists()


@pytest.mark.parametrize(
    "path",
    [
        "Voicemail/9000/new/1.wav",
        r"Voicemail\9000\new\1.wav",
        "voicemail/9000/NEW/1.WAV",
        "Uploads/none/../../Voicemail/./9000//new/1.wav",
        "{root}/Voicemail/9000/new/1.wav",
        "{root}/none/../voicemail/9000/new/1.wav",
    ],
)
def test_a_file_is_deleted_however_its_path_is_written(disk, path):
    deleted = disk.folder.delete(path.format(root=disk.root))

    assert deleted == "Voicemail/9000/new/1.wav"
    assert not disk.message.exists()


def test_a_path_counts_from_the_data_folder_under_each_of_its_names(disk):
    link(disk.base / "other", disk.root)
    folder = DataFolder(disk.base / "other", "ContentStorage/Static", FOLDERS)

    assert folder.delete(str(disk.message)) == "Voicemail/9000/new/1.wav"
    assert folder.delete(str(disk.base / "other" / "ContentStorage/Static/menu/Welcome.wav")).endswith("Welcome.wav")


def test_a_folder_that_is_allowed_may_be_anywhere(disk):
    folder = DataFolder(disk.root, "x", (str(disk.secret.parent), "."))

    assert folder.delete("ozeki.db") == "ozeki.db"
    assert folder.delete(str(disk.secret)) == disk.secret.as_posix()


@pytest.mark.parametrize(
    "path",
    [
        "ozeki.db",
        "../secret/1.wav",
        r"..\secret\1.wav",
        "Voicemail/../ozeki.db",
        "Voicemail/../../secret/1.wav",
        "Voicemail2/1.wav",
        "{base}/secret/1.wav",
        "{base}/data/Voicemail/../../secret/1.wav",
        "/{base}/data/Voicemail/9000/new/1.wav",
        r"C:\Program Files\Ozeki\Voicemail\9000\new\1.wav",
        "C:Voicemail/9000/new/1.wav",
        "/c:/../Voicemail/9000/new/1.wav",
        r"\\server\share\Voicemail\9000\new\1.wav",
        r"\\?\C:\Voicemail\9000\new\1.wav",
        r"\\.\Voicemail\9000\new\1.wav",
        "file:///Voicemail/9000/new/1.wav",
        "file://{base}/data/Voicemail/9000/new/1.wav",
        "~/1.wav",
        "$HOME/1.wav",
        "/",
        ".",
        "..",
    ],
)
def test_what_lies_outside_is_neither_moved_nor_deleted_nor_a_target(disk, path):
    path = path.format(base=disk.base.as_posix())
    before = disk.contents()

    assert refusal(disk.folder.delete, path) == f"{path!r}: {OUTSIDE}"
    assert refusal(disk.folder.move, path, "Uploads") == f"{path!r}: {OUTSIDE}"
    assert refusal(disk.folder.move, "Voicemail/9000/new/1.wav", path) == f"{path!r}: {OUTSIDE}"
    assert refusal(disk.folder.store, path, "x.wav", b"") == f"{path!r}: {OUTSIDE}"
    assert disk.contents() == before


BAD_NAMES = [
    ("1.wav:stream", "':' cannot stand in the name of a file"),
    ("1.wav::$DATA", "':' cannot stand in the name of a file"),
    ("a?.wav", "'?' cannot stand in the name of a file"),
    ("a\n.wav", "'\\n' cannot stand in the name of a file"),
    ("CON", "'CON' is a device, a file was expected"),
    ("nul", "'nul' is a device, a file was expected"),
    ("COM1", "'COM1' is a device, a file was expected"),
    ("aux.txt", "'aux.txt' is a device, a file was expected"),
    ("lpt¹ .tar.gz", "'lpt¹ .tar.gz' is a device, a file was expected"),
    ("1.wav.", "'1.wav.' ends with a dot or a blank, which the name of a file cannot"),
    ("1.wav ", "'1.wav ' ends with a dot or a blank, which the name of a file cannot"),
    ("...", "'...' ends with a dot or a blank, which the name of a file cannot"),
    ("ä" * 128, "a name in it is longer than 255 bytes"),
    ("1.wav\0", "has characters that cannot stand in the name of a file"),
    ("\ud800", "has characters that cannot stand in the name of a file"),
]


@pytest.mark.parametrize(("name", "reason"), BAD_NAMES)
def test_what_is_no_name_of_a_file_on_windows_is_refused_everywhere(disk, name, reason):
    path = f"Voicemail/9000/new/{name}"
    before = disk.contents()

    assert refusal(disk.folder.delete, path) == f"{path!r}: {reason}"
    assert refusal(disk.folder.move, path, "Uploads") == f"{path!r}: {reason}"
    assert refusal(disk.folder.move, "Voicemail/9000/new/1.wav", path) == f"{path!r}: {reason}"
    assert refusal(disk.folder.store, path, "x.wav", b"") == f"{path!r}: {reason}"
    assert refusal(disk.folder.store, "Uploads", name, b"") == f"{name!r}: {reason}"
    assert disk.contents() == before


@pytest.mark.parametrize("name", ["console.wav", "com10.wav", "nullable", "a.aux", ".hidden", "COM", " a b.wav"])
def test_a_name_that_only_looks_like_a_device_is_a_name(disk, name):
    assert disk.folder.store("Uploads", name, b"") == f"Uploads/{name}"


def test_an_empty_and_an_endless_path_are_refused(disk):
    assert refusal(disk.folder.delete, "") == "'': is empty, a path was expected"
    assert refusal(disk.folder.delete, "Voicemail/" * 500) == (
        f"{('Voicemail/' * 20) + '...'!r}: is longer than 4096 characters"
    )


@pytest.mark.parametrize(
    "path", ["Voicemail", "Voicemail/", "Voicemail/9000", "Voicemail/9000/new/1.wav/", "{root}/Uploads"]
)
def test_a_folder_is_neither_moved_nor_deleted(disk, path):
    path = path.format(root=disk.root)
    before = disk.contents()

    assert refusal(disk.folder.delete, path) == f"{path!r}: is a folder, a file was expected"
    assert refusal(disk.folder.move, path, "Uploads") == f"{path!r}: is a folder, a file was expected"
    assert disk.contents() == before


@pytest.mark.parametrize("path", ["Voicemail/9000/new/2.wav", "Voicemail/none/1.wav", "Uploads/1.wav"])
def test_what_is_not_there_is_said_in_the_words_of_the_system(disk, path):
    assert refusal(disk.folder.delete, path) == f"{path!r}: no such file or directory"
    assert refusal(disk.folder.move, path, "Uploads/new") == f"{path!r}: no such file or directory"
    assert not (disk.root / "Uploads").exists()


def test_a_file_is_no_folder(disk):
    path = "Voicemail/9000/new/1.wav"
    before = disk.contents()

    for refused in (
        refusal(disk.folder.delete, f"{path}/2.wav"),
        refusal(disk.folder.move, path, f"{path}/new"),
        refusal(disk.folder.store, path, "2.wav", b""),
    ):
        assert refused.endswith(": a part of it is not a folder")
    assert disk.contents() == before


@pytest.mark.parametrize("name", ["1.wav", "1.WAV"])
def test_nothing_is_overwritten_not_even_in_another_case(disk, name):
    """File.Move of .NET, in which the PBX is written, fails when there is such a file."""
    disk.put(f"data/Uploads/{name}", b"upload")
    before = disk.contents()

    assert refusal(disk.folder.move, "Voicemail/9000/new/1.wav", "Uploads") == (
        "'Uploads': has a file '1.wav' already, which is not overwritten"
    )
    assert refusal(disk.folder.move, "Voicemail/9000/new/1.wav", "Voicemail/9000/new").endswith("not overwritten")
    assert refusal(disk.folder.store, "Uploads", "1.wav", b"new").endswith("not overwritten")
    assert disk.contents() == before


def test_a_file_that_comes_into_being_meanwhile_is_not_overwritten(disk, monkeypatch):
    disk.put("data/Uploads/1.wav", b"upload")
    monkeypatch.setattr(open_folder.OpenFolder, "check_free", lambda *_: None)
    before = disk.contents()

    refusal(disk.folder.move, "Voicemail/9000/new/1.wav", "Uploads")
    refusal(disk.folder.store, "Uploads", "1.wav", b"new")

    assert disk.contents() == before


def test_a_file_that_cannot_leave_is_in_one_folder_only(disk, monkeypatch):
    remove = open_folder.OpenFolder.remove

    def stuck(folder, name):
        if folder.path.name == "new":
            raise PermissionError(errno.EACCES, "Permission denied")
        remove(folder, name)

    monkeypatch.setattr(open_folder.OpenFolder, "remove", stuck)

    assert refusal(disk.folder.move, "Voicemail/9000/new/1.wav", "Uploads") == (
        "'Voicemail/9000/new/1.wav': permission denied"
    )
    assert disk.message.read_bytes() == b"message"
    assert list((disk.root / "Uploads").iterdir()) == []


# -- links -----------------------------------------------------------------------------------------------------------


def test_a_link_that_is_the_file_itself_is_refused(disk):
    new = disk.message.parent
    link(new / "out.wav", disk.secret)
    link(new / "in.wav", disk.message)
    link(new / "nowhere.wav", disk.base / "none")
    before = disk.contents()

    for name in ("out.wav", "in.wav", "nowhere.wav"):
        path = f"Voicemail/9000/new/{name}"
        assert refusal(disk.folder.delete, path) == f"{path!r}: is a symbolic link, a file was expected"
        assert refusal(disk.folder.move, path, "Uploads") == f"{path!r}: is a symbolic link, a file was expected"
        assert "already" in refusal(disk.folder.store, "Voicemail/9000/new", name, b"")
    assert disk.contents() == before


@pytest.mark.parametrize("name", ["out", "nowhere", "loop"])
def test_a_link_that_leads_outside_is_not_followed(disk, name):
    link(disk.root / "Voicemail" / "out", disk.secret.parent)
    link(disk.root / "Voicemail" / "nowhere", disk.base / "none")
    link(disk.root / "Voicemail" / "loop", disk.root / "Voicemail" / "loop")
    before = disk.contents()

    refusal(disk.folder.delete, f"Voicemail/{name}/1.wav")
    refusal(disk.folder.move, f"Voicemail/{name}/1.wav", "Uploads")
    refusal(disk.folder.move, "Voicemail/9000/new/1.wav", f"Voicemail/{name}")
    refusal(disk.folder.move, "Voicemail/9000/new/1.wav", f"Voicemail/{name}/deeper")
    refusal(disk.folder.store, f"Voicemail/{name}", "x.wav", b"")

    assert disk.contents() == before


def test_a_link_between_two_allowed_folders_is_followed(disk):
    (disk.root / "Uploads").mkdir()
    link(disk.root / "Voicemail" / "in", disk.root / "Uploads")

    assert disk.folder.move("Voicemail/9000/new/1.wav", "Voicemail/in") == "Voicemail/in/1.wav"
    assert (disk.root / "Uploads" / "1.wav").read_bytes() == b"message"


def test_an_allowed_folder_may_be_a_link(disk):
    link(disk.root / "Uploads", disk.secret.parent)

    assert disk.folder.delete("Uploads/1.wav") == "Uploads/1.wav"


def test_a_link_that_is_put_in_at_the_last_moment_leads_nowhere(disk, monkeypatch):
    """Between looking at where a path leads and going there."""
    resolved = DataFolder._resolved

    def swapped(folder, place, path):
        found = resolved(folder, place, path)
        disk.message.unlink()
        disk.message.parent.rmdir()
        link(disk.message.parent, disk.secret.parent)
        return found

    monkeypatch.setattr(DataFolder, "_resolved", swapped)

    assert refusal(disk.folder.delete, "Voicemail/9000/new/1.wav").endswith(": a part of it is not a folder")
    assert disk.secret.read_bytes() == b"secret"


def test_a_folder_that_is_replaced_while_it_is_open_leads_nowhere(disk):
    if not open_folder.BY_DESCRIPTOR:
        pytest.skip("only an open folder stays what it is")
    with disk.folder._opened(disk.message.parent, "") as folder:
        disk.message.parent.rename(disk.base / "gone")
        link(disk.message.parent, disk.secret.parent)
        folder.remove("1.wav")

    assert disk.secret.read_bytes() == b"secret"
    assert list((disk.base / "gone").iterdir()) == []


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
def test_a_pipe_that_takes_the_place_of_a_file_is_not_waited_for(disk, monkeypatch):
    monkeypatch.setattr(open_folder.OpenFolder, "check_file", lambda *_: None)
    monkeypatch.setattr(open_folder.os, "link", refuse_to_link)
    disk.message.unlink()
    os.mkfifo(disk.message)

    assert refusal(disk.folder.move, "Voicemail/9000/new/1.wav", "Uploads") == "'1.wav': is not a file any more"


# -- storing ---------------------------------------------------------------------------------------------------------


def test_a_new_file_is_stored_in_a_folder_that_is_made_for_it(disk):
    """Even the data folder itself need not be there yet."""
    folder = DataFolder(disk.base / "fresh", "x", FOLDERS)

    stored = folder.store(r"voicemail\9001\New", "2.wav", b"sound")

    assert stored == "Voicemail/9001/New/2.wav"
    assert (disk.base / "fresh" / stored).read_bytes() == b"sound"


@pytest.mark.parametrize("name", ["a/b.wav", r"a\b.wav", "../b.wav", "/b.wav"])
def test_the_name_of_a_stored_file_is_no_path(disk, name):
    assert "cannot stand in the name of a file" in refusal(disk.folder.store, "Uploads", name, b"")


def test_of_a_file_that_cannot_be_written_nothing_is_left(disk):
    with pytest.raises(TypeError):
        disk.folder.store("Uploads", "x.wav", "text")

    assert list((disk.root / "Uploads").iterdir()) == []


def test_where_nothing_may_be_changed_nothing_is(disk):
    folder = DataFolder(disk.root, "x", ())

    assert refusal(folder.delete, "ozeki.db") == (
        "'ozeki.db': lies outside of the folders in which files may be changed (there are none)"
    )


def test_a_refusal_is_an_error_of_the_simulator_like_any_other():
    assert issubclass(FileRefusedError, SimulatorError)


# -- anything --------------------------------------------------------------------------------------------------------

names = st.sampled_from(
    ["Voicemail", "voicemail", "Uploads", "9000", "new", "1.wav", "..", "..", ".", "", "secret", "data", "out", "loop",
     "ozeki.db", "in", "CON", "aux.txt", "1.wav ", "...", "1.wav:s", "C:", "\0", "\ud800", "é" * 130, "~", "*", "%2e"]
)  # fmt: skip
starts = st.sampled_from(
    ["", "", "/", "//", "\\", "\\\\", "\\\\?\\", "C:\\", "C:", "/c:/", "file:///", "{root}/", "{root}/Voicemail/",
     "{base}/", "/{base}/", "\\\\?\\{base}\\"]
)  # fmt: skip
written = st.tuples(starts, st.lists(names, max_size=7), st.sampled_from(["/", "\\"])).map(
    lambda parts: parts[0] + parts[2].join(parts[1])
)
paths = st.one_of(written, st.text(max_size=30), st.characters(codec=None).map("Voicemail/a{}b".format))


@pytest.mark.parametrize("by_descriptor", [True, False])
@settings(max_examples=80, suppress_health_check=list(HealthCheck))
@given(first=paths, second=paths)
def test_whatever_an_app_writes_nothing_outside_changes_and_nothing_breaks(monkeypatch, by_descriptor, first, second):
    monkeypatch.setattr(open_folder, "BY_DESCRIPTOR", by_descriptor and open_folder.BY_DESCRIPTOR)
    with tempfile.TemporaryDirectory() as base:
        disk = Disk(Path(base))
        with suppress(OSError):  # if there can be no links, then without
            (disk.root / "Voicemail" / "out").symlink_to(disk.secret.parent)
            (disk.root / "Voicemail" / "loop").symlink_to(disk.root / "Voicemail" / "loop")
            (disk.root / "Voicemail" / "in").symlink_to(disk.root / "Voicemail" / "9000")
        first, second = (path.replace("{root}", str(disk.root)).replace("{base}", base) for path in (first, second))
        before = outside(disk)

        for action in (
            lambda: disk.folder.content_file(first),
            lambda: disk.folder.move(first, second),
            lambda: disk.folder.move("Voicemail/9000/new/1.wav", second),
            lambda: disk.folder.store(first, second, b"new"),
            lambda: disk.folder.store("Uploads", second, b"new"),
            lambda: disk.folder.delete(second),
            lambda: disk.folder.delete(first),
        ):
            with suppress(FileRefusedError):
                action()
            assert outside(disk) == before


def outside(disk: Disk) -> dict[str, bytes | None]:
    allowed = tuple(f"data/{folder}" for folder in FOLDERS)
    return {path: data for path, data in disk.contents().items() if not path.startswith(allowed)}
