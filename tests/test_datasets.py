"""Reading a case: the packaged one, your own folder or table, and every fault told in a line."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest

import frontline as fl
from frontline.datasets import Case
from frontline.errors import FrontlineError, TableError, UnknownCaseError, UnknownPlaceError
from frontline.geodesy import distance_km

CLAIMS = """claim_id,event_date,place_as_written,kind,actor,source,against
A1,2024-12-03,Maardes,captured,opposition,Daily,government
A2,2024-12-05,Nowhere-sur-Mer,captured,opposition,Daily,government
"""
PLACES = "place_id,name,kind,lon,lat\n"


def folder(tmp_path: Path, **tables: str) -> Path:
    """Write a case; claims_csv="..." writes claims.csv."""
    for name, text in ({"claims_csv": CLAIMS} | tables).items():
        (tmp_path / name.replace("_", ".")).write_text(text, encoding="utf-8")
    return tmp_path


def faults(path: Path) -> list[str]:
    with pytest.raises(TableError) as caught:
        fl.datasets.load(path)
    return list(caught.value.problems)


def test_every_claim_of_the_case_is_placed_or_has_a_reason(case: Case) -> None:
    unplaced = {c.claim_id for c in case.unplaced}
    for claim in case.claims:
        assert claim.placed_because, claim.claim_id
        assert (claim.scope == "place") == (claim.claim_id not in unplaced)
        assert (claim.place_id is None) == (claim.scope == "none"), claim.claim_id
        if claim.scope == "place":
            assert claim.place_id is not None
            assert not case.places[claim.place_id].is_area, claim.claim_id
    assert 0 < len(unplaced) < len(case.claims) / 10


def test_the_case_says_when_it_was_who_fought_and_from_where_to_measure(case: Case) -> None:
    assert (case.start, case.end) == (date(2024, 11, 26), date(2024, 12, 8))
    assert set(case.actors) == {"opposition", "government", "sdf", "turkey_backed", "israel"}
    assert case.city == "hama"
    assert case.figures
    assert any("GeoNames" in line for line in case.credits)
    assert fl.datasets.names() == ("hama-2024",)


@pytest.mark.parametrize(
    ("name", "place_id"),
    [("Hama", "hama"), ("hama", "hama"), ("Ma'ar Des", "maardes"), ("معردس", "maardes"), ("HOMS", "homs")],
)
def test_a_place_of_the_case_is_found_by_any_spelling_that_names_one_place(
    case: Case, name: str, place_id: str
) -> None:
    assert case.places[name].place_id == place_id
    assert name in case.places


def test_a_name_of_no_place_or_of_several_is_refused_with_the_reason(case: Case) -> None:
    with pytest.raises(UnknownPlaceError, match="place 'Atlantis': unknown") as caught:
        case.places["Atlantis"]
    assert isinstance(caught.value, KeyError)
    assert "Atlantis" not in case.places
    with pytest.raises(UnknownPlaceError, match="place 'السماقيات': ambiguous"):
        case.places["السماقيات"]


def test_a_folder_with_claims_alone_is_a_case(tmp_path: Path) -> None:
    case = fl.datasets.load(folder(tmp_path))
    assert (case.start, case.end) == (date(2024, 12, 2), date(2024, 12, 5))  # from the eve of the first event
    assert (case.case_id, case.title, case.city) == (tmp_path.name, tmp_path.name, None)
    assert list(case.actors) == ["opposition", "government"]
    assert len({a.safe_colour for a in case.actors.values()}) == 2
    assert [c.place_id for c in case.claims] == ["maardes", None]
    assert case.unplaced == case.claims[1:]
    assert "unknown" in case.unplaced[0].placed_because
    assert fl.assess(case.ledger, "2024-12-03").holder("maardes") == "opposition"


def test_a_single_table_leaves_its_neighbours_unread(tmp_path: Path) -> None:
    path = folder(tmp_path, places_csv="not a table", baseline_csv="nor this").joinpath("claims.csv")
    case = fl.datasets.load(str(path))
    assert (case.case_id, case.title, len(case.claims)) == ("claims", "claims", 2)


def test_own_places_pins_start_and_register_are_taken(tmp_path: Path) -> None:
    case = fl.datasets.load(
        folder(
            tmp_path,
            places_csv=PLACES + "nowhere-sur-mer,Port Null,village,36.5,35.5\n",
            places_lock="place_as_written,place_context,place_id,scope,note\n"
            "Nowhere-sur-Mer,*,nowhere-sur-mer,place,by hand\n",
            baseline_csv="place_id,actor,basis,source\nhama,government,record,A1\n",
            claimants_csv="attributed_to,claimant_ids\nboth,a; b\n",
            case_toml='id = "mine"\nstart = 2024-12-01\nend = "2024-12-07"\ncity = "hama"\n',
        )
    )
    assert (case.case_id, case.city, case.start, case.end) == (
        "mine", "hama", date(2024, 12, 1), date(2024, 12, 7),
    )  # fmt: skip
    assert case.claims[1].place_id == "nowhere-sur-mer"
    assert case.claims[1].placed_because == "pinned by hand: by hand"
    assert case.ledger.register.voices_for("both", "Daily") == ("a", "b")
    assert fl.assess(case.ledger, "2024-12-01").holder("hama") == "government"


def test_an_unknown_case_is_told_what_there_is(tmp_path: Path) -> None:
    with pytest.raises(
        UnknownCaseError, match="no case 'hama-2042': packaged are hama-2024; or give a folder"
    ):
        fl.datasets.load("hama-2042")
    assert issubclass(UnknownCaseError, LookupError)
    assert issubclass(UnknownCaseError, FrontlineError)
    (told,) = faults(tmp_path)
    assert "claims.csv: cannot be read" in told


@pytest.mark.parametrize(
    ("tables", "told"),
    [
        ({"places_csv": PLACES + "x,X,village,36,95\n"}, "places.csv, row 2, column lat: 95 is"),
        ({"claims_csv": CLAIMS.replace(",source", ",outlet")}, "claims.csv, row 1: column source missing"),
        ({"claims_csv": CLAIMS.splitlines()[0] + "\n"}, "claims.csv: no claims under the header; add"),
        ({"claims_csv": ""}, "claims.csv: the file is empty"),
        ({"claims_csv": CLAIMS.replace("A2", "A1")}, "claims.csv, row 3: column claim_id: 'A1'"),
        ({"claims_csv": CLAIMS.replace("12-03", "12-33")}, "claims.csv, row 2: '2024-12-33' is not a date"),
        ({"case_toml": 'city = "atlantis"\n'}, "case.toml: city 'atlantis' is not a place_id"),
        ({"case_toml": 'start = "soon"\n'}, "case.toml: 'soon' is not a date: write it as"),
        ({"case_toml": "end = 2024-12-01\n"}, "case.toml: the case ends (2024-12-01) before"),
        ({"case_toml": 'gazetteer = ["atlantis"]\n'}, "case.toml: gazetteer: no table \"atlantis\""),
        ({"case_toml": "city = hama\n"}, "case.toml: "),
        (
            {"case_toml": "start = 2024-12-01\n", "claims_csv": CLAIMS.splitlines()[0] + "\n"},
            "claims.csv: no claims under the header",
        ),
        (
            {"voices_csv": "claimant_id,name,side,reliability\nx,X,rebels,B\n"},
            "voices.csv, row 2: column side: 'rebels' is not one of opposition, government",
        ),
        ({"voices_csv": "claimant_id,name,side,reliability\nx,X,,G\n"}, "voices.csv, row 2: reliability 'G'"),
        (
            {"outlets_csv": "outlet,outlet_id,kind,reliability,retrospective\nDaily,d,newspaper,C,true\n"},
            "outlets.csv, row 2: column retrospective: 'true' is not yes or no",
        ),
        ({"claimants_csv": "attributed_to,claimant_ids\nboth,a;;b\n"}, "claimants.csv, row 2: column"),
    ],
)  # fmt: skip
def test_a_fault_is_one_line_that_names_file_row_and_remedy(
    tmp_path: Path, tables: dict[str, str], told: str
) -> None:
    (problem,) = faults(folder(tmp_path, **tables))
    assert told in problem
    assert "\n" not in problem


def test_all_faults_of_a_claims_table_are_told_at_once(tmp_path: Path) -> None:
    rows = "A1,2024-12-03,Maardes,took,opposition,Daily,\nA1,soon,Maardes,captured,opposition,Daily,\n"
    rows += "A3,2024-12-03\n"
    told = faults(folder(tmp_path, claims_csv=CLAIMS.splitlines()[0] + "\n" + rows))
    assert [line.split(",")[1].split(":")[0] for line in told] == [" row 2", " row 3", " row 4"]
    assert "'A1' stands already in row 2" in told[1]
    assert "'soon' is not a date" in told[1]


def test_a_start_that_names_unknown_places_or_sides_is_told_row_by_row(tmp_path: Path) -> None:
    rows = "hama,martians,record,x\natlantis,opposition,record,x\nhoms,government,rumour,x\n"
    told = faults(folder(tmp_path, baseline_csv="place_id,actor,basis,source\n" + rows))
    assert [line.split(":")[0] for line in told] == [f"baseline.csv, row {n}" for n in (2, 3, 4)]


def test_pins_that_contradict_each_other_or_point_nowhere_are_told_row_by_row(tmp_path: Path) -> None:
    rows = "Hama,*,hama,place,\nHama,*,homs,place,\nX,*,atlantis,place,\nY,*,hama,none,\nZ,*,hama,dot,\n"
    told = faults(folder(tmp_path, places_lock="place_as_written,place_context,place_id,scope,note\n" + rows))
    assert len(told) == 4
    assert "row 3: 'Hama' in context '*' is pinned twice; keep one row" in told[0]
    assert "row 4: column place_id: 'atlantis' is in no table of places" in told[1]
    assert "row 5: column place_id: blank if and only if scope is none" in told[2]
    assert "row 6: column scope: 'dot' is not one of" in told[3]


@pytest.mark.parametrize("value", ["many", "", "-5", "9-3", "1,200"])
def test_a_figure_that_is_no_number_is_refused(tmp_path: Path, value: str) -> None:
    table = (
        f'figure_id,as_of,figure_kind,side,value,unit,source\nF1,2024-12-03,killed,all,"{value}",people,D\n'
    )
    (told,) = faults(folder(tmp_path, figures_csv=table))
    assert told.startswith("figures.csv, row 2: column value")


def test_a_figure_may_be_a_range_up_to_the_last_day_of_its_count(tmp_path: Path) -> None:
    table = "figure_id,as_of,figure_kind,side,value,unit,source\n"
    table += "F1,2024-12-01/2024-12-03,killed,all,10-20,people,D\n"
    (figure,) = fl.datasets.load(folder(tmp_path, figures_csv=table)).figures
    assert (figure.low, figure.high, figure.as_of) == (10, 20, date(2024, 12, 3))


def test_the_figures_that_reasons_rest_on_are_those_of_the_case(case: Case) -> None:
    """`ASSUMED_LAG`, `REACH_KM` and `Weights.near_km` give them as their reason."""
    dated = [
        (c.published.first_day - c.event.last_day).days
        for c in case.claims
        if c.published and not case.ledger.register.outlet(c.outlet).retrospective
    ]
    assert sum(days <= 1 for days in dated) / len(dated) == pytest.approx(0.96, abs=0.005)
    places = [case.places[i] for i in case.ledger.baseline]
    lon, lat = np.array([p.lon for p in places]), np.array([p.lat for p in places])
    nearest = [np.sort(distance_km(lon=p.lon, lat=p.lat, to_lon=lon, to_lat=lat))[1] for p in places]
    assert np.percentile(nearest, 50) < 3 < np.percentile(nearest, 90) == pytest.approx(11, abs=0.5)


def outlines(*features: tuple[str, str]) -> str:
    shapes = [f'{{"properties": {{"place_id": "{i}"}}, "geometry": {geometry}}}' for i, geometry in features]
    return f'{{"features": [{", ".join(shapes)}]}}'


BOX = '{"type": "Polygon", "coordinates": [[[36.6, 35.0], [36.9, 35.0], [36.9, 35.3], [36.6, 35.3], [36.6, 35.0]]]}'


def test_outlines_tell_which_places_a_claim_about_an_area_means(tmp_path: Path) -> None:
    rows = CLAIMS.splitlines()[0] + "\nA1,2024-12-03,Hama countryside,captured,opposition,Daily,\n"
    pins = "place_as_written,place_context,place_id,scope,note\nHama countryside,*,hama-countryside,area,\n"
    at = folder(tmp_path, claims_csv=rows, places_lock=pins)
    (at / "areas.geojson").write_text(outlines(("hama-countryside", BOX)), encoding="utf-8")
    case = fl.datasets.load(at)
    now = fl.assess(case.ledger, "2024-12-04")
    assert now.holder("maardes") == "opposition"
    assert "idlib" not in now.assessments


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{", "write a GeoJSON FeatureCollection"),
        (outlines(("atlantis", BOX)), "feature atlantis: not a sound polygon of a place that the tables hold"),
        (outlines(("hama", '{"type": "Point", "coordinates": [36.7, 35.1]}')), "feature hama: not a sound polygon"),
    ],
)
def test_an_outline_that_cannot_be_is_told(tmp_path: Path, text: str, told: str) -> None:
    at = folder(tmp_path)
    (at / "areas.geojson").write_text(text, encoding="utf-8")
    (problem,) = faults(at)
    assert problem.startswith("areas.geojson")
    assert told in problem
