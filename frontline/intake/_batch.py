"""Thousands of reports: all cores, no bad file in the way of the rest, a killed run taken up where it stopped."""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import os
import signal
from collections import deque
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import asdict, dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from frontline.errors import FrontlineError, OutputError
from frontline.extraction import NO_SIDE
from frontline.intake._read import read_report
from frontline.intake._setting import Desk, Setting, open_desk
from frontline.intake._table import NO_TABLE, proposed_rows
from frontline.tables import write_bytes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from concurrent.futures import Future

    from frontline.intake._table import Row

AHEAD = 3
"""Reports handed to each process at a time: enough that none waits, few to try again when one of them kills it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one file.

    Parameters
    ----------
    stamp : str
        Size and time of change of the file as it was read.
    rows : tuple of dict
        The proposed claims.
    fault : str
        Why it could not be read; blank for a sound one.
    notes : tuple of str
        What kept sides or places from being told, which a person may want to know of many reports at once.
    """

    name: str
    stamp: str
    rows: tuple[Row, ...] = ()
    left_out: int = 0
    fault: str = ""
    dated: bool = True
    notes: tuple[str, ...] = ()


class Progress:
    """What is done already, in a file beside the output: a line a report, written when it is done.

    Parameters
    ----------
    path : Path
        Of that file.
    setting : Setting
        With what the reports are read; a file written with another one is begun anew.
    """

    def __init__(self, path: Path, setting: Setting) -> None:
        self.path = path
        told = {"version": version("frontline"), "setting": asdict(setting), "files": _files_of(setting)}
        # Hashed: the address of a case on a server may hold a password.
        self._head = hashlib.sha256(json.dumps(told, default=str, sort_keys=True).encode()).hexdigest()
        self.done = self._read()

    def _read(self) -> dict[str, Outcome]:
        try:
            head, *lines = self.path.read_text(encoding="ascii").split("\n")
            # What follows the last line feed broke off where the run was killed.
            told = [json.loads(line) for line in lines[:-1]] if head == self._head else []
            lists = [{key: tuple(one[key]) for key in ("rows", "notes")} for one in told]
            return {one["name"]: Outcome(**{**one, **of_it}) for one, of_it in zip(told, lists, strict=True)}
        except (OSError, ValueError, TypeError, KeyError):  # none, or not of our making: everything is read anew
            return {}

    def __enter__(self) -> Progress:
        # Written beside and renamed: a run that is killed here loses nothing either.
        write_bytes(self.path, f"{self._head}\n{''.join(map(_line, self.done.values()))}".encode("ascii"))
        self._file = self.path.open("a", encoding="ascii")
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def add(self, outcome: Outcome) -> None:
        """Put down what became of a file.

        Raises
        ------
        OutputError
            If there is no room left.
        """
        self.done[outcome.name] = outcome
        try:
            self._file.write(_line(outcome))
            self._file.flush()
        except OSError as error:
            raise OutputError(f"{self.path}: cannot be written ({error.strerror}); make room, and go on") from error


def _files_of(setting: Setting) -> dict[str, str]:
    """Files that the reports are read with, as they are now."""
    paths = (Path(name) for name in (setting.case, *setting.tables, setting.actors) if name)
    return {str(path): _stamp(path) for path in paths if path.is_file()}


def _line(outcome: Outcome) -> str:
    return json.dumps(asdict(outcome)) + "\n"


def propose_all(
    files: Mapping[str, Path], setting: Setting, progress: Path, step: Callable[[int], None], processes: int = 0
) -> list[Outcome]:
    """Propose the claims of many reports.

    Parameters
    ----------
    files : mapping of str to Path
        Reports by name, as from `find_reports`.
    progress : Path
        File that keeps what is done. It is left behind where the run breaks off, for the next one, and removed by
        whoever has written the result.
    step : callable
        Told how many reports have been done since it was told last.
    processes : int
        How many work at a time; 0 for as many as there are cores.

    Returns
    -------
    list of Outcome
        One a file, in their order.

    Raises
    ------
    FrontlineError
        If the tables of the setting cannot be read, or `progress` cannot be written.
    """
    open_desk(setting)  # its faults are told once, before any process is started
    with Progress(progress, setting) as kept:
        stamps = {name: _stamp(path) for name, path in files.items()}
        open_ = [n for n in files if n not in kept.done or kept.done[n].stamp != stamps[n]]
        step(len(files) - len(open_))
        tasks = deque((name, files[name], stamps[name]) for name in open_)
        for outcome in _outcomes(tasks, setting, processes or os.cpu_count() or 1):
            kept.add(outcome)
            step(1)
        return [kept.done[name] for name in files]


def _stamp(path: Path) -> str:
    try:
        told = path.stat()
    except OSError:
        return "missing"
    return f"{told.st_size}-{told.st_mtime_ns}"


Task = tuple[str, Path, str]


def _outcomes(tasks: deque[Task], setting: Setting, processes: int) -> Iterator[Outcome]:
    """Go through the tasks; where a file kills the process that reads it, those in hand are tried again one by one."""
    while tasks:
        in_hand: dict[Future[Outcome], Task] = {}
        try:
            with _pool(setting, min(processes, len(tasks))) as pool:
                while tasks or in_hand:
                    while tasks and len(in_hand) < AHEAD * processes:
                        task = tasks.popleft()
                        in_hand[_submit(pool, task)] = task
                    for future in wait(in_hand, return_when=FIRST_COMPLETED).done:
                        outcome = future.result()
                        del in_hand[future]
                        yield outcome
        except BrokenProcessPool:
            yield from (_alone(task, setting) for task in in_hand.values())


def _pool(setting: Setting, processes: int) -> ProcessPoolExecutor:
    # A forked process would inherit the locks of the threads that draw the progress bar.
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(processes, mp_context=context, initializer=_begin, initargs=(setting,))


def _submit(pool: ProcessPoolExecutor, task: Task) -> Future[Outcome]:
    """Hand a task over; the processes that this starts do not hear Ctrl-C: who stops the run hears one answer."""
    if not hasattr(signal, "pthread_sigmask"):
        return pool.submit(_propose, task)
    held = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        return pool.submit(_propose, task)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, held)


def _alone(task: Task, setting: Setting) -> Outcome:
    try:
        with _pool(setting, 1) as pool:
            return _submit(pool, task).result()
    except BrokenProcessPool:
        return Outcome(name=task[0], stamp=task[2], fault=f"{task[0]}: reading it ended the program; give its text")


_desk: Desk | None = None


def _begin(setting: Setting) -> None:
    global _desk
    _desk = open_desk(setting)


def _propose(task: Task) -> Outcome:
    assert _desk is not None  # noqa: S101 - set by _begin
    name, path, stamp = task
    try:
        return propose(name, path, stamp, _desk)
    except FrontlineError as error:
        return Outcome(name=name, stamp=stamp, fault=str(error))
    except Exception as error:  # whatever is wrong with one file, the others are read
        return Outcome(name=name, stamp=stamp, fault=f"{name}: cannot be read ({error!r}); give its text as .txt")


def propose(name: str, path: Path, stamp: str, desk: Desk) -> Outcome:
    """Propose the claims of one file.

    Raises
    ------
    ReportError
        If it cannot be read.
    """
    report, found = desk.extract(replace(read_report(path), name=name))
    rows: list[dict[str, Any]] = proposed_rows(found, report, desk.register)
    return Outcome(
        name=name,
        stamp=stamp,
        rows=tuple(rows),
        left_out=len(found.left_out),
        dated=found.published is not None,
        notes=tuple(note for note in found.notes if note.startswith((NO_SIDE, NO_TABLE))),
    )
