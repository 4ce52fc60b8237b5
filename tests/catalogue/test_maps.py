"""The map: where places lie, what part is shown, and what it says."""

import re
from dataclasses import dataclass
from decimal import Decimal

import pytest
from django.conf import settings
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from catalogue.maps import Place, frame, project

LOMBARDY = Place("Lombardy", 45.6, 9.7, "a", "/regions/lombardy/")
CATALONIA = Place("Catalonia", 41.6, 1.9, "b")
CANARIES = Place("Canarias", 28.3, -15.8)


@dataclass
class Region:
    name: str = "Norway"
    latitude: Decimal | None = Decimal("61.0")
    longitude: Decimal | None = Decimal("9.0")

    def get_absolute_url(self) -> str:
        return "/regions/norway/"


def shown(**context: object) -> str:
    source = "{% load maps %}{% europe_map places=places variant=variant link=link %}"
    return Template(source).render(Context({"variant": "plain", "link": False, **context}))


def test_the_projection_keeps_the_centre_and_the_directions() -> None:
    assert project(52, 10) == pytest.approx((580, 500))
    east, north = project(52, 20), project(60, 10)
    assert east[0] > 580
    assert north[1] < 500


def test_the_projection_keeps_areas() -> None:
    """A cell of one degree at 40° N is as large as the sphere says, within a hundredth."""
    (x1, y1), (x2, _), (_, y2) = project(40, 10), project(40, 11), project(41, 10)
    on_map = (x2 - x1) * (y1 - y2) * 25
    assert on_map == pytest.approx(111.195**2 * 0.7604, rel=0.01)


@given(
    st.lists(st.tuples(st.floats(27, 71), st.floats(-28, 34)), min_size=1, max_size=8),
    st.booleans(),
)
def test_every_place_lies_in_the_picture(positions: list[tuple[float, float]], crop: bool) -> None:
    places = [Place("P", latitude, longitude) for latitude, longitude in positions]
    view = frame(places, 760, 472, crop=crop)
    for place in places:
        x, y = view.at(place)
        assert 0 <= x <= 760
        assert 0 <= y <= 472


def test_two_regions_are_joined_by_an_arc() -> None:
    assert 'class="arc"' in shown(places=[LOMBARDY, CATALONIA], variant="hero")
    assert 'class="arc"' not in shown(places=[LOMBARDY, CANARIES], variant="hero")


def test_marks_differ_in_shape_and_names_are_written() -> None:
    html = shown(places=[LOMBARDY, CATALONIA], variant="hero")
    assert '<circle class="pin a"' in html
    assert '<rect class="pin b"' in html
    assert ">Lombardy</text>" in html
    assert ">Catalonia</text>" in html


def test_the_picture_says_what_it_shows() -> None:
    assert "Map of Europe with these places marked: Lombardy, Catalonia" in shown(
        places=[LOMBARDY, CATALONIA]
    )


def test_pins_that_are_links_serve_the_mouse_alone() -> None:
    html = shown(places=[LOMBARDY, Region()], link=True)
    assert 'href="/regions/lombardy/" tabindex="-1"' in html
    assert 'href="/regions/norway/" tabindex="-1"' in html
    assert 'aria-hidden="true"' in html


def test_a_place_without_position_is_left_out() -> None:
    html = shown(places=[Region(latitude=None, longitude=None), CANARIES])
    assert "Norway" not in html
    assert "<svg" in shown(places=[])


def test_names_are_escaped() -> None:
    hostile = Place("<script>", 45, 9, "", '"><script>')
    assert "<script" not in shown(places=[hostile], link=True)


def test_many_places_have_no_labels_that_would_cover_each_other() -> None:
    many = [Place(f"P{index}", 40 + index, 5) for index in range(7)]
    assert "<text" not in shown(places=many)


def test_the_land_stays_small_and_colourless() -> None:
    land = (settings.BASE_DIR / "static" / "map" / "europe.svg").read_text(encoding="utf-8")
    assert len(land) <= 25_000
    assert re.search(r'<path id="land" d="M', land)
    assert "fill" not in re.sub(r"<!--.*?-->", "", land, flags=re.DOTALL)
