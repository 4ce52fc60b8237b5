"""One search over the whole register: accents do not matter, and small slips are forgiven.

A thing is found when a name, its summary or a fact of it contains the words (in any case, without
accents), or when its name is like them by trigrams. Names that are like them come first.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.urls import reverse

from accounts.models import User
from archive.models import EditionFact, SeriesFact
from clusters.likeness import LEAST_LETTERS, matching
from clusters.models import Organisation, OrganisationFact, Project, ProjectFact, Region, Source
from events.models import Edition, Series

MOST = 20

Found = TypeVar("Found", bound=Model)


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found: its name, what it is, where its page is."""

    name: str
    note: str
    url: str
    is_demo: bool = False


@dataclass(frozen=True, slots=True)
class Hits:
    """Things of one kind; `more` when there are others beyond the first twenty."""

    kind: str
    hits: tuple[Hit, ...]
    more: bool


def search(words: str, user: User | AnonymousUser) -> list[Hits]:
    """Kinds with at least one hit. Nothing for fewer than two letters."""
    words = " ".join(words.split())
    if len(words) < LEAST_LETTERS:
        return []
    kinds = [
        _hits("editions", _editions(words, user), _edition_hit),
        _hits("series", _series(words), _series_hit),
        _hits("regions", _regions(words), _region_hit),
        _hits("organisations", _organisations(words), _organisation_hit),
        _hits("projects", _projects(words), _project_hit),
        _hits("sources", _sources(words), _source_hit),
    ]
    return [hits for hits in kinds if hits.hits]


def _hits(kind: str, rows: QuerySet[Found], hit: Callable[[Found], Hit]) -> Hits:
    first = list(rows[: MOST + 1])
    return Hits(kind, tuple(hit(row) for row in first[:MOST]), len(first) > MOST)


def _said(model: type[Model], words: str) -> Q:
    """A fact of the row contains the words."""
    facts = model._default_manager.filter(
        subject=OuterRef("pk"), statement__unaccent__icontains=words
    )
    return Q(Exists(facts))


def _editions(words: str, user: User | AnonymousUser) -> QuerySet[Edition]:
    return matching(
        Edition.objects.visible_to(user),
        words,
        names=("name", "city"),
        texts=("summary", "venue"),
        also=_said(EditionFact, words),
    )


def _series(words: str) -> QuerySet[Series]:
    return matching(
        Series.objects.all(), words, names=("name",), texts=("aim",), also=_said(SeriesFact, words)
    )


def _regions(words: str) -> QuerySet[Region]:
    code = Q(code__istartswith=words) | Q(former_codes__code__iexact=words)
    rows = Region.objects.filter(pk__in=Region.objects.filter(code).values("pk"))
    return matching(
        Region.objects.all(), words, names=("name", "local_name"), also=Q(pk__in=rows.values("pk"))
    )


def _organisations(words: str) -> QuerySet[Organisation]:
    return matching(
        Organisation.objects.select_related("region"),
        words,
        names=("name", "short_name"),
        texts=("summary",),
        also=_said(OrganisationFact, words),
    )


def _projects(words: str) -> QuerySet[Project]:
    return matching(
        Project.objects.all(),
        words,
        names=("name", "full_name"),
        texts=("summary",),
        also=_said(ProjectFact, words),
    )


def _sources(words: str) -> QuerySet[Source]:
    return matching(Source.objects.all(), words, names=("title",), texts=("publisher",))


def _edition_hit(row: Edition) -> Hit:
    year = str(row.starts_on.year) if row.starts_on else ""
    note = ", ".join(part for part in (row.city, year) if part)
    return Hit(row.name, note, row.get_absolute_url(), row.is_demo)


def _organisation_hit(row: Organisation) -> Hit:
    region = row.region.name if row.region else ""
    note = ", ".join(part for part in (str(row.get_kind_display()), region) if part)
    return Hit(row.name, note, row.get_absolute_url(), row.is_demo)


def _series_hit(row: Series) -> Hit:
    return Hit(row.name, row.aim, row.get_absolute_url(), row.is_demo)


def _region_hit(row: Region) -> Hit:
    return Hit(row.name, row.code, row.get_absolute_url())


def _project_hit(row: Project) -> Hit:
    return Hit(row.name, row.summary, row.get_absolute_url(), row.is_demo)


def _source_hit(row: Source) -> Hit:
    return Hit(row.title, row.publisher, f"{reverse('source-list')}#{row.slug}")
