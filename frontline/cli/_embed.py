"""The command that makes a map ready for other people's pages and slides: embed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from frontline.cli._shared import (
    Base,
    BaseCredit,
    City,
    Known,
    PaletteOption,
    TilesCredit,
    TilesOption,
    Under,
    Valid,
    fail,
    picture_of,
    plain,
    progress,
    spare,
)

NO_CASES = (".png", ".svg", ".pdf", ".gif", ".mp4", ".pptx", ".jpg", ".jpeg")
"""Endings of files that frontline or others draw; nothing can be read back from them."""


def embed(
    source: Annotated[str, typer.Argument(metavar="CASE", help="A case, or a page that map or report wrote (.html).")],
    out: Annotated[Path, typer.Option("--out", help="Folder to write into.")],
    valid: Valid = None,
    known: Known = None,
    city: City = None,
    palette: PaletteOption = "customary",
    base: Base = None,
    base_credit: BaseCredit = "",
    tiles: TilesOption = None,
    tiles_credit: TilesCredit = "",
    quiet: Annotated[bool, typer.Option("--quiet", help="Print nothing but errors.")] = False,
) -> None:
    """Write a map for other pages and slides.

    The page, a snippet with an iframe, one that holds the whole page (srcdoc), a picture of 3840 by 2160 dots, and a
    PowerPoint slide whose words can be edited. Of a page alone: itself and both snippets.

    Example: frontline embed hama-2024 --valid 2024-12-04 --known 2024-12-05 --out outputs/embed
    """
    with progress(quiet) as step:
        if source.lower().endswith((".html", ".htm")):
            if any((valid, known, city, base, base_credit, tiles, tiles_credit)):
                fail(f"{source}: is a page already made; --valid, --known, --city, --base and --tiles need a case")
            from frontline.render.embed import PAGE, write_embed_page

            spare(out / PAGE, source)
            names = write_embed_page(Path(source), out)
        elif source.lower().endswith(NO_CASES):
            fail(f"{source}: is no case; give a case, or a page (.html) that `frontline map` or `report` wrote")
        else:
            under = Under(base, base_credit, tiles, tiles_credit)
            picture = picture_of(source, valid, known, city, palette, step, under=under)
            from frontline.render.embed import write_embed

            step("drawing")
            names = write_embed(picture.scene, out)
    if not quiet:
        print(plain(f"Written to {out}: {', '.join(names)}"))
