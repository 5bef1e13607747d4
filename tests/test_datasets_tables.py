"""Every row of the packaged Hama case says who, what, where, when and by whom, in the documented form."""

import csv
import datetime as dt
import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Callable
from operator import itemgetter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
CASE = ROOT / "frontline" / "datasets" / "hama_2024"
GAZETTEER = ROOT / "gazetteer" / "data" / "syria.csv"

COLUMNS = {
    "claims.csv": (
        "claim_id,event_date,event_date_precision,reported_date,place_as_written,place_context,kind,actor,"
        "actor_as_written,against,distance_km,reference_city,source,attributed_to,url,note,denies,source_key,"
        "list_size,place_key"
    ),
    "figures.csv": (
        "figure_id,as_of,figure_kind,side,value,unit,precision,attributed_to,source,reported_date,url,note"
    ),
    "actors.csv": "actor_id,name,name_ar,code,customary_colour,safe_colour,hatch,marker,note",
    "claimants.csv": "attributed_to,claimant_ids,note",
    "voices.csv": "claimant_id,name,name_ar,side,reliability,reason",
    "outlets.csv": "outlet,outlet_id,kind,side,reliability,retrospective,note",
    "places.lock": "place_as_written,place_context,place_id,scope,note",
    "baseline.csv": "place_id,actor,basis,source,url,note",
}
KEYS = {
    "claims.csv": ("claim_id",),
    "figures.csv": ("figure_id",),
    "actors.csv": ("actor_id",),
    "claimants.csv": ("attributed_to",),
    "voices.csv": ("claimant_id",),
    "outlets.csv": ("outlet",),
    "places.lock": ("place_as_written", "place_context"),
    "baseline.csv": ("place_id",),
}
# Tables made by others in step with this one: checked as soon as they are there.
LATER = ("places.lock", "baseline.csv")
ACTORS = {"opposition", "government", "sdf", "turkey_backed", "israel"}
KINDS = {
    "captured", "recaptured", "withdrew", "held", "repelled", "contested", "advanced_to", "pushed_back_km",
}  # fmt: skip
OUTLET_KINDS = {
    "agency", "newspaper", "broadcaster", "magazine", "monitor", "think-tank", "encyclopedia", "blog",
    "aggregator", "mirror", "government", "ngo",
}  # fmt: skip
SCOPES = {"place", "area", "part", "none"}
BASES = {"record", "claim", "inferred"}
AREA_KINDS = {"governorate", "district", "subdistrict", "countryside", "road", "area"}
# One name in the coding stands for several places: the pocket's villages, the twin towns.
# The last: a claim on the border crossing must not turn the town.
SEVERAL_PLACES = {"Khasham pocket (7 villages)", "Nubl and Zahraa", "Abu Kamal"}
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")

Row = dict[str, str]


def read(name: str) -> list[Row]:
    """Read one table of the case, or skip the test when another hand has not written it yet."""
    path = GAZETTEER if name == GAZETTEER.name else CASE / name
    if not path.exists() and name in (*LATER, GAZETTEER.name):
        pytest.skip(f"{path.relative_to(ROOT)} is not there yet")
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def is_day(text: str) -> bool:
    try:
        return dt.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def faulty(rows: list[Row], key: str, is_good: Callable[[Row], object]) -> list[str]:
    """Name the rows that fail, so that a red test says where to look."""
    return [row[key] for row in rows if not is_good(row)]


def tokens(text: str) -> set[str]:
    return set(re.split(r"[;|,\s]+", text.strip())) - {""}


@pytest.mark.parametrize("name", COLUMNS)
def test_each_table_has_exactly_its_columns_and_no_ragged_row(name: str) -> None:
    rows = read(name)
    assert rows, name
    for row in rows:
        assert list(row) == COLUMNS[name].split(",")
        assert all(isinstance(value, str) and value == value.strip() for value in row.values()), row


