"""Where this machine keeps installed gazetteers, downloads and answers; how its memory is spared while they load."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["cache_folder", "collector_paused", "data_folder"]


def data_folder() -> Path:
    """Folder of installed gazetteers and downloads: `GAZETTEER_HOME`, or the platform's place for data."""
    if home := os.environ.get("GAZETTEER_HOME"):
        return Path(home)
    from platformdirs import user_data_path

    return user_data_path("gazetteer", appauthor=False)


def cache_folder() -> Path:
    """Folder of what may be deleted at any time: `cache` in `GAZETTEER_HOME`, or the platform's place for caches."""
    if home := os.environ.get("GAZETTEER_HOME"):
        return Path(home) / "cache"
    from platformdirs import user_cache_path

    return user_cache_path("gazetteer", appauthor=False)


@contextmanager
def collector_paused() -> Iterator[None]:
    """Hold the cyclic collector while millions of objects are made that all stay: it would walk them in vain."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()
