"""Downloads: taken up where they broke off, checked, kept, and safe from the server and the disk."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest
from gazetteer_files import ADMIN1, HAMA, HAMA_NAMES, zipped
from local_server import Answer, Asked, files, serving

import gazetteer
from gazetteer import OnlineError, StoreError, TableError, read_places
from gazetteer.online import downloads, fetch, fetch_country

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])
BODY = bytes(range(256)) * 2000


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(downloads, "WAIT_S", 0.0)


@pytest.fixture
def country(tmp_path: Path) -> dict[str, bytes]:
    """What GeoNames serves of a country."""
    dump = zipped(tmp_path / "served/SY.zip", SY_txt=f"{HAMA}\n", readme_txt="GeoNames")
    names = zipped(tmp_path / "served/names.zip", SY_txt="\n".join(HAMA_NAMES))
    return {
        "/export/dump/SY.zip": dump.read_bytes(),
        "/export/dump/alternatenames/SY.zip": names.read_bytes(),
        "/export/dump/admin1CodesASCII.txt": ADMIN1.encode(),
    }


def left(folder: Path) -> list[str]:
    """Names of the files in a folder, locks apart."""
    return sorted(p.name for p in folder.rglob("*") if p.is_file() and p.suffix != ".lock")


def test_a_country_comes_with_names_and_divisions_and_can_be_read(tmp_path: Path, country: dict[str, bytes]) -> None:
    steps: list[tuple[str, int, int | None]] = []
    with serving(files(country)) as server:
        found = fetch_country(
            "sy", tmp_path / "kept", address=f"{server.address}/export/dump", progress=lambda *step: steps.append(step)
        )
        assert "frontline-gazetteer/" in server.asked[0].headers["User-Agent"]
    dump = found[0]
    assert [d.path.relative_to(tmp_path / "kept").as_posix() for d in found] == [
        "SY.zip", "alternatenames/SY.zip", "admin1CodesASCII.txt",
    ]  # fmt: skip
    body = country["/export/dump/SY.zip"]
    assert (dump.size, dump.sha256, dump.status) == (len(body), hashlib.sha256(body).hexdigest(), "fetched")
    assert ("SY.zip", len(body), len(body)) in steps
    (hama,) = read_places(dump.path)
    assert (hama.name, hama.admin1, hama.name_ar) == ("Hama", "Hama", "حماة المدينة")


def test_a_mirror_may_keep_the_tables_unpacked_and_lack_the_rest(tmp_path: Path) -> None:
    with serving(files({"/SY.txt": HAMA.encode()})) as server:
        (dump,) = fetch_country("SY", tmp_path, address=server.address)
    assert dump.path == tmp_path / "SY.txt"


def test_what_has_not_changed_is_not_fetched_again(tmp_path: Path) -> None:
    contents = {"/a.txt": BODY}
    with serving(files(contents)) as server:
        first = fetch(f"{server.address}/a.txt", tmp_path / "a.txt")
        again = fetch(f"{server.address}/a.txt", tmp_path / "a.txt")
        contents["/a.txt"] = BODY + b"more"
        changed = fetch(f"{server.address}/a.txt", tmp_path / "a.txt")
    assert (first.status, again.status, changed.status) == ("fetched", "unchanged", "fetched")
    assert again.sha256 == first.sha256 != changed.sha256


def test_a_broken_transfer_is_taken_up_where_it_stopped(tmp_path: Path) -> None:
    with serving(files({"/a.txt": BODY}, cuts=[200_000, 100_000])) as server:
        done = fetch(f"{server.address}/a.txt", tmp_path / "a.txt")
    assert done.path.read_bytes() == BODY
    starts = [int(a.headers.get("Range", "bytes=0-")[6:-1]) for a in server.asked]
    assert starts[0] == 0 < 100_000 < starts[1] <= 200_000 < starts[2] <= 300_000
    assert left(tmp_path) == ["a.txt", "a.txt.json"]


def test_it_is_taken_up_by_a_later_run_too(tmp_path: Path) -> None:
    cuts = [200_000, 0, 0, 0]
    with serving(files({"/a.txt": BODY}, cuts=cuts)) as server:
        with pytest.raises(OnlineError, match=r"a\.txt: cannot be fetched"):
            fetch(f"{server.address}/a.txt", tmp_path / "a.txt")
        assert left(tmp_path) == ["a.txt.part", "a.txt.part.json"]
        fetch(f"{server.address}/a.txt", tmp_path / "a.txt")
        assert "Range" in server.asked[-1].headers
    assert (tmp_path / "a.txt").read_bytes() == BODY


def test_halves_of_two_versions_are_never_joined(tmp_path: Path) -> None:
    contents = {"/a.txt": BODY}
    with serving(files(contents, cuts=[200_000, 0, 0, 0])) as server:
        with pytest.raises(OnlineError):
            fetch(f"{server.address}/a.txt", tmp_path / "a.txt")
        contents["/a.txt"] = BODY[::-1]
        fetch(f"{server.address}/a.txt", tmp_path / "a.txt")
    assert (tmp_path / "a.txt").read_bytes() == BODY[::-1]


@pytest.mark.parametrize("span", ["bytes 0-9/512000", "nonsense"])
def test_another_part_than_asked_is_not_appended(tmp_path: Path, span: str) -> None:
    """A server that answers every range with the wrong one."""

    def answer(asked: Asked) -> Answer:
        if "Range" in asked.headers:
            return Answer(BODY[:10], 206, {"ETag": '"1"', "Content-Range": span})
        return Answer(BODY, 200, {"ETag": '"1"'}, cut=200_000 if len(server.asked) == 1 else None)

    with serving(answer) as server:
        fetch(f"{server.address}/a.txt", tmp_path / "a.txt")
    assert (tmp_path / "a.txt").read_bytes() == BODY


def test_a_busy_server_is_asked_again(tmp_path: Path) -> None:
    def answer(_: Asked) -> Answer:
        # Who sends "come back tomorrow" must not put us to sleep till then.
        return Answer(BODY) if len(server.asked) > 2 else Answer(status=503, headers={"Retry-After": "86400"})

    with serving(answer) as server:
        assert fetch(f"{server.address}/a.txt", tmp_path / "a.txt").size == len(BODY)


def test_without_a_server_what_was_fetched_before_is_kept_and_said_so(tmp_path: Path) -> None:
    with serving(files({"/a.txt": BODY})) as server:
        fetch(f"{server.address}/a.txt", tmp_path / "a.txt")
    assert fetch(f"{server.address}/a.txt", tmp_path / "a.txt").status == "kept"


def test_no_network_is_told_with_the_way_round_it(tmp_path: Path) -> None:
    with serving(files({})) as server:
        pass
    with pytest.raises(OnlineError) as caught:
        fetch_country("SY", tmp_path, address=server.address)
    told = str(caught.value)
    assert f"{server.address}/SY.zip: cannot be fetched (" in told
    assert "Connection refused" in told
    assert "fetch SY.zip elsewhere, copy it here, and build the gazetteer from it (gazetteer build SY.zip)" in told
    assert left(tmp_path) == []


@pytest.mark.parametrize("code", ["S", "SYR", "../SY", "S1", ""])
def test_only_countries_are_fetched(code: str, tmp_path: Path) -> None:
    with pytest.raises(OnlineError, match="is no country code; give two letters"):
        fetch_country(code, tmp_path)


def test_a_country_that_is_not_there_is_told(tmp_path: Path) -> None:
    with serving(files({})) as server, pytest.raises(OnlineError, match="has no country QQ: check the code"):
        fetch_country("QQ", tmp_path, address=server.address)
    with pytest.raises(OnlineError, match="not an http or https address"):
        fetch("file:///etc/passwd", tmp_path / "a")


def test_more_than_any_country_has_is_not_fetched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(downloads, "MAX_BYTES", 1000)
    with serving(lambda _: Answer(BODY)) as server, pytest.raises(OnlineError, match="more than any country has"):
        fetch(f"{server.address}/a.txt", tmp_path / "a.txt")
    untold = Answer(BODY, headers={"Content-Length": ""})
    with serving(lambda _: untold) as server, pytest.raises(OnlineError, match="sends more than"):
        fetch(f"{server.address}/a.txt", tmp_path / "b.zip")


def test_a_login_page_is_not_kept_as_an_archive(tmp_path: Path) -> None:
    page = files({"/SY.zip": b"<html>Please log in</html>"})
    with serving(page) as server, pytest.raises(OnlineError, match="is no zip archive"):
        fetch_country("SY", tmp_path, address=server.address)
    assert left(tmp_path) == []


def test_a_bomb_that_was_fetched_is_not_unpacked(tmp_path: Path) -> None:
    bomb = zipped(tmp_path / "served.zip", SY_txt=HAMA.encode() + b"\n" * (64 << 20)).read_bytes()
    with serving(files({"/SY.zip": bomb})) as server:
        (dump,) = fetch_country("SY", tmp_path / "kept", address=server.address)
    with pytest.raises(TableError, match="grows more than 100-fold"):
        read_places(dump.path)


PROGRAM = "import sys; from pathlib import Path; from gazetteer import StoreError; from gazetteer.online import fetch\n"


def run(script: str, *arguments: str) -> subprocess.Popen[str]:
    environment = os.environ | {"PYTHONPATH": str(Path(gazetteer.__file__).parents[1])}
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM + script, *arguments], env=environment, stdout=subprocess.PIPE, text=True
    )


def test_a_full_disk_is_told_apart_from_a_failing_network(tmp_path: Path) -> None:
    script = (
        "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))\n"
        "try: fetch(sys.argv[1], Path(sys.argv[2]))\nexcept StoreError as error: print(error)"
    )
    with serving(files({"/a.txt": BODY})) as server:
        told, _ = run(script, f"{server.address}/a.txt", str(tmp_path / "a.txt")).communicate()
    assert "a.txt: cannot be written (File too large); free space there, or set GAZETTEER_HOME" in told
    assert "a.txt" not in left(tmp_path)
    assert "a.txt.part" not in left(tmp_path)


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(StoreError, match=r"a\.txt: cannot be written"):
        fetch("http://127.0.0.1:9/a.txt", tmp_path / "file/a.txt")


def test_two_processes_that_fetch_one_file_take_turns(tmp_path: Path) -> None:
    script = "print(fetch(sys.argv[1], Path(sys.argv[2])).status)"
    with serving(files({"/a.txt": BODY})) as server:
        both = [run(script, f"{server.address}/a.txt", str(tmp_path / "a.txt")) for _ in range(2)]
        assert sorted(b.communicate()[0].strip() for b in both) == ["fetched", "unchanged"]
    assert (tmp_path / "a.txt").read_bytes() == BODY
