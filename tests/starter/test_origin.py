"""Where the simulator has come from, as pip writes it down."""

from __future__ import annotations

import json
import sys

import pytest

from simulator.starter.origin import PLACEHOLDER, Origin, origin, origin_of

GIT = {"vcs": "git", "commit_id": "0123456789abcdef0123456789abcdef01234567"}


@pytest.mark.parametrize(
    ("written", "requirement"),
    [
        ({"url": "https://git.example.org/it.git", "vcs_info": GIT}, "git+https://git.example.org/it.git"),
        (
            {"url": "ssh://git@git.example.org/it.git", "vcs_info": {**GIT, "requested_revision": "v2"}},
            "git+ssh://git@git.example.org/it.git@v2",
        ),
        (
            {"url": "https://git.example.org/all.git", "vcs_info": GIT, "subdirectory": "tools/sim"},
            "'git+https://git.example.org/all.git#subdirectory=tools/sim'",
        ),
        ({"url": "https://files.example.org/it-1.0.whl", "archive_info": {}}, "https://files.example.org/it-1.0.whl"),
        (
            {"url": "https://files.example.org/get?file=it.zip&version=1", "archive_info": {}, "subdirectory": "it"},
            "'https://files.example.org/get?file=it.zip&version=1#subdirectory=it'",
        ),
    ],
    ids=["a repository", "a version of it", "a folder of it", "a file on a server", "a folder of an archive"],
)
def test_others_install_it_from_where_it_has_come(written, requirement):
    found = origin_of(json.dumps(written))

    assert found == Origin(requirement, is_shared=True)
    assert found.for_others == requirement


@pytest.mark.parametrize(
    ("written", "requirement"),
    [
        (None, "ozeki-simulator"),
        ({"url": "file:///opt/simulator", "dir_info": {"editable": True}}, "-e /opt/simulator"),
        ({"url": "file:///opt/the%20simulator", "dir_info": {}}, "'/opt/the simulator'"),
        (
            {"url": "file:///opt/all", "dir_info": {"editable": True}, "subdirectory": "sim"},
            "-e 'file:///opt/all#subdirectory=sim'",
        ),
        ({"url": "file:///opt/it-1.0.whl", "archive_info": {}}, "/opt/it-1.0.whl"),
        ({"url": "file:///opt/it.git", "vcs_info": GIT}, "git+file:///opt/it.git"),
    ],
    ids=["an index", "a folder that is worked in", "a folder", "a folder below one", "a file", "a repository"],
)
@pytest.mark.skipif(sys.platform == "win32", reason="paths are written otherwise there")
def test_what_others_do_not_have_they_get_from_an_address_of_theirs(written, requirement):
    found = origin_of(None if written is None else json.dumps(written))

    assert found == Origin(requirement, is_shared=False)
    assert found.for_others == PLACEHOLDER


def test_that_of_this_one_is_known():
    assert origin().requirement