@pytest.mark.parametrize("name", COLUMNS)
def test_each_row_has_its_own_key_and_rows_are_sorted_in_plain_utf8_lines(name: str) -> None:
    rows = read(name)
    keys = [tuple(row[column] for column in KEYS[name]) for row in rows]
    assert [key for key, count in Counter(keys).items() if count > 1] == []
    assert all(key[0] for key in keys)
    assert keys == sorted(keys)
    raw = (CASE / name).read_bytes()
    assert b"\r" not in raw and not raw.startswith(b"\xef\xbb\xbf") and raw.endswith(b"\n")


def test_ids_are_as_coded() -> None:
    claims, figures = read("claims.csv"), read("figures.csv")
    assert faulty(claims, "claim_id", lambda r: re.fullmatch(r"(SY24|SEED)-\d{4}", r["claim_id"])) == []
    assert (
        faulty(figures, "figure_id", lambda r: re.fullmatch(r"FIG-\d{3}|SEED-F\d{2}", r["figure_id"])) == []
    )
    coded = Counter(row["claim_id"].split("-")[0] for row in claims)
    assert coded == {"SY24": 1060, "SEED": 8}
    assert Counter(row["figure_id"].split("-")[0] for row in figures) == {"FIG": 110, "SEED": 3}


def test_a_claim_names_a_place_an_actor_and_what_is_said_of_them() -> None:
    claims = read("claims.csv")
    assert faulty(claims, "claim_id", lambda r: r["place_as_written"] and r["place_context"]) == []
    assert faulty(claims, "claim_id", lambda r: r["kind"] in KINDS and r["actor"] in ACTORS) == []
    assert faulty(claims, "claim_id", lambda r: r["against"] in ACTORS | {""}) == []
    assert faulty(claims, "claim_id", lambda r: r["against"] != r["actor"]) == []


def test_a_claim_happens_on_a_day_or_in_an_ordered_interval_and_is_not_told_before() -> None:
    def is_good(row: Row) -> bool:
        days = row["event_date"].split("/")
        interval = row["event_date_precision"] == "range"
        told = row["reported_date"]
        return (
            row["event_date_precision"] in {"day", "about", "range"}
            and len(days) == (2 if interval else 1)
            and all(map(is_day, days))
            and (not interval or days[0] < days[1])
            and (not told or (is_day(told) and days[0] <= told))
        )

    assert faulty(read("claims.csv"), "claim_id", is_good) == []


def test_a_denial_names_the_kind_and_the_actor_it_speaks_against() -> None:
    def is_good(row: Row) -> bool:
        kind, _, actor = row["denies"].partition(":")
        return kind in KINDS and actor in ACTORS

    denials = [row for row in read("claims.csv") if row["denies"]]
    assert denials
    assert faulty(denials, "claim_id", is_good) == []


def test_a_distance_is_a_number_of_km_from_a_named_city() -> None:
    def is_good(row: Row) -> bool:
        distance = row["distance_km"]
        if not distance:
            return not row["reference_city"] and row["kind"] != "pushed_back_km"
        return re.fullmatch(r"\d+(\.\d+)?", distance) is not None and bool(row["reference_city"])

    assert faulty(read("claims.csv"), "claim_id", is_good) == []


def test_the_rows_of_one_list_weigh_one_statement() -> None:
    claims = read("claims.csv")
    assert faulty(claims, "claim_id", lambda r: r["list_size"].isdigit() and int(r["list_size"]) >= 1) == []
    lists = Counter((row["source_key"], int(row["list_size"])) for row in claims)
    assert [key for key, count in lists.items() if count % key[1]] == []


def test_one_source_key_is_one_page_of_one_outlet() -> None:
    pages = defaultdict(set)
    for row in read("claims.csv"):
        pages[row["source_key"]].add((row["source"], row["url"]))
    assert "" not in pages
    assert [key for key, found in pages.items() if len(found) > 1] == []


@pytest.mark.parametrize("name", ["claims.csv", "figures.csv"])
def test_an_address_is_a_web_address_or_blank(name: str) -> None:
    key = KEYS[name][0]
    assert faulty(read(name), key, lambda r: re.fullmatch(r"(https?://[^\s/]+\S*)?", r["url"])) == []


