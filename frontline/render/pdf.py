"""A brief -> the report as a typeset PDF.

Typst sets it. The text of a report reaches it as JSON, never as markup, so that nothing in a claim is ever obeyed.
"""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from frontline.brief import to_document
from frontline.errors import ReportTemplateError
from frontline.render._report_templates import PRINT, read_plain
from frontline.render.html import visible
from frontline.render.paired import render_pair
from frontline.render.report import draw_charts
from frontline.render.static import render_static

if TYPE_CHECKING:
    from collections.abc import Mapping

    from frontline.brief import Brief

_PACKAGE = re.compile(r"@(preview|local)/")
_PLACE = re.compile(r"([^\s/\\]+\.typ):(\d+):\d+")


def typeset_report(
    brief: Brief,
    templates: Path | None = None,
    charts: Mapping[str, str] | None = None,
    map_svg: bytes | None = None,
) -> bytes:
    """Typeset a report.

    Parameters
    ----------
    brief : Brief
        As composed; every text in it is shown literally.
    templates : Path, optional
        Folder with ``report.typ`` in place of the packaged one, and with the pictures and fonts that it uses.
    charts, map_svg : mapping of str to str, bytes, optional
        Those of `draw_charts` and the printed map, where they have been drawn already.

    Returns
    -------
    bytes
        A PDF (PDF/UA-1 by the packaged template) with bookmarks, alt texts and embedded fonts; the same bytes for the
        same brief.

    Raises
    ------
    ReportTemplateError
        If a template of the user cannot be set.
    """
    pictures = {f"{name}.svg": svg.encode() for name, svg in (charts or draw_charts(brief)).items()}
    pictures["map.svg"] = map_svg or render_static(brief.scene, ".svg")
    if brief.pair is not None:
        pictures["changes.svg"] = render_pair(brief.pair, ".svg")
    with tempfile.TemporaryDirectory(prefix="report-") as folder:
        root = Path(folder)
        own = _lay_out(root, templates)
        document = json.dumps(_visible(to_document(brief)), ensure_ascii=False).encode()
        for name, data in ({"report.json": document} | pictures).items():
            (root / name).write_bytes(data)
        return _compile(root, own, templates)


def _lay_out(root: Path, templates: Path | None) -> bool:
    """Put the template into the working folder, a user's own with all that lies beside it; tell which it is."""
    own = templates is not None and (templates / PRINT).is_file()
    if own and templates is not None:
        for path in sorted(p for p in templates.iterdir() if p.is_file()):
            if path.suffix == ".typ":
                _refuse_packages(path)
            shutil.copy(path, root / path.name)
    (root / PRINT).write_text(read_plain(PRINT, templates), "utf-8")
    return own


def _refuse_packages(path: Path) -> None:
    """A report is made without a network, and Typst would download what a template imports."""
    for number, line in enumerate(read_plain(path.name, path.parent).splitlines(), 1):
        if _PACKAGE.search(line):
            raise ReportTemplateError(f"{path}, line {number}: imports a package; copy what it needs beside it instead")


def _compile(root: Path, own: bool, templates: Path | None) -> bytes:
    import matplotlib as mpl
    import typst

    fonts = [str(root), f"{mpl.get_data_path()}/fonts/ttf"]  # the same letters on every machine, Arabic among them
    try:
        made = typst.compile(
            str(root / PRINT),
            root=str(root),
            font_paths=fonts,
            ignore_system_fonts=True,
            package_path=str(root),
            package_cache_path=str(root),
            format="pdf",
            pdf_standards=[] if own else ["ua-1"],
            timestamp=0,
        )
    except typst.TypstError as error:
        raise ReportTemplateError(_word_fault(error, templates)) from None
    return bytes(made)


def _word_fault(error: Any, templates: Path | None) -> str:
    found = _PLACE.search(error.diagnostic)
    file, line = (found[1], found[2]) if found else (PRINT, "?")
    hints = "".join(f" ({hint})" for hint in error.hints)
    return f"{templates or 'packaged'}/{file}, line {line}: {error.message}{hints}; mend the template"


def _visible(value: Any) -> Any:
    if isinstance(value, str):
        return visible(value)
    if isinstance(value, dict):
        return {key: _visible(item) for key, item in value.items()}
    return [_visible(item) for item in value] if isinstance(value, list) else value
