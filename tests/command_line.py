"""The command line as tests run it: in this process, or in one of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

import frontline
from frontline.cli import main

ROOT = Path(frontline.__file__).parents[1]
CLAIMS = Path(frontline.__file__).parent / "datasets/hama_2024/claims.csv"


class Done(NamedTuple):
    code: int
    out: str
    err: str


Run = Callable[..., Done]


def runner(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *command: str) -> Run:
    """A function that runs a command with more arguments in this process."""

    def call(*arguments: str | Path) -> Done:
        monkeypatch.setattr(sys, "argv", ["frontline", *command, *map(str, arguments)])
        with pytest.raises(SystemExit) as end:
            main()
            raise SystemExit(0)
        told = capsys.readouterr()
        assert isinstance(end.value.code, int)
        return Done(end.value.code, told.out, told.err)

    return call


def shell(folder: Path, *arguments: str | bytes, **environment: str) -> Done:
    """Run the entry point in a process of its own, as a shell does."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", "from frontline.cli import main; main()", *arguments],
        cwd=folder, env=os.environ | {"PYTHONPATH": str(ROOT)} | environment, capture_output=True, timeout=60,
        check=False,
    )  # fmt: skip
    return Done(done.returncode, done.stdout.decode(), done.stderr.decode())


def assert_refused(done: Done, *words: str) -> None:
    """One line on standard error, which says all of this; nothing on the other; exit code 2."""
    assert done.code == 2
    assert done.out == ""
    assert len(done.err.splitlines()) == 1, done.err
    assert done.err.startswith("frontline: ")
    for word in words:
        assert word in done.err, done.err