def test_a_figure_has_a_day_a_number_and_a_unit() -> None:
    def is_good(row: Row) -> bool:
        number = r"\d+-\d+" if row["precision"] == "range" else r"\d+"
        return (
            is_day(row["as_of"])
            and (not row["reported_date"] or is_day(row["reported_date"]))
            and re.fullmatch(number, row["value"]) is not None
            and row["precision"] in {"exact", "more_than", "at_least", "approx", "nearly", "range", "sum"}
            and all(row[column] for column in ("figure_kind", "side", "unit"))
        )

    assert faulty(read("figures.csv"), "figure_id", is_good) == []


def test_every_claimant_is_mapped_to_known_voices_and_no_mapping_is_idle() -> None:
    named = {row["attributed_to"] for name in ("claims.csv", "figures.csv") for row in read(name)} - {""}
    claimants = {row["attributed_to"]: row["claimant_ids"].split(";") for row in read("claimants.csv")}
    assert set(claimants) == named
    voices = {row["claimant_id"] for row in read("voices.csv")}
    assert {name: ids for name, ids in claimants.items() if not set(ids) <= voices} == {}
    assert [name for name, ids in claimants.items() if len(set(ids)) != len(ids)] == []


def test_every_source_is_a_known_outlet_and_speaks_as_a_voice_where_no_claimant_is_named() -> None:
    outlets = {row["outlet"]: row["outlet_id"] for row in read("outlets.csv")}
    rows = read("claims.csv") + read("figures.csv")
    assert {row["source"] for row in rows} == set(outlets)
    voices = {row["claimant_id"] for row in read("voices.csv")}
    speaking = {outlets[row["source"]] for row in rows if not row["attributed_to"]}
    assert speaking - voices == set()
    mapped = {i for row in read("claimants.csv") for i in row["claimant_ids"].split(";")}
    assert voices == speaking | mapped


def test_voices_and_outlets_are_graded_by_the_admiralty_letters_with_a_reason() -> None:
    for name, key, reason in (
        ("voices.csv", "claimant_id", "reason"),
        ("outlets.csv", "outlet", "note"),
    ):
        rows = read(name)
        assert faulty(rows, key, lambda r: re.fullmatch("[A-F]", r["reliability"])) == []
        assert faulty(rows, key, itemgetter(reason)) == []
        assert faulty(rows, key, lambda r: r["side"] in ACTORS | {""}) == []
    assert faulty(read("voices.csv"), "claimant_id", lambda r: SLUG.fullmatch(r["claimant_id"])) == []
    assert faulty(read("outlets.csv"), "outlet", lambda r: SLUG.fullmatch(r["outlet_id"])) == []


def test_outlets_are_of_a_known_kind_and_hindsight_is_marked_alike_for_one_house() -> None:
    outlets = read("outlets.csv")
    assert faulty(outlets, "outlet", lambda r: r["kind"] in OUTLET_KINDS) == []
    assert faulty(outlets, "outlet", lambda r: r["retrospective"] in {"yes", "no"}) == []
    houses = defaultdict(set)
    for row in outlets:
        houses[row["outlet_id"]].add((row["side"], row["reliability"], row["retrospective"]))
    assert [house for house, found in houses.items() if len(found) > 1] == []
    assert all(row["retrospective"] == "yes" for row in outlets if row["kind"] == "encyclopedia")


def test_actors_can_be_told_apart_by_colour_letter_hatch_and_marker() -> None:
    actors = read("actors.csv")
    assert {row["actor_id"] for row in actors} == ACTORS
    for column in ("name", "name_ar", "code", "customary_colour", "safe_colour", "hatch", "marker"):
        assert len({row[column].lower() for row in actors}) == len(actors), column
    for column in ("customary_colour", "safe_colour"):
        assert [row[column] for row in actors if not re.fullmatch("#[0-9a-f]{6}", row[column])] == []
    assert faulty(actors, "actor_id", lambda r: re.fullmatch("[A-Z]", r["code"])) == []
    assert faulty(actors, "actor_id", lambda r: re.search("[\u0600-\u06ff]", r["name_ar"])) == []
    assert faulty(actors, "actor_id", lambda r: set(r["hatch"]) <= set(r"/\.xo+-|*O")) == []


