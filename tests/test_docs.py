"""The README keeps its word: its Python runs and prints what it shows, its commands work, and none is left out."""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from frontline.datasets import Case

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\S+)(?: (\S+))?\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
PYTHON = [
    (code, BLOCKS[n + 1][2] if n + 1 < len(BLOCKS) and BLOCKS[n + 1][0] == "text" else "")
    for n, (language, _, code) in enumerate(BLOCKS)
    if language == "python"
]
COMMANDS = [
    line.removeprefix("$ ")
    for language, _, text in BLOCKS
    if language == "console"
    for line in text.splitlines()
    if line.startswith("$ frontline ")
]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "frontline").rglob("*.md"), *(ROOT / "gazetteer").rglob("*.md")])


def run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a `frontline` command line in a folder as a shell would, without a shell."""
    program = [sys.executable, "-W", "error", "-c", "from frontline.cli import main; main()"]
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "GAZETTEER_HOME": str(folder / "home")}
    return subprocess.run(
        [*program, *shlex.split(command)[1:]],
        cwd=folder, env=environment, capture_output=True, encoding="utf-8", timeout=120, check=False,
    )  # fmt: skip


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the files that the README shows."""
    folder = tmp_path_factory.mktemp("desk")
    for _, name, text in BLOCKS:
        if name:
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize(("code", "shown"), PYTHON, ids=[code.split("\n")[0] for code, _ in PYTHON])
def test_its_python_runs_and_prints_what_it_shows(
    code: str, shown: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(code, "README.md", "exec"), {})
    assert printed.getvalue() == shown


@pytest.mark.parametrize("command", COMMANDS)
def test_its_commands_work(command: str, desk: Path) -> None:
    done = run(command, desk)
    assert done.returncode == 0, done.stderr
    assert done.stdout


def test_it_names_every_command_and_no_other(tmp_path: Path) -> None:
    told = run("frontline --help", tmp_path).stdout.partition("Commands:")[2]
    commands = set(re.findall(r"^  (\w+)  ", told, re.MULTILINE))
    assert commands
    assert set(re.findall(r"^\| `frontline (\w+)", README, re.MULTILINE)) == commands


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_between_documents_lead_somewhere(document: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)", document.read_text(encoding="utf-8"))
    missing = [link for link in links if ":" not in link and not (document.parent / link).exists()]
    assert not missing


def test_its_counts_are_those_of_the_case(case: Case) -> None:
    claims, unplaced = f"{len(case.claims):,}", len(case.unplaced)
    assert f"{claims} real claims" in README
    assert f"{unplaced} of the {claims} claims stand at no point" in README
    assert f"cover Syria ({len(case.places)})" in README
