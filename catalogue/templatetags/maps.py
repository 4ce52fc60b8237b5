"""The map of Europe with a mark for each place. Usage: docs/components.md."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from django import template
from django.utils.translation import gettext as _

from catalogue.maps import Frame, Place, arc, frame

register = template.Library()

SIZES = {"hero": (760, 472), "plain": (760, 640)}
# More labels than this would cover each other; the list beside the map names every place.
MOST_LABELS = 6
LABEL_WIDTH, LABEL_HEIGHT, EDGE = 150, 34, 80


class Located(Protocol):
    """What the map needs to know of a place: a region, a venue or a `catalogue.maps.Place`."""

    @property
    def name(self) -> str: ...
    @property
    def latitude(self) -> float | Decimal | None: ...
    @property
    def longitude(self) -> float | Decimal | None: ...


@dataclass(frozen=True, slots=True)
class Label:
    """Where the middle of a name stands in the picture."""

    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Pin:
    """A place in the picture; without a label where there are too many."""

    place: Place
    x: float
    y: float
    label: Label | None

    @property
    def corner_x(self) -> float:
        return self.x - 5.5

    @property
    def corner_y(self) -> float:
        return self.y - 5.5

    @property
    def ring_x(self) -> float:
        return self.x - 14

    @property
    def ring_y(self) -> float:
        return self.y - 14


def _labels(points: Sequence[tuple[float, float]], width: int) -> list[Label]:
    """Labels stand above their pins, clear of the arc; one too near another moves below its pin."""
    labels: list[Label] = []
    for x, y in points:
        at = min(max(x, EDGE), width - EDGE)
        above = Label(at, y - 26)
        near = any(
            abs(at - label.x) < LABEL_WIDTH and abs(above.y - label.y) < LABEL_HEIGHT
            for label in labels
        )
        labels.append(Label(at, y + 42) if near else above)
    return labels


def _pins(places: Sequence[Place], view: Frame) -> list[Pin]:
    points = [view.at(place) for place in places]
    labels: list[Label | None] = [None] * len(places)
    if len(places) <= MOST_LABELS:
        labels = [*_labels(points, view.width)]
    return [
        Pin(place=place, x=x, y=y, label=label)
        for place, (x, y), label in zip(places, points, labels, strict=True)
    ]


def _url(place: Located) -> str:
    known = getattr(place, "url", "") or getattr(place, "get_absolute_url", "")
    return str(known() if callable(known) else known)


def _known(places: Iterable[Located], *, link: bool) -> list[Place]:
    """The places whose position is known."""
    return [
        Place(
            str(place.name),
            float(place.latitude),
            float(place.longitude),
            getattr(place, "mark", ""),
            _url(place) if link else "",
        )
        for place in places
        if place.latitude is not None and place.longitude is not None
    ]


def _arc(pins: Sequence[Pin]) -> str:
    ends = {pin.place.mark: (pin.x, pin.y) for pin in pins}
    return arc(ends["a"], ends["b"]) if "a" in ends and "b" in ends else ""


@register.inclusion_tag("interface/map.html")
def europe_map(
    places: Iterable[Located], title: str = "", variant: str = "plain", link: bool = False
) -> dict[str, object]:
    """The map with its pins; an arc joins "a" and "b". `variant` is "plain" or "hero".

    The page shows the same places as a list; with `link` the pins serve the mouse alone.
    """
    known = _known(places, link=link)
    width, height = SIZES[variant]
    view = frame(known, width, height, crop=variant == "hero")
    pins = _pins(known, view)
    names = ", ".join(place.name for place in known)
    return {
        "title": title
        or _("Map of Europe with these places marked: %(places)s") % {"places": names},
        "variant": variant,
        "view": view,
        "pins": pins,
        "arc": _arc(pins),
        "link": link,
    }