def test_the_case_says_its_days_zone_and_licence() -> None:
    case = tomllib.loads((CASE / "case.toml").read_text(encoding="utf-8"))
    assert case["id"] == "hama-2024"
    assert is_day(case["start"]) and is_day(case["end"]) and case["start"] < case["end"]
    assert (case["city"], case["timezone"], case["countries"]) == ("hama", "Asia/Damascus", ["SY"])
    assert case["licence"] and case["credit"] and "GeoNames" in case["place_credit"]


def test_the_readme_documents_every_column_of_every_table() -> None:
    text = (CASE / "README.md").read_text(encoding="utf-8")
    for name, columns in COLUMNS.items():
        section = re.search(rf"^### `{re.escape(name)}`.*?(?=^##|\Z)", text, re.M | re.S)
        assert section, f"README.md has no section on {name}"
        rows = set(re.findall(r"^\| `(\w+)` \|", section[0], re.M))
        assert rows == set(columns.split(",")), name


def test_every_printed_place_is_pinned_or_said_to_be_unplaceable() -> None:
    pins = {(row["place_as_written"], row["place_context"]) for row in read("places.lock")}
    claims = read("claims.csv")
    missing = [
        row["claim_id"]
        for row in claims
        if not {(row["place_as_written"], row["place_context"]), (row["place_as_written"], "*")} & pins
    ]
    assert missing == []
    pairs = {(row["place_as_written"], row["place_context"]) for row in claims}
    idle = {
        pin for pin in pins if pin not in pairs and (pin[1] != "*" or pin[0] not in {p for p, _ in pairs})
    }
    assert idle == set()


def test_a_pin_points_to_a_known_place_or_says_why_not() -> None:
    def is_good(row: Row) -> bool:
        if row["scope"] == "none":
            return not row["place_id"] and bool(row["note"])
        return row["scope"] in SCOPES and row["place_id"] in known

    pins = read("places.lock")
    known = {row["place_id"] for row in read("syria.csv")}
    assert faulty(pins, "place_as_written", is_good) == []


def test_one_place_key_of_the_coding_is_one_place() -> None:
    pins = {(row["place_as_written"], row["place_context"]): row for row in read("places.lock")}
    placed = defaultdict(set)
    for claim in read("claims.csv"):
        written = claim["place_as_written"]
        pin = pins.get((written, claim["place_context"])) or pins.get((written, "*"))
        if pin and pin["scope"] == "place" and claim["place_key"] not in {"", *SEVERAL_PLACES}:
            placed[claim["place_key"]].add(pin["place_id"])
    assert {key: ids for key, ids in placed.items() if len(ids) > 1} == {}
    owners = Counter(place_id for ids in placed.values() for place_id in ids)
    assert [place_id for place_id, count in owners.items() if count > 1] == []


def test_the_baseline_gives_each_place_one_holder_and_its_reason() -> None:
    def is_good(row: Row) -> bool:
        named = tokens(row["source"])
        return (
            row["place_id"] in known
            and row["actor"] in ACTORS
            and row["basis"] in BASES
            and bool(named)
            and re.fullmatch(r"(https?://\S+)?", row["url"]) is not None
            and (row["basis"] != "claim" or named <= claims)
            and (row["basis"] != "inferred" or named <= set(known))
        )

    baseline = read("baseline.csv")
    known = {row["place_id"]: row["kind"] for row in read("syria.csv")}
    claims = {row["claim_id"] for row in read("claims.csv")}
    assert faulty(baseline, "place_id", is_good) == []
    assert [row["place_id"] for row in baseline if known[row["place_id"]] in AREA_KINDS] == []
