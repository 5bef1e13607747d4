"""Online geocoders: the three services through geopy's own adapters, and servers that mean harm."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from local_server import Answer, Asked, serving

from gazetteer import KINDS, OnlineError
from gazetteer.online import adapter, geocode, geocoders
from gazetteer.online.answers import PARSERS, checked, place_of, rows_with_points

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])

NOMINATIM = [
    {
        "osm_type": "node", "osm_id": 27525829, "lat": "35.3742", "lon": "36.6026", "class": "place", "type": "town",
        "display_name": "Kafr Zita, Hama Governorate, Syria", "name": "Kafr Zita",
        "boundingbox": ["35.35", "35.40", "36.58", "36.62"],
        "address": {"town": "Kafr Zita", "state": "Hama Governorate", "country_code": "sy"},
        "namedetails": {"name": "كفر زيتا", "name:en": "Kafr Zita", "name:ar": "كفر زيتا", "alt_name": "Kafr Zeita",
                        "ref": "9"},
    },
    {
        "osm_type": "relation", "osm_id": 2, "lat": "35.1", "lon": "37.1", "class": "boundary",
        "type": "administrative", "addresstype": "state", "display_name": "Hama Governorate, Syria",
        "address": {"country_code": "sy"},
    },
]  # fmt: skip
PHOTON = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature", "geometry": {"type": "Point", "coordinates": [36.6026, 35.3742]},
            "properties": {"osm_type": "N", "osm_id": 27525829, "osm_key": "place", "osm_value": "town",
                           "name": "Kafr Zita", "state": "Hama Governorate", "country": "Syria", "countrycode": "SY",
                           "extent": [36.58, 35.40, 36.62, 35.35]},
        },
        {
            "type": "Feature", "geometry": {"type": "Point", "coordinates": [35.5, 33.9]},
            "properties": {"osm_type": "N", "osm_id": 3, "osm_key": "place", "osm_value": "village",
                           "name": "Kfar Zina", "countrycode": "LB"},
        },
    ],
}  # fmt: skip
GEONAMES = {
    "totalResultsCount": 1,
    "geonames": [
        {"geonameId": 168000, "name": "Kafr Zaytā", "toponymName": "Kafr Zaytā", "lat": "35.37", "lng": "36.60",
         "fcl": "P", "fcode": "PPL", "population": 17052, "countryCode": "SY", "adminName1": "Hama"},
    ],
}  # fmt: skip


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache of its own, and no waiting."""
    monkeypatch.setenv("GAZETTEER_HOME", str(tmp_path))
    monkeypatch.setattr(geocoders, "RETRY_WAIT_S", 0.0)
    geocoders._limited.cache_clear()
    return tmp_path


def says(body: Any) -> Callable[[Asked], Answer]:
    text = body if isinstance(body, bytes) else json.dumps(body).encode()
    return lambda _: Answer(text, headers={"Content-Type": "application/json"})


def test_nominatim_gives_candidates_as_a_table_does() -> None:
    with serving(says(NOMINATIM)) as server:
        town, governorate = geocode("Kafr Zeita", address=server.address, near=(36.75, 35.13), country="sy")
        (asked,) = server.asked
    assert (town.place.place_id, town.place.kind) == ("osm-node-27525829", "town")
    assert town.place.admin1 == "Hama Governorate"
    assert (town.place.lon, town.place.lat, town.place.country) == (36.6026, 35.3742, "SY")
    assert (town.place.source, town.place.licence) == ("Nominatim node/27525829", "ODbL 1.0")
    assert town.place.ids == (("osm", "node/27525829"),)
    assert {(n.text, n.language) for n in town.place.names} == {
        ("Kafr Zita", None), ("كفر زيتا", "ar"), ("Kafr Zeita", None),
    }  # fmt: skip
    assert (town.matched_name, town.score) == ("Kafr Zeita", 1.0)
    assert town.distance_km == pytest.approx(30.3, abs=0.3)
    assert town.reasons[0] == f"number 1 of {server.address}'s answer"
    assert town.reasons[2].endswith("north-north-west of the given point")
    assert town.place.precision_m == pytest.approx(3300, rel=0.05)
    assert governorate.place.kind == "governorate"
    assert asked.query["countrycodes"] == ["sy"]
    assert asked.query["viewbox"] == ["35.75,34.13,37.75,36.13"]
    assert asked.headers["User-Agent"].startswith("frontline-gazetteer/")


def test_photon_and_geonames_give_the_same_town() -> None:
    with serving(says(PHOTON)) as server:
        (town,) = geocode("Kafr Zita", "photon", address=server.address, near=(36.75, 35.13), country="SY")
        assert server.asked[0].query["lat"] == ["35.13"]
    with serving(says(GEONAMES)) as server:
        (same,) = geocode("Kafr Zita", "geonames", address=server.address, country="SY", username="desk")
        assert server.asked[0].query == {"q": ["Kafr Zita"], "username": ["desk"], "country": ["SY"]}
    assert (town.place.kind, town.place.country, town.place.admin1) == ("town", "SY", "Hama Governorate")
    assert (same.place.place_id, same.place.geonames_id, same.place.kind) == ("geonames-168000", 168000, "town")
    assert (same.place.licence, same.place.population) == ("CC BY 4.0", 17052)


def test_an_answer_is_kept_and_not_asked_for_again(home: Path) -> None:
    with serving(says(NOMINATIM)) as server:
        first = geocode("Kafr Zita", address=server.address)
        again = geocode("Kafr  Zita ", address=server.address)
        geocode("Kafr Zita", address=server.address, country="SY")
        assert len(server.asked) == 2
    assert first == again
    with closing(sqlite3.connect(home / "cache/geocoded.sqlite")) as base, base:
        base.execute("UPDATE answers SET kept = kept - 31 * 86400")
    with pytest.raises(OnlineError):
        geocode("Kafr Zita", address=server.address)


