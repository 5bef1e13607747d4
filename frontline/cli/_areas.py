"""Areas, front and band into a file for any GIS: areas."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from frontline.cli._shared import Known, Valid, fail, picture_of, plain, progress, spare

if TYPE_CHECKING:
    import geopandas as gpd


def areas(
    source: Annotated[
        str, typer.Argument(metavar="PLACES|CASE", help="CSV with lon, lat, actor[, confidence]; or a case.")
    ],
    out: Annotated[
        Path, typer.Option("--out", help="File: .gpkg, .parquet, .geojson, .fgb, .kml, .kmz or .csv.")
    ],
    mask: Annotated[
        Path | None, typer.Option("--mask", help="Land that may be drawn: GeoJSON, GeoPackage. For a table of places.")
    ] = None,
    band: Annotated[
        float, typer.Option("--band", help="Probability with which the band is to hold the true front.")
    ] = 0.9,
    reach: Annotated[
        float | None, typer.Option("--reach", metavar="KM", help="How far a place of a table speaks; else by spacing.")
    ] = None,
    valid: Valid = None,
    known: Known = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="Print nothing but errors.")] = False,
) -> None:
    """Write areas, front and its band as layers for a GIS.

    From a plain table of places with holders, without any claim; or from a case, as assessed on a day. Labels that the
    places around them contradict are overruled, and told of.

    Example: frontline areas places.csv --mask area.geojson --out areas.gpkg
    """
    from frontline.layers import FORMATS, is_place_table, write_layers

    if out.suffix.lower() not in FORMATS:
        fail(f"--out: {out}: give a name that ends in {', '.join(FORMATS[:-1])} or {FORMATS[-1]}")
    spare(out, source, mask)
    if not 0 < band < 1:
        fail(f"--band: {band:g} is no probability between 0 and 1; 0.9 is usual")
    if reach is not None and not reach > 0:
        fail(f"--reach: {reach:g} is not a distance; give kilometres above 0")
    with progress(quiet) as step:
        if is_place_table(Path(source)):
            if valid or known:
                fail("--valid, --known: a table of places has one date only; they are for a case")
            layers, about, words = _of_table(Path(source), mask, band, reach)
        else:
            if mask or reach is not None:
                fail("--mask, --reach: are for a table of places; a case brings its own land")
            layers, about, words = _of_case(source, valid, known, band, step)
        step("writing")
        write_layers(out, layers, about)
    if not quiet:
        for line in words:
            print(plain(line))
        print(plain(f"Written to {out}: {', '.join(layers)}"))


def _of_table(
    source: Path, mask: Path | None, band: float, reach: float | None
) -> tuple[dict[str, gpd.GeoDataFrame], dict[str, Any], list[str]]:
    from frontline.layers import read_land, read_places
    from frontline.territory import chart

    table = read_places(source)
    made = chart(table, read_land(mask) if mask else None, band, reach)
    words = [_word_area(row) for row in made.areas.itertuples()]
    words.append(f"Each place speaks up to {made.reach_km:.0f} km off; --reach says otherwise.")
    words.append(f"front: {made.front['length_km'].sum():,.0f} km; band of {band:.0%} over {_km2(made.band)} km2")
    told = made.places[made.places["overruled"]]
    words += [
        f"{source.name}, row {line}: {row.actor} overruled: {row.reason}"
        for line, row in zip(told.index, told.itertuples(), strict=True)
    ]
    about = {
        "title": f"Areas of control from {len(table)} places ({source.name})",
        "method": (
            f"kriged labels on a Delaunay mesh; a place speaks up to {made.reach_km:.0f} km; "
            f"{made.wrong_rate:.1%} of labels near the front reckoned wrong, {len(told)} overruled"
        ),
        "overruled": [f"row {line}: {row.reason}" for line, row in zip(told.index, told.itertuples(), strict=True)],
    }
    return {"areas": made.areas, "front": made.front, "band": made.band}, about, words


def _of_case(
    case: str, valid: str | None, known: str | None, band: float, step: Any
) -> tuple[dict[str, gpd.GeoDataFrame], dict[str, Any], list[str]]:
    picture = picture_of(case, valid, known, None, step=step)
    from frontline.report import about
    from frontline.territory import trace_band

    areas = picture.areas.polygons
    layers = {"areas": areas, "front": picture.front.lines, "band": trace_band(picture.front, band)}
    held = areas.groupby("actor")["area_km2"].sum()
    words = [f"{actor}: {area:,.0f} km2" for actor, area in held.items()]
    words += [
        f"front: {picture.front.lines['length_km'].sum():,.0f} km; band of {band:.0%} over {_km2(layers['band'])} km2",
        f"As of {picture.scene.valid}; as known: {picture.scene.known}.",
    ]
    overruled = [f"{picture.situation.places[i].name}: {why}" for i, why in picture.front.overruled.items()]
    return layers, {**about(picture), "overruled": overruled}, words + [f"overruled: {told}" for told in overruled]


def _word_area(row: Any) -> str:
    return f"{row.actor}: {row.area_km2:,.0f} km2, {row.places} places"


def _km2(table: gpd.GeoDataFrame) -> str:
    return f"{table['area_km2'].sum():,.0f}"
