"""The templates of a report: the packaged ones, and a user's own in their place.

A template is given plain text only, made harmless for its kind of file before it gets there. A user's own template is
run in Jinja's sandbox; what it does wrong is told with file and line.
"""

from __future__ import annotations

import re
import traceback
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import (
    ChoiceLoader,
    FileSystemLoader,
    FunctionLoader,
    PrefixLoader,
    StrictUndefined,
    TemplateError,
    TemplateSyntaxError,
)
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from frontline.errors import ReportTemplateError
from frontline.render.html import visible
from frontline.tables import write_bytes

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

HTML, PARTS, TEXT, STYLE, PRINT = (
    "report.html.jinja",
    "parts.html.jinja",
    "report.md.jinja",
    "report.css",
    "report.typ",
)
TEMPLATES = (HTML, PARTS, TEXT, STYLE, PRINT)
"""What may be overridden, by name."""

FAULTS = (TemplateError, ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
"""What a template can do wrong while it is filled."""

_MARKS = re.compile(r"[\\`*_\[\]<>|~$]|&(?=#?\w+;)")
_AT_START = re.compile(r"^(\s*)([-+](?!\d)|[=#]|\d+(?=[.)](?:\s|$)))")


def escape_markdown(text: str) -> str:
    r"""Write a text so that Markdown shows it and obeys nothing of it (CommonMark 0.31, section 2.4; GFM tables).

    Line ends become spaces, since a new line could begin a heading, a list or a block of HTML.

    Examples
    --------
    >>> print(escape_markdown("*a* [x](javascript:1) <b> 1|2"))
    \*a\* \[x\](javascript:1) \<b\> 1\|2
    """
    line = _MARKS.sub(lambda found: "\\" + found[0], " ".join(text.split("\n")))
    begun = _AT_START.match(line)
    if not begun:
        return line
    # A number is no list once its full stop is escaped; signs are escaped themselves.
    at = begun.end() if begun[2][0].isdigit() else begun.end() - 1
    return f"{line[:at]}\\{line[at:]}"


def check_folder(folder: Path | None) -> None:
    """Refuse a folder of templates that holds none.

    Raises
    ------
    ReportTemplateError
        If there is no such folder, or no file of a name that a report looks for.
    """
    if folder is None:
        return
    if not folder.is_dir():
        raise ReportTemplateError(f"{folder}: no such folder; frontline report --print-templates {folder} makes one")
    if not any((folder / name).is_file() for name in TEMPLATES):
        raise ReportTemplateError(f"{folder}: holds none of {', '.join(TEMPLATES)}; name a template so")


def packaged(name: str) -> str | None:
    """Return a template as it comes with the package; None where there is none of that name."""
    if name not in TEMPLATES:
        return None
    return (resources.files("frontline.render") / "assets" / name).read_text("utf-8")


def read_plain(name: str, folder: Path | None) -> str:
    """Read a template that is not filled by Jinja: the user's own if there is one.

    Raises
    ------
    ReportTemplateError
        If it is not text in UTF-8.
    """
    own = folder / name if folder else None
    if own is None or not own.is_file():
        return packaged(name) or ""
    try:
        return own.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ReportTemplateError(f"{own}: cannot be read ({error}); save it as UTF-8") from None


def write_templates(folder: Path) -> list[Path]:
    """Write the packaged templates into a folder, to start one's own from; those that stand there are left.

    Returns
    -------
    list of Path
        Those written.

    Raises
    ------
    OutputError
        If the folder cannot be written.
    """
    wanted = [folder / name for name in TEMPLATES if not (folder / name).exists()]
    for path in wanted:
        write_bytes(path, (packaged(path.name) or "").encode())
    return wanted


def fill(name: str, folder: Path | None, values: Mapping[str, Any]) -> str:
    """Fill a template of HTML or Markdown.

    Parameters
    ----------
    name : str
        One of `TEMPLATES`.
    folder : Path or None
        Where the user's own are; what is not there is the packaged one. They may extend ``frontline/<name>``.
    values : mapping
        Text is escaped unless it is Markup.

    Raises
    ------
    ReportTemplateError
        With file and line, if it cannot be filled.
    """
    environment = _environment(folder, escape_markdown if name == TEXT else None)
    try:
        return environment.get_template(name).render(**values)
    except TemplateSyntaxError as error:
        told = f"{_named(error.filename or error.name or name, folder)}, line {error.lineno}: {error.message}"
        raise ReportTemplateError(f"{told}; mend the template") from None
    except FAULTS as error:
        where = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename.endswith(".jinja")]
        at = f"{_named(where[-1].filename, folder)}, line {where[-1].lineno}" if where else str(name)
        told = str(error).rstrip(".") or type(error).__name__
        raise ReportTemplateError(f"{at}: {told}; mend the template") from None


def _named(filename: str, folder: Path | None) -> str:
    """A file of the user by its path, one of ours by its name."""
    own = folder / Path(filename).name if folder else None
    return str(own) if own and own.is_file() else f"packaged {Path(filename).name}"


def _environment(folder: Path | None, escape: Callable[[str], str] | None) -> ImmutableSandboxedEnvironment:
    ours = FunctionLoader(lambda name: (text, name, None) if (text := packaged(name)) is not None else None)
    own = [FileSystemLoader(folder)] if folder else []

    def harmless(value: Any) -> Any:
        """Text that turns or hides what is around it shows as signs; Markdown is escaped, HTML by Jinja itself."""
        if not isinstance(value, str) or isinstance(value, Markup):
            return value
        return Markup(escape(visible(value))) if escape else visible(value)  # noqa: S704 - escaped for Markdown

    environment = ImmutableSandboxedEnvironment(
        loader=ChoiceLoader([*own, ours, PrefixLoader({"frontline": ours})]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=harmless,
    )
    environment.filters["address"] = _address
    return environment


def _address(url: str) -> Markup:
    """An address of the web as it stands between the angle brackets of a Markdown link."""
    kept = re.sub(r"[<>\\|`]", lambda found: f"%{ord(found[0]):02X}", url)
    return Markup(kept)  # noqa: S704 - vetted by the document, and nothing in it ends the link
