"""What the tests share: the packaged case, a browser, and a shut network."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
from command_line import runner

import frontline as fl

if TYPE_CHECKING:
    from collections.abc import Iterator

    from command_line import Run
    from playwright.sync_api import Browser

    from frontline.brief import Brief
    from frontline.datasets import Case
    from frontline.model import Situation
    from frontline.report import Picture

os.environ["MPLBACKEND"] = "Agg"  # notebooks inherit it; no test opens a window

SHARED = Path(__file__).resolve().parents[2] / "shared"
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
# A browser that looks for updates would reach for the network while a test counts its requests.
CHROMIUM_ARGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def pytest_configure(config: pytest.Config) -> None:
    # Indexes, installed gazetteers and answers of services: in a folder of this run, for child processes as well.
    home = tempfile.mkdtemp(prefix="gazetteer-home-")
    os.environ["GAZETTEER_HOME"] = home
    config.add_cleanup(lambda: shutil.rmtree(home, ignore_errors=True))
    config.addinivalue_line("markers", "shared(path): reads ../shared/path, which a clone alone does not have")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.get_closest_marker("notebook"):  # a notebook talks to its kernel over loopback
            item.add_marker(pytest.mark.allow_hosts(["127.0.0.1", "::1"]))


def pytest_runtest_setup(item: pytest.Item) -> None:
    for mark in item.iter_markers("shared"):
        if not (SHARED / mark.args[0]).exists():
            pytest.skip(f"needs ../shared/{mark.args[0]}, absent here")


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    """Run the command line in this process, in an empty folder."""
    monkeypatch.chdir(tmp_path)
    return runner(monkeypatch, capsys)


@pytest.fixture(scope="session")
def case() -> Case:
    """The packaged case, read once."""
    return fl.datasets.load("hama-2024")


@pytest.fixture(scope="session")
def now(case: Case) -> Situation:
    """The evening of 4 December 2024, as known on the 5th."""
    return fl.assess(case.ledger, valid="2024-12-04", known="2024-12-05")


@pytest.fixture(scope="session")
def picture(case: Case) -> Picture:
    """The case surveyed on the evening of 4 December, as known on the 5th, for a map in both languages."""
    from frontline.report import survey

    return survey(case, "2024-12-04", "2024-12-05", case.places["Hama"], languages="both")


class Written(NamedTuple):
    """A report as written, with what it was made from."""

    folder: Path
    picture: Picture
    brief: Brief


@pytest.fixture(scope="session")
def written(case: Case, tmp_path_factory: pytest.TempPathFactory) -> Written:
    """The report on the front north of Hama, written once for all tests."""
    from frontline.report import survey, write_report

    folder = tmp_path_factory.mktemp("report") / "hama"
    picture = survey(case, "2024-12-04", "2024-12-05", case.places["Hama"])
    return Written(folder, picture, write_report(picture, folder))


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """Path of a Chromium; without one the test is skipped, and in CI it fails."""
    for name in CHROMIUM_NAMES:
        if path := shutil.which(name):
            return path
    if os.environ.get("CI") == "true":
        pytest.fail("no Chromium on this machine: .ci/run installs Debian's")
    pytest.skip("needs Chromium (Debian: apt-get install chromium), absent here")


@pytest.fixture(scope="module")
def browser(chromium_path: str) -> Iterator[Browser]:
    """A headless Chromium, one for each module of tests."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=chromium_path, args=list(CHROMIUM_ARGS))
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """Pattern of addresses on a PostgreSQL of our own, behind a Unix socket; without one the test is skipped."""
    programs = next(iter(sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)), None)
    if programs is None or not list(programs.parents[3].glob("share/postgresql/*/extension/postgis.control")):
        if os.environ.get("CI") == "true":
            pytest.fail("no PostgreSQL with PostGIS on this machine: .ci/run installs Debian's")
        pytest.skip("needs PostgreSQL with PostGIS (Debian: apt-get install postgresql postgresql-15-postgis-3)")
    owner = pwd.getpwnam("postgres") if os.geteuid() == 0 else None  # PostgreSQL refuses to run as root
    with tempfile.TemporaryDirectory(prefix="pg") as folder:
        if owner:
            os.chown(folder, owner.pw_uid, owner.pw_gid)

        def run(program: str, *arguments: str) -> None:
            command = [str(programs / program), *arguments]
            subprocess.run(command, check=True, capture_output=True, cwd=folder, user=owner and owner.pw_uid)

        data = f"{folder}/data"
        run("initdb", "-D", data, "-A", "trust", "-U", "desk", "-N", "-E", "UTF8")
        run("pg_ctl", "-D", data, "-o", f"-k {folder} -c listen_addresses= -F", "-w", "-l", f"{folder}/log", "start")
        try:
            run("createdb", "-h", folder, "-U", "desk", "claims")
            run("psql", "-h", folder, "-U", "desk", "-c", "CREATE EXTENSION postgis", "claims")
            yield f"postgresql://desk@/{{}}?host={folder}"
        finally:
            run("pg_ctl", "-D", data, "-m", "immediate", "stop")


@pytest.fixture
def database(server: str) -> Iterator[str]:
    """Address of a fresh database of that server."""
    import psycopg

    with psycopg.connect(server.format("postgres"), autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS fresh")
        connection.execute("CREATE DATABASE fresh TEMPLATE claims")
    yield server.format("fresh")
