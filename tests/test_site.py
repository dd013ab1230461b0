"""The documentation as a site: it is built without a warning, every page is in it, and it needs no network."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
import yaml

pytest.importorskip("zensical", reason="the extra `docs` is not installed")

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    """The site, built of a copy, so that nothing is left behind in the checkout."""
    project = tmp_path_factory.mktemp("project")
    shutil.copy(ROOT / "mkdocs.yml", project)
    shutil.copytree(ROOT / "docs", project / "docs")

    command = [sys.executable, "-m", "zensical", "build", "--strict"]
    done = subprocess.run(command, cwd=project, check=False, capture_output=True, encoding="utf-8", timeout=120)

    assert done.returncode == 0, done.stdout + done.stderr
    assert "No issues found" in done.stdout + done.stderr
    return project / "site"


class _Addresses(HTMLParser):
    """What a page refers to, and what it loads by itself."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.anchors: set[str] = set()
        self.feed(page.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if "id" in given:
            self.anchors.add(given["id"])
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        if tag in {"script", "img", "iframe", "link"}:
            self.loaded += [given[name] for name in ("src", "href") if name in given]


def pages(site: Path) -> dict[Path, _Addresses]:
    return {page: _Addresses(page) for page in site.rglob("*.html") if page.name != "404.html"}


def test_every_page_is_in_the_navigation():
    def files(entries: object) -> set[str]:
        match entries:
            case str():
                return {entries}
            case dict():
                return files(list(entries.values()))
            case list():
                return {name for entry in entries for name in files(entry)}
        return set()

    configuration = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
    docs = ROOT / "docs"

    assert files(configuration["nav"]) == {page.relative_to(docs).as_posix() for page in docs.rglob("*.md")}


def test_links_lead_to_pages_and_headings_of_the_site(site):
    known = pages(site)
    dead = []
    for page, addresses in known.items():
        for link in addresses.links:
            parts = urlsplit(link)
            target = (page.parent / unquote(parts.path)).resolve() if parts.path else page
            target = target / "index.html" if target.is_dir() else target
            if parts.scheme or parts.netloc:
                continue
            if not target.is_file() or (parts.fragment and parts.fragment not in known[target].anchors):
                dead.append(f"{page.relative_to(site)}: {link}")

    assert known
    assert dead == []


def test_nothing_is_loaded_from_anywhere_else(site):
    foreign = {one for addresses in pages(site).values() for one in addresses.loaded if urlsplit(one).netloc}
    styles = "".join(file.read_text(encoding="utf-8") for file in site.rglob("*.css"))

    assert foreign == set()
    assert re.findall(r"(?:@import|url\()\s*[\"']?https?:", styles) == []


def test_the_search_works_where_pages_are_files(site):
    """A browser lets no page of a folder fetch a file, so the index is a script, and the worker a frame."""
    assert (site / "search.js").is_file()
    assert (site / "assets" / "iframe-worker.js").is_file()
    assert "waits_for" in (site / "search.js").read_text(encoding="utf-8")
