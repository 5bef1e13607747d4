"""The chart of distances says what was measured, when, by when it was known, and whose facts it rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree

import pytest
from PIL import Image

from frontline.errors import OutputError
from frontline.gauge import SeriesGauge, measure_series
from frontline.render.chart import write_series

if TYPE_CHECKING:
    from pathlib import Path

    from frontline.report import Picture


@pytest.fixture(scope="module")
def gauge(picture: Picture) -> SeriesGauge:
    return measure_series(picture, picture.case.places["Hama"], "2024-12-01", "2024-12-04")


def write(gauge: SeriesGauge, picture: Picture, path: Path, city: str = "Hama") -> None:
    known, sources = picture.scene.known, picture.case.credits
    write_series(gauge.days, gauge.comparisons, city, path, known=known, sources=sources)


def test_the_chart_carries_title_days_second_date_method_and_sources(
    gauge: SeriesGauge, picture: Picture, tmp_path: Path
) -> None:
    write(gauge, picture, tmp_path / "hama.svg")
    root = ElementTree.parse(tmp_path / "hama.svg").getroot()
    words = " ".join("".join(e.itertext()) for e in root.iter("{http://www.w3.org/2000/svg}text"))
    for text in (
        "Distance of the front from Hama, 1 to 4 December 2024",
        "as known end of 5 December 2024",
        "kilometres",
        "as claimed",
        "Sources: ",
        "GeoNames",
    ):
        assert text in words


@pytest.mark.parametrize("suffix", [".png", ".svg", ".pdf"])
def test_the_same_days_give_the_same_bytes(gauge: SeriesGauge, picture: Picture, tmp_path: Path, suffix: str) -> None:
    for name in ("a", "b"):
        write(gauge, picture, tmp_path / f"{name}{suffix}")
    assert (tmp_path / f"a{suffix}").read_bytes() == (tmp_path / f"b{suffix}").read_bytes()


def test_the_picture_tells_its_numbers_to_a_reader_who_cannot_see_it(
    gauge: SeriesGauge, picture: Picture, tmp_path: Path
) -> None:
    write(gauge, picture, tmp_path / "hama.png")
    with Image.open(tmp_path / "hama.png") as image:
        assert image.size == (1920, 1080)
        assert "2024-12-04: 7.8 km" in image.info["Description"]


def test_a_city_with_a_hostile_name_is_shown_as_written(gauge: SeriesGauge, picture: Picture, tmp_path: Path) -> None:
    write(gauge, picture, tmp_path / "x.svg", city="$x^{2$ {{7*7}} <script>")
    assert "$x^{2$ {{7*7}} &lt;script&gt;" in (tmp_path / "x.svg").read_text(encoding="utf-8")


def test_another_ending_is_refused(gauge: SeriesGauge, picture: Picture, tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"\.png, \.svg or \.pdf"):
        write(gauge, picture, tmp_path / "hama.gif")
    assert not list(tmp_path.iterdir())
