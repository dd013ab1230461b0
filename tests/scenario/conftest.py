"""What the tests of scenarios share: a file to be read, in a folder of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.scenario.load import load_file
from simulator.scenario.mistakes import MisreadError
from simulator.settings import Settings

FIXTURES = Path(__file__).parents[2] / "fixtures" / "audio"


@pytest.fixture
def read(tmp_path, monkeypatch):
    """Read a text as the file `s.yaml`, beside which lies the clip `yes.wav`."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "yes.wav").write_bytes((FIXTURES / "yes.wav").read_bytes())

    def read_text(text: str | bytes, base: Settings | None = None):
        Path("s.yaml").write_bytes(text if isinstance(text, bytes) else text.encode())
        return load_file(Path("s.yaml"), base or Settings())

    return read_text


@pytest.fixture
def mistakes_in(read):
    """Read a text that holds mistakes; give them, a line each."""

    def mistakes(text: str | bytes) -> list[str]:
        with pytest.raises(MisreadError) as caught:
            read(text)
        return str(caught.value).splitlines()

    return mistakes
