"""A brief -> the report as a page, and as text; both from one document."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from markupsafe import Markup

from frontline.brief import to_document, web_address
from frontline.errors import ReportTemplateError
from frontline.metrics import ROSE_KM
from frontline.render._report_templates import HTML, STYLE, TEXT, check_folder, fill, read_plain, write_templates
from frontline.render._static_charts import draw_rose, draw_series
from frontline.render.html import draw_page, visible

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from frontline.brief import Brief

__all__ = ["check_folder", "draw_charts", "draw_report", "web_address", "word_report", "write_templates"]

_PLACE_OF_MAP = "\x00map\x00"
"""Where a template puts the map; no text of a document holds it, since control characters are made visible."""


def draw_report(brief: Brief, templates: Path | None = None, charts: Mapping[str, str] | None = None) -> str:
    """Draw a report as a page around the interactive map.

    Parameters
    ----------
    brief : Brief
        As composed; every text in it is shown literally.
    templates : Path, optional
        Folder with templates in place of the packaged ones: ``report.html.jinja``, ``report.css``.
    charts : mapping of str to str, optional
        Those of `draw_charts`, where they have been drawn already.

    Returns
    -------
    str
        An HTML page that asks for nothing outside itself.

    Raises
    ------
    ReportTemplateError
        If a template of the user cannot be filled.
    """
    drawn = draw_charts(brief) if charts is None else charts
    inline = {name: Markup(_with_own_ids(svg, name)) for name, svg in drawn.items()}  # noqa: S704 - our own SVG
    values = {"report": to_document(brief), "charts": inline, "map": Markup(_PLACE_OF_MAP)}  # noqa: S704
    before, *after = fill(HTML, templates, values).split(_PLACE_OF_MAP)
    if len(after) != 1:
        raise ReportTemplateError(f"{templates}/{HTML}: shows the map {len(after)} times; write {{{{ map }}}} once")
    css = read_plain(STYLE, templates)
    return draw_page(brief.scene, before=before, after=after[0], css=css, title=brief.scene.title)


def _with_own_ids(svg: str, name: str) -> str:
    """Two drawings of matplotlib in one page both have an `axes_1`: give each element the name of its drawing."""
    return re.sub(
        r"<[^<>]+>", lambda tag: re.sub(r'(\bid="|href="#|url\(#)', lambda found: f"{found[1]}{name}-", tag[0]), svg
    )


def word_report(brief: Brief, templates: Path | None = None) -> str:
    """Write a report as Markdown, which reads as plain text too.

    Parameters
    ----------
    templates : Path, optional
        Folder with ``report.md.jinja`` in place of the packaged one.

    Raises
    ------
    ReportTemplateError
        If a template of the user cannot be filled.
    """
    return fill(TEXT, templates, {"report": to_document(brief)})


def draw_charts(brief: Brief) -> dict[str, str]:
    """Draw the charts of a report, by name, as `svg` elements."""
    city = visible(brief.city.name) if brief.city else ""
    charts = {}
    if brief.series:
        charts["series"] = draw_series(brief.series, brief.comparisons, city)
    if brief.rose:
        charts["rose"] = draw_rose(brief.rose, ROSE_KM, city)
    return charts
