"""The report as one self-contained HTML page: the interactive map with the brief around it."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from frontline.brief import word_probability
from frontline.metrics import ROSE_KM
from frontline.render._static_charts import draw_rose, draw_series
from frontline.render.html import draw_page, visible

if TYPE_CHECKING:
    from jinja2 import Template

    from frontline.brief import Brief


def draw_report(brief: Brief) -> str:
    """Draw a report.

    Parameters
    ----------
    brief : Brief
        As composed; every text in it is shown literally.

    Returns
    -------
    str
        An HTML page that asks for nothing outside itself.
    """
    blocks = _template("report.html.j2").module
    charts = _charts(brief)
    before = str(blocks.before(brief))  # type: ignore[attr-defined]
    after = str(blocks.after(brief, charts))  # type: ignore[attr-defined]
    return draw_page(brief.scene, before=before, after=after, css=_text("report.css"), title=brief.scene.title)


def _charts(brief: Brief) -> dict[str, Markup]:
    city = visible(brief.city.name) if brief.city else ""
    charts = {}
    if brief.series:
        charts["series"] = Markup(draw_series(brief.series, brief.comparisons, city))  # noqa: S704 - our own SVG
    if brief.rose:
        charts["rose"] = Markup(draw_rose(brief.rose, ROSE_KM, city))  # noqa: S704 - our own SVG
    return charts


@cache
def _template(name: str) -> Template:
    environment = Environment(
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value,
    )
    environment.filters["web"] = web_address
    environment.filters["chance"] = word_probability
    return environment.from_string(_text(name))


def _text(name: str) -> str:
    return resources.files("frontline.render").joinpath("assets", name).read_text(encoding="utf-8")


def web_address(url: Any) -> str:
    """Return an address that may become a link, "" for anything but http and https.

    Examples
    --------
    >>> web_address("https://example.org/a"), web_address("javascript:alert(1)")
    ('https://example.org/a', '')
    """
    try:
        parts = urlsplit(str(url))
    except ValueError:
        return ""
    return str(url) if parts.scheme in ("http", "https") and parts.netloc else ""
