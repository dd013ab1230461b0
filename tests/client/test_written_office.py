"""The office, the settings and the files that the client writes, the server reads as the same."""

from __future__ import annotations

import pytest

from simulator.client.written_office import written_files, written_office, written_settings
from simulator.errors import ScenarioError
from simulator.server.control.office import WrittenOffice
from simulator.settings import Settings, settings_with
from simulator.telephony.office import Access, ApiExtension, Office, OfficeUser

APP = "http://127.0.0.1:8000"


@pytest.mark.parametrize(
    "office",
    [
        Office(),
        Office(
            extensions={"9000": ApiExtension(f"{APP}/in", f"{APP}/sms"), "9001": ApiExtension(f"{APP}/in")},
            lines={"Provider": "+*"},
            dial_plan={"0": "9000", "1*": ""},
            sms=("+36*",),
            email=(),
            routing_url=f"{APP}/route",
            call_changed_url=f"{APP}/changed",
            error_url=f"{APP}/error",
            access=Access(
                authentication=True,
                users={"anna": OfficeUser("secret"), "bob": OfficeUser("x", api=False)},
                allowed=("127.0.0.1", "10.1.0.0/16"),
                denied=("10.1.2.3",),
            ),
        ),
    ],
)
def test_the_server_reads_the_office_that_was_meant(office):
    assert WrittenOffice.model_validate(written_office(office)).as_office() == office


@pytest.mark.parametrize(
    "settings",
    [
        Settings(),
        Settings(app_latency="measured", ring_time=30, file_folders=("Uploads",), strict=False),
        Settings(notification_fields={"RecordCompleted": {"RecordURL": "record_url"}}),
    ],
)
def test_the_server_reads_the_settings_that_were_meant(settings):
    assert settings_with(written_settings(settings), Settings(), where="here") == settings


def test_settings_that_nobody_has_chosen_are_left_to_the_server():
    assert written_settings(Settings(ring_time=30)) == {"ring_time": 30.0}


def test_what_has_the_form_of_the_api_is_left_as_it_is():
    assert written_office({"lines": {"Provider": "+*"}}) == {"lines": {"Provider": "+*"}}
    assert written_settings({"ring_time": 30}) == {"ring_time": 30}
    assert written_files({"a": {"copy_of": "/b"}}) == {"a": {"copy_of": "/b"}}


def test_a_file_that_cannot_be_read_is_told(tmp_path):
    with pytest.raises(ScenarioError, match=r"files: 'Uploads/a.txt': .*nowhere: No such file"):
        written_files({"Uploads/a.txt": tmp_path / "nowhere"})
