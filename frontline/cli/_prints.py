"""What `frontline map` can write, and which options go with it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from frontline.cli._shared import fail, languages_of, size_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from frontline.report import Picture

PRINTED, FILMED = (".png", ".svg", ".pdf"), (".gif", ".mp4")
ENDINGS = (".html", *PRINTED, *FILMED)


@dataclass(frozen=True, slots=True)
class Wanted:
    """The options of a map besides its case and dates, as given."""

    out: Path
    size: str | None
    languages: str
    first: str | None
    pair: str | None
    strip: bool

    @property
    def suffix(self) -> str:
        """The ending that tells what is written."""
        return self.out.suffix.lower()


def check(wanted: Wanted) -> None:
    """Refuse what does not go together, before anything is read."""
    if wanted.suffix not in ENDINGS:
        fail(f"--out: {wanted.out}: give a name that ends in {', '.join(ENDINGS[:-1])} or {ENDINGS[-1]}")
    size_of(wanted.size)
    languages_of(wanted.languages)
    printed = wanted.size or wanted.languages != "en" or wanted.first or wanted.pair or wanted.strip
    if wanted.suffix == ".html" and printed:
        fail("--size, --lang, --from, --pair, --strip: are of printed maps and films; choose another ending than .html")
    if wanted.pair not in (None, "side", "change"):
        fail(f"--pair: {wanted.pair!r} is not one of side, change")
    if wanted.pair and wanted.strip:
        fail("--pair, --strip: choose one of them")
    if wanted.suffix in FILMED and (wanted.pair or wanted.strip):
        fail("--pair, --strip: are printed; choose a name that ends in .png, .svg or .pdf")
    if wanted.pair and not wanted.first:
        fail("--pair: needs --from, the earlier date")
    if wanted.first and wanted.suffix in PRINTED and not wanted.pair and not wanted.strip:
        fail("--from: goes with --pair, --strip, or a name that ends in .gif or .mp4")
    if wanted.suffix in FILMED:
        from frontline.render.animation import check_film

        check_film(wanted.out, size_of(wanted.size, "square"))


def write(picture: Picture, wanted: Wanted, step: Callable[[str], None]) -> str:
    """Write what is wanted; return its title."""
    from frontline import render, sheets

    size = size_of(wanted.size, "square" if wanted.suffix in FILMED else "a4")
    if wanted.suffix == ".html":
        render.write_map(picture.scene, wanted.out)
    elif wanted.pair:
        pair = sheets.pair_of(picture, wanted.first or "")
        render.write_pair(pair, wanted.out, "side" if wanted.pair == "side" else "change", size=size)
        return pair.titles["en"]
    elif wanted.strip:
        strip = sheets.strip_of(picture, wanted.first)
        render.write_strip(strip, wanted.out, size=size)
        return strip.titles["en"]
    elif wanted.suffix in FILMED:
        strip = sheets.strip_of(picture, wanted.first, sheets.MOST_IN_FILM)
        render.write_animation(strip, wanted.out, size=size, step=step)
        return strip.titles["en"]
    else:
        render.write_static(picture.scene, wanted.out, size=size)
    return picture.scene.title
