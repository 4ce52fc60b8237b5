"""The map of Europe with a mark for each place. Usage: docs/components.md."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django import template

from catalogue.maps import Frame, Located, arc, frame

register = template.Library()

SIZES = {"hero": (760, 472), "plain": (760, 640)}
# More labels than this would cover each other; the list beside the map names every place.
MOST_LABELS = 6
LABEL_GAP = 16


@dataclass(frozen=True, slots=True)
class Pin:
    """A place in the picture, with where its label stands ("" for none)."""

    place: Located
    x: float
    y: float
    url: str
    anchor: str
    label_x: float

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

    @property
    def label_y(self) -> float:
        return self.y + 6


def _anchors(points: Sequence[tuple[float, float]], width: int) -> list[str]:
    """Labels of the left half stand left of their pin when there is room, others right."""
    middle = sum(x for x, _ in points) / len(points) if points else 0
    lone = len(points) == 1
    return ["end" if not lone and width * 0.3 < x < middle else "start" for x, _ in points]


def _pins(places: Sequence[Located], view: Frame, *, link: bool) -> list[Pin]:
    points = [view.at(place) for place in places]
    anchors = _anchors(points, view.width) if len(places) <= MOST_LABELS else [""] * len(places)
    return [
        Pin(
            place=place,
            x=x,
            y=y,
            url=_url(place) if link else "",
            anchor=anchor,
            label_x=x - LABEL_GAP - 3 if anchor == "end" else x + LABEL_GAP + 3,
        )
        for place, (x, y), anchor in zip(places, points, anchors, strict=True)
    ]


def _url(place: Located) -> str:
    known = getattr(place, "url", "") or getattr(place, "get_absolute_url", "")
    return str(known() if callable(known) else known)


def _arc(pins: Sequence[Pin]) -> str:
    ends = {pin.place.mark: (pin.x, pin.y) for pin in pins}
    return arc(ends["a"], ends["b"]) if "a" in ends and "b" in ends else ""


@register.inclusion_tag("components/map.html")
def europe_map(
    places: Iterable[Located], title: str = "", variant: str = "plain", link: bool = False
) -> dict[str, object]:
    """The map with its pins; an arc joins "a" and "b". `variant` is "plain" or "hero".

    The page shows the same places as a list; with `link` the pins serve the mouse alone.
    """
    known = [place for place in places if place.latitude is not None]
    width, height = SIZES[variant]
    view = frame(known, width, height, crop=variant == "hero")
    pins = _pins(known, view, link=link)
    names = ", ".join(str(place.name) for place in known)
    return {
        "title": title or f"Map of Europe with {names} marked",
        "variant": variant,
        "view": view,
        "pins": pins,
        "arc": _arc(pins),
        "link": link,
    }