def test_a_spoilt_cache_is_no_answer_and_no_error(home: Path) -> None:
    (home / "cache").mkdir()
    (home / "cache/geocoded.sqlite").write_bytes(b"no database")
    with serving(says(NOMINATIM)) as server:
        assert len(geocode("Kafr Zita", address=server.address)) == 2


def test_a_busy_service_is_asked_again_and_a_dead_one_is_told() -> None:
    def answer(_: Asked) -> Answer:
        return Answer(json.dumps(NOMINATIM).encode()) if len(server.asked) > 2 else Answer(status=503)

    with serving(answer) as server:
        assert geocode("Kafr Zita", address=server.address)
    with pytest.raises(OnlineError, match=r"\(GeocoderUnavailable: the service cannot be reached\); try"):
        geocode("Kafr Zita", address=server.address, country="SY")


def test_the_public_services_are_asked_once_a_second() -> None:
    assert geocoders._limited("nominatim", None, "").min_delay_seconds == 1.0  # type: ignore[attr-defined]
    assert geocoders._limited("photon", "http://127.0.0.1:1", "").min_delay_seconds == 0.0  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"name": " "}, "1 to 200 printable letters"),
        ({"name": "x" * 201}, "1 to 200 printable letters"),
        ({"name": "Ha\0ma"}, "1 to 200 printable letters"),
        ({"service": "google"}, "choose nominatim, photon, geonames"),
        ({"near": (36.0, 95.0)}, "no point on Earth"),
        ({"country": "Syria"}, "no country code"),
    ],
)
def test_a_question_that_is_none_is_refused(options: dict[str, Any], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        geocode(**({"name": "Hama"} | options))


def test_what_a_service_needs_is_said() -> None:
    with pytest.raises(OnlineError, match="set GEONAMES_USERNAME"):
        geocode("Hama", "geonames")
    with pytest.raises(OnlineError, match="not an http or https address"):
        geocode("Hama", address="ftp://example.org")


@pytest.mark.parametrize(
    ("service", "body"),
    [
        ("nominatim", b"<html>no</html>"),
        ("nominatim", b'"text"'),
        ("nominatim", b"[" * 100_000),
        ("nominatim", {"error": {"code": 1}}),
        ("photon", b"[]"),
        ("photon", {"message": "no"}),
        ("geonames", {"status": {"message": "user does not exist.", "value": 10}}),
        ("geonames", {"status": []}),
    ],
)
def test_an_answer_that_is_none_is_one_sentence(service: str, body: Any) -> None:
    with serving(says(body)) as server:
        try:
            assert geocode("Hama", service, address=server.address, username="desk") == ()
        except OnlineError as error:
            assert len(str(error)) < 400


def test_an_endless_answer_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adapter, "MAX_BYTES", 10_000)
    with serving(says(b" " * 1_000_000 + b"[]")) as server, pytest.raises(OnlineError, match="longer than"):
        geocode("Hama", address=server.address)


def test_hostile_rows_are_dropped_or_cleaned_and_the_sound_one_is_kept() -> None:
    bad = [
        NOMINATIM[0] | {"lat": "NaN"}, NOMINATIM[0] | {"lon": 1e400}, NOMINATIM[0] | {"lat": 95}, {"lat": "35"},
        "row", None,
        NOMINATIM[0] | {"lat": [35], "lon": {}}, NOMINATIM[0] | {"name": None, "display_name": ""},
        NOMINATIM[0] | {"name": "\u202egnp.exe\x1b[31m" + "x" * 100_000, "address": "none", "namedetails": [],
                        "osm_id": "9", "class": {}, "boundingbox": [1, 2, 3]},
    ]  # fmt: skip
    with serving(says([*bad, NOMINATIM[0]])) as server:
        sound, cleaned = geocode("Kafr Zita", address=server.address, limit=20)
    assert sound.place.name == "Kafr Zita"
    assert cleaned.place.name.startswith("gnp.exe [31mxxx")
    assert len(cleaned.place.name) == 200
    assert (cleaned.place.kind, cleaned.place.place_id) == ("site", "osm-36.60260_35.37420")


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
FIELDS = {
    "nominatim": ("lat", "lon", "osm_type", "osm_id", "class", "type", "name", "namedetails", "address", "boundingbox"),
    "photon": ("properties", "geometry"),
    "geonames": ("lat", "lng", "name", "toponymName", "fcl", "fcode", "population", "geonameId", "countryCode"),
}


@pytest.mark.parametrize(("service", "sound"), [("nominatim", NOMINATIM[0]), ("geonames", GEONAMES["geonames"][0])])
@given(data=st.data())
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_whatever_a_field_holds_the_place_is_sound_or_none(
    service: str, sound: dict[str, Any], data: st.DataObject
) -> None:
    row = sound | data.draw(st.dictionaries(st.sampled_from(FIELDS[service]), ANYTHING, max_size=4))
    answer = [row] if service == "nominatim" else {"geonames": [row]}
    kept = rows_with_points(answer)
    for raw in kept if service == "nominatim" else kept["geonames"]:
        found = checked(PARSERS[service](raw))
        if found is not None:
            place = place_of(service, found)
            assert -180 <= place.lon <= 180
            assert -90 <= place.lat <= 90
            assert place.kind in KINDS
            assert 0 < len(place.name) <= 200
            assert place.name.isprintable()
            assert json.loads(json.dumps(found)) == found
