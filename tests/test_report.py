"""The files of a report: all there, sound, in agreement with each other, and the same on every rebuild."""

from __future__ import annotations

import csv
import json
import os
import struct
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import shapely

import frontline as fl
from frontline.errors import DateError, OutputError, UnplacedCaseError
from frontline.report import FILES, MAX_DAYS_AFTER, METRIC_COLUMNS, PLACE_COLUMNS, survey, write_report
from frontline.territory import COARSEST_M

if TYPE_CHECKING:
    from conftest import Written

    from frontline.datasets import Case

HEADER = "claim_id,event_date,place_as_written,kind,actor,source\n"
SEED_PLACES = {
    "al-samaqiyat": "opposition",
    "kafraa": "opposition",
    "maar-shahhur": "opposition",
    "maardes": "opposition",
    "armoured-school": "opposition",
    "jabal-zayn-al-abidin": "government",
    "hama": "government",
}


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def features_of(path: Path) -> list[dict[str, Any]]:
    features: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["features"]
    return features


def own_case(folder: Path, *rows: str, **tables: str) -> Case:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "claims.csv").write_text(HEADER + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    for name, text in tables.items():
        (folder / name.replace("__", ".")).write_text(text, encoding="utf-8")
    return fl.datasets.load(folder)


# -- the files ------------------------------------------------------------------------------------------------------


def test_a_report_is_these_files_and_leaves_no_other(written: Written) -> None:
    assert sorted(p.name for p in written.folder.iterdir()) == sorted(FILES)


def test_the_printed_maps_are_what_their_names_say(written: Written) -> None:
    png = (written.folder / "map.png").read_bytes()
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", png[16:24])
    assert width >= 1_700 and width / height == pytest.approx(2**0.5, rel=0.01)  # A4 across, fit to print
    pdf = (written.folder / "map.pdf").read_bytes()
    assert pdf.startswith(b"%PDF-") and pdf.rstrip().endswith(b"%%EOF")


def test_the_drawing_keeps_its_words_as_words(written: Written) -> None:
    words = " ".join("".join(node.itertext()) for node in ET.parse(written.folder / "map.svg").iter())
    scene = written.picture.scene
    for text in ("Hama", "حماة", scene.valid, scene.known, scene.styles[0].name):
        assert text in words, text


def test_no_file_names_the_folder_it_was_written_to(written: Written) -> None:
    for name in FILES:
        data = (written.folder / name).read_bytes()
        assert str(written.folder).encode() not in data, name


def test_the_command_writes_the_same_bytes_again(written: Written, tmp_path: Path) -> None:
    program = [sys.executable, "-W", "error", "-c", "from frontline.cli import main; main()"]
    options = ["--valid", "2024-12-04", "--known", "2024-12-05", "--city", "Hama", "--out", "again/hama"]
    elsewhere = {"PYTHONHASHSEED": "7", "TZ": "Asia/Damascus", "PYTHONPATH": str(Path(fl.__file__).parents[1])}
    done = subprocess.run(
        [*program, "report", "hama-2024", *options],
        cwd=tmp_path, capture_output=True, encoding="utf-8", timeout=120, check=False, env=os.environ | elsewhere,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    for name in FILES:
        assert (tmp_path / "again/hama" / name).read_bytes() == (written.folder / name).read_bytes(), name
    assert done.stdout.splitlines()[0] == written.brief.summary[0]
    assert "73 of 1068 claims stand at no point (4 unresolved); all listed." in done.stdout


# -- the numbers ----------------------------------------------------------------------------------------------------


def test_places_csv_has_every_assessed_point_once_with_its_holder(written: Written) -> None:
    rows = rows_of(written.folder / "places.csv")
    now = written.picture.situation
    points = {i for i in now.assessments if not now.places[i].is_area}
    assert tuple(rows[0]) == PLACE_COLUMNS
    assert len(rows) == len({row["place_id"] for row in rows})
    assert {row["place_id"] for row in rows} == points
    assert {row["place_id"]: row["holder"] or None for row in rows} == {i: now.holder(i) for i in points}
    assert {row["place_id"]: row["status"] for row in rows} == {i: now.assessments[i].status for i in points}
    for row in rows:
        assert -180 <= float(row["lon"]) <= 180 and -90 <= float(row["lat"]) <= 90
        assert bool(row["holder"]) == bool(row["probability"])


def test_the_places_of_the_seed_have_the_right_holder(written: Written) -> None:
    rows = {row["place_id"]: row for row in rows_of(written.folder / "places.csv")}
    assert {place: rows[place]["holder"] for place in SEED_PLACES} == SEED_PLACES


def test_every_claim_is_placed_or_listed(written: Written) -> None:
    case = written.picture.case
    listed = {c.claim_id for c in written.brief.unplaced}
    assert {c.claim_id for c in case.claims if c.scope == "place"} | listed == {c.claim_id for c in case.claims}
    assert len(case.claims) == 1_068
    assert all(c.placed_because for c in case.claims)


def test_the_claims_behind_a_place_are_claims_of_the_case(written: Written) -> None:
    known = {c.claim_id for c in written.picture.case.ledger.known_by(written.picture.situation.known)}
    for row in rows_of(written.folder / "places.csv"):
        ids = [i for i in row["claim_ids"].split(";") if i]
        assert set(ids) <= known
        assert int(row["claims"]) == len(set(ids)) and bool(ids) == bool(int(row["claimants"]))


@pytest.mark.parametrize("name", ["areas.geojson", "front.geojson"])
def test_geojson_is_as_the_standard_has_it(written: Written, name: str) -> None:
    """RFC 7946: WGS 84 without a crs member, outlines against the clock, holes with it."""
    data = json.loads((written.folder / name).read_text(encoding="utf-8"))
    assert data["type"] == "FeatureCollection" and "crs" not in data
    assert data["valid"] == written.picture.scene.valid and data["known"] == written.picture.scene.known
    assert data["sources"] and data["caveats"]
    assert data["features"]
    for feature in data["features"]:
        assert feature["type"] == "Feature"
        shape = shapely.geometry.shape(feature["geometry"])
        assert shape.is_valid and not shape.is_empty
        west, south, east, north = shape.bounds
        assert 35 < west < east < 43 and 32 < south < north < 38  # longitude first
        for polygon in (part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"):
            assert shapely.is_ccw(polygon.exterior)
            assert not any(shapely.is_ccw(hole) for hole in polygon.interiors)


def test_every_place_lies_in_an_area_of_its_own_holder(written: Written) -> None:
    shapes: dict[str, list[Any]] = {}
    for feature in features_of(written.folder / "areas.geojson"):
        shapes.setdefault(feature["properties"]["actor"], []).append(shapely.geometry.shape(feature["geometry"]))
    areas = {actor: shapely.union_all(parts) for actor, parts in shapes.items()}
    cells = written.picture.front.tessellation
    vague = {i for i, cell in zip(cells.place_ids, cells.cells, strict=True) if cell.is_empty}
    marks = written.picture.scene.marks
    crowd = Counter((m.lon, m.lat) for m in marks)
    coarse = {m.place_id for m in marks if (m.precision_m or 0) > COARSEST_M or crowd[m.lon, m.lat] > 1}
    assert vague <= coarse  # known too roughly to part ground, or on the very point of another
    table = rows_of(written.folder / "places.csv")
    rows = [row for row in table if row["holder"] and row["place_id"] not in vague]
    assert len(rows) > 600
    near = 1e-4  # the table gives four decimals of a degree
    astray = [
        row["place_id"]
        for row in rows
        if shapely.distance(areas[row["holder"]], shapely.Point(float(row["lon"]), float(row["lat"]))) > near
    ]
    # Or it is overruled by the places around it, and told of.
    overruled = written.picture.front.overruled
    assert set(astray) <= set(overruled)
    assert len(overruled) < 10
    told = " ".join(written.picture.scene.caveats)
    names = [written.picture.situation.places[i].name for i in overruled]
    assert all(name in told for name in names)


def test_areas_of_two_sides_do_not_overlap(written: Written) -> None:
    shapes = [
        (feature["properties"]["actor"], shapely.geometry.shape(feature["geometry"]))
        for feature in features_of(written.folder / "areas.geojson")
    ]
    for n, (actor, shape) in enumerate(shapes):
        for other, neighbour in shapes[:n]:
            assert other == actor or shapely.intersection(shape, neighbour).area < 1e-6


def test_the_front_parts_places_of_different_holders(written: Written) -> None:
    now = written.picture.situation
    for feature in features_of(written.folder / "front.geojson"):
        told = feature["properties"]
        assert told["left_actor"] != told["right_actor"]
        assert told["length_km"] > 0
        for side in ("left", "right"):
            assert now.holder(told[f"{side}_place"]) in (told[f"{side}_actor"], None)


def test_every_measure_has_a_unit_and_says_how_it_was_made(written: Written) -> None:
    rows = rows_of(written.folder / "metrics.csv")
    assert tuple(rows[0]) == METRIC_COLUMNS
    assert [row for row in rows if not (row["measure"] and row["unit"] and row["method"])] == []
    for row in rows:
        told = [float(row[column]) for column in ("low", "value", "high") if row[column]]
        assert told == sorted(told)
    days = [row["day"] for row in rows if row["measure"] == "distance_to_front"]
    assert len(days) == len(set(days)) and max(days) == "2024-12-04" and len(days) >= 7
    assert len([row for row in rows if row["measure"].startswith("distance_to_front_")]) in (0, 16)


def test_a_spreadsheet_runs_nothing_of_a_report(written: Written) -> None:
    for name in ("places.csv", "metrics.csv"):
        cells = [cell for row in rows_of(written.folder / name) for cell in row.values()]
        assert [c for c in cells if c[:1] in ("=", "+", "@", "\t")] == []
        assert all(float(c) < 0 for c in cells if c.startswith("-"))


# -- cases of one's own -----------------------------------------------------------------------------------------------


def test_one_claim_of_one_side_makes_a_sensible_report(tmp_path: Path) -> None:
    case = own_case(tmp_path / "case", "A1,2024-12-03,Maardes,captured,red,Gazette")
    brief = write_report(survey(case, "2024-12-03"), tmp_path / "out")
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == sorted(FILES)
    assert brief.near is None
    assert brief.summary[0] == "No city was named to measure from."
    assert brief.summary[-1].startswith("1 claim on 1 place: 0 held")
    assert "0 contested, 1 claimed by an interested side or an unjudged source alone" in brief.summary[-1]
    assert [r["holder"] for r in rows_of(tmp_path / "out/places.csv")] == ["red"]
    assert features_of(tmp_path / "out/front.geojson") == []
    assert [f["properties"]["actor"] for f in features_of(tmp_path / "out/areas.geojson")] == ["red"]


def test_a_case_that_resolves_no_name_is_refused(tmp_path: Path) -> None:
    case = own_case(tmp_path, "A1,2024-12-03,Zzyx,captured,red,Gazette", "A2,2024-12-04,Qqqq,held,blue,Gazette")
    with pytest.raises(UnplacedCaseError, match=r"none of the 2 claims(.|\n)*'Zzyx': unknown"):
        survey(case, "2024-12-04")


def test_names_that_are_not_resolved_are_listed_with_their_claims(tmp_path: Path) -> None:
    rows = ("A1,2024-12-03,Zzyx,captured,red,Gazette", "A2,2024-12-04,Qqqq,held,blue,Gazette")
    case = own_case(tmp_path / "case", *rows, "A3,2024-12-03,Maardes,held,red,Gazette")
    brief = write_report(survey(case, "2024-12-04"), tmp_path / "out")
    assert [(c.claim_id, c.scope) for c in brief.unplaced] == [("A1", "none"), ("A2", "none")]
    page = (tmp_path / "out/report.html").read_text(encoding="utf-8")
    assert "Zzyx" in page and "Qqqq" in page and page.count(">unresolved<") == 2
    assert [row["name"] for row in rows_of(tmp_path / "out/places.csv")] == ["Maardes"]
    assert features_of(tmp_path / "out/front.geojson") == []


def test_a_case_without_a_city_may_be_measured_from_any_place(tmp_path: Path) -> None:
    case = own_case(tmp_path, "A1,2024-12-03,Maardes,captured,red,Gazette", "A2,2024-12-03,Hama,held,blue,Gazette")
    picture = survey(case, "2024-12-03", city=case.places["Hama"])
    assert fl.distance_to_front(case.places["Hama"], picture.front).unit == "km"
    assert "Hama" in picture.scene.title
    assert survey(case, "2024-12-03").scene.city is None


def test_a_date_in_the_first_year_of_the_calendar_breaks_nothing(tmp_path: Path) -> None:
    case = own_case(tmp_path / "case", "A1,0001-01-01,Maardes,captured,red,Gazette")
    brief = write_report(survey(case, "0001-01-01"), tmp_path / "out")
    assert brief.contradictions == ()


def test_knowing_nothing_yet_shows_only_what_held_before(case: Case) -> None:
    picture = survey(case, "2024-12-04", "2024-11-26")
    evidence = [e for a in picture.situation.assessments.values() for e in a.evidence if e.claim_ids]
    assert evidence == []
    assert picture.situation.holder("hama") == "government" == picture.situation.holder("maardes")


# -- what cannot be done ----------------------------------------------------------------------------------------------


def test_a_date_outside_the_case_is_refused(case: Case) -> None:
    with pytest.raises(DateError, match="before the case begins \\(2024-11-26\\); choose a later --valid"):
        survey(case, "2024-11-25")
    with pytest.raises(DateError, match="long after the case ends \\(2024-12-08\\); choose an earlier --valid"):
        survey(case, "2025-02-01")
    assert MAX_DAYS_AFTER >= 7


def test_a_file_in_the_place_of_the_folder_is_left_as_it_is(written: Written, tmp_path: Path) -> None:
    taken = tmp_path / "taken"
    taken.write_text("mine", encoding="utf-8")
    with pytest.raises(OutputError, match="is a file; choose a folder for --out"):
        write_report(written.picture, taken)
    assert taken.read_text(encoding="utf-8") == "mine"


def test_a_folder_in_the_place_of_a_file_stops_the_report_before_it_writes(written: Written, tmp_path: Path) -> None:
    (tmp_path / "metrics.csv").mkdir()
    with pytest.raises(OutputError, match=r"metrics\.csv: is a folder; choose another --out"):
        write_report(written.picture, tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["metrics.csv"]


def test_when_a_picture_fails_no_file_is_written(
    written: Written, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> bytes:
        raise MemoryError

    monkeypatch.setattr("frontline.render.static.render_static", fail)
    with pytest.raises(MemoryError):
        write_report(written.picture, tmp_path / "out")
    assert not (tmp_path / "out").exists()
