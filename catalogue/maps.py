"""Where a place lies on the map of Europe, and which part of the map to show.

The land is `static/map/europe.svg`, drawn in the same units: Lambert's azimuthal equal-area
projection around 52° N 10° E (as ETRS89-LAEA, on a sphere), one unit = 5 km, y downwards.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import cos, hypot, radians, sin, sqrt

EARTH_RADIUS_KM = 6371.0
CENTRE_LATITUDE, CENTRE_LONGITUDE = radians(52), radians(10)
LEFT_KM, TOP_KM, KM_PER_UNIT = -2900.0, 2500.0, 5.0


@dataclass(frozen=True, slots=True)
class Place:
    """A place to mark; `mark` is "a", "b" or "", `url` may stay empty."""

    name: str
    latitude: float
    longitude: float
    mark: str = ""
    url: str = ""


def project(latitude: float, longitude: float) -> tuple[float, float]:
    """Degrees to the map's units."""
    lat, lon = radians(latitude), radians(longitude) - CENTRE_LONGITUDE
    nearness = 1 + sin(CENTRE_LATITUDE) * sin(lat) + cos(CENTRE_LATITUDE) * cos(lat) * cos(lon)
    k = EARTH_RADIUS_KM * sqrt(2 / max(nearness, 1e-9))
    east = k * cos(lat) * sin(lon)
    north = k * (cos(CENTRE_LATITUDE) * sin(lat) - sin(CENTRE_LATITUDE) * cos(lat) * cos(lon))
    return (east - LEFT_KM) / KM_PER_UNIT, (TOP_KM - north) / KM_PER_UNIT


@dataclass(frozen=True, slots=True)
class Frame:
    """The visible part: picture = map unit * `scale` + shift."""

    width: int
    height: int
    scale: float
    shift_x: float
    shift_y: float

    def at(self, place: Place) -> tuple[float, float]:
        x, y = project(place.latitude, place.longitude)
        return round(x * self.scale + self.shift_x, 1), round(y * self.scale + self.shift_y, 1)

    @property
    def transform(self) -> str:
        return f"translate({self.shift_x:.1f} {self.shift_y:.1f}) scale({self.scale:.4f})"


# The continent from Portugal to Cyprus and up to Lapland, in units.
WHOLE = (200.0, 120.0, 960.0, 900.0)
# No closer than about 1,150 km across, so that the surroundings can be recognised.
LEAST_SPAN = 230.0
MARGIN = 0.34


def frame(places: Iterable[Place], width: int, height: int, *, crop: bool) -> Frame:
    """The frame of a picture of that size: around the places when cropped, else all of Europe."""
    points = [project(place.latitude, place.longitude) for place in places]
    box = _around(points) if crop and points else _holding(points, WHOLE)
    left, top, right, bottom = box
    scale = min(width / (right - left), height / (bottom - top))
    return Frame(
        width,
        height,
        scale,
        width / 2 - (left + right) / 2 * scale,
        height / 2 - (top + bottom) / 2 * scale,
    )


Box = tuple[float, float, float, float]


def _holding(points: Sequence[tuple[float, float]], box: Box) -> Box:
    left, top, right, bottom = box
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return (
        min([left, *(x - 25 for x in xs)]),
        min([top, *(y - 25 for y in ys)]),
        max([right, *(x + 25 for x in xs)]),
        max([bottom, *(y + 25 for y in ys)]),
    )


def _around(points: Sequence[tuple[float, float]]) -> Box:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    span = max(max(xs) - min(xs), max(ys) - min(ys), LEAST_SPAN)
    pad = span * MARGIN
    middle_x, middle_y = (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2
    half_x = max((max(xs) - min(xs)) / 2 + pad, LEAST_SPAN / 2)
    half_y = max((max(ys) - min(ys)) / 2 + pad * 0.6, LEAST_SPAN * 0.3)
    return middle_x - half_x, middle_y - half_y, middle_x + half_x, middle_y + half_y


def arc(start: tuple[float, float], end: tuple[float, float]) -> str:
    """The path of a bent line between two points of a picture, bulging downwards."""
    (x1, y1), (x2, y2) = start, end
    length = hypot(x2 - x1, y2 - y1) or 1
    bend = length * 0.22
    side = 1 if x2 >= x1 else -1
    control_x = (x1 + x2) / 2 - (y2 - y1) / length * bend * side
    control_y = (y1 + y2) / 2 + (x2 - x1) / length * bend * side
    return f"M{x1:.1f} {y1:.1f}Q{control_x:.1f} {control_y:.1f} {x2:.1f} {y2:.1f}"
