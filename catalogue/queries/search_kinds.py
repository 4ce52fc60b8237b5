"""The kinds of things that the search finds: by which names and texts, what is shown of each."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import (
    BooleanField,
    CharField,
    F,
    FloatField,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce, Concat, ExtractYear, NullIf

from accounts.models import User
from archive.models import Award, EditionFact, SeriesFact
from clusters.likeness import by_likeness, named, rank, saying
from clusters.models import (
    FundingProgramme,
    FundingProgrammeFact,
    Keyword,
    Organisation,
    OrganisationFact,
    Project,
    ProjectFact,
    Region,
    RegionName,
    RegionPartnership,
    RegionPartnershipFact,
    Sector,
    SmallRegion,
    Source,
)
from events.models import Edition, Series, Speaker
from matchmaking.models import Need, Offer
from translations import declaring
from translations.models import Translation

MOST = 20
NOTHING = Value("", output_field=TextField())
ALL = Value(1.0, output_field=FloatField())
Rows = QuerySet[Any, Any]
Said = Callable[[str], Q]

ORDER = (
    *("editions", "series", "regions", "partnerships", "organisations", "projects"),
    *("speakers", "programmes", "awards", "sectors", "sources"),
)


@dataclass(frozen=True)
class Kind:
    """How things of one kind are looked for, and what is shown of each."""

    name: str
    rows: Rows
    called: Combinable
    place: Combinable
    notes: tuple[Combinable, ...] = ()
    said: Said | None = None
    is_demo: Combinable = field(default_factory=lambda: Value(False, output_field=BooleanField()))
    subject: str = "pk"

    def shown(self, rows: Rows, likeness: Combinable) -> Rows:
        """The columns of a hit, for rows that have a rank."""
        first, second, third, *_ = (*self.notes, NOTHING, NOTHING, NOTHING)
        return rows.values_list(
            Value(self.name, output_field=TextField()),
            "rank",
            self.subject,
            *(Cast(part, TextField()) for part in (self.called, self.place, first, second, third)),
            self.is_demo,
            likeness,
        )

    def found(self, words: str) -> Rows:
        """Those that have the words in a name, or say them; the nearest first."""
        condition = named(words) | (self.said(words) if self.said else Q(pk__in=()))
        rows = self.rows.annotate(rank=rank(words)).filter(condition)
        return self.shown(rows.order_by("rank", "known_as", "pk"), ALL)[: MOST + 1]

    def like(self, words: str) -> Rows:
        """Those whose names are like the words."""
        return self.shown(by_likeness(self.rows, words), F("likeness"))[: MOST + 1]


def _said_by(model: type[Model], facts: type[Model], *texts: str) -> Said:
    """A text of the row, or a fact about it, has the words."""

    def said(words: str) -> Q:
        about = saying(facts._default_manager.all(), words, "statement").order_by()
        condition = Q(pk__in=about.values("subject"))
        return condition | _texts(model, words, texts)

    return said


def _edition_says(words: str) -> Q:
    """An edition says so, or one of its own texts does in another language."""
    rows = Translation.objects.texts().filter(model=declaring.label(Edition))
    translated = saying(rows, words, "text").order_by()
    said = _said_by(Edition, EditionFact, "summary", "venue")(words)
    return said | Q(pk__in=translated.values("record"))


def _texts(model: type[Model], words: str, texts: tuple[str, ...]) -> Q:
    condition = Q(pk__in=())
    for text in texts:
        rows = saying(model._default_manager.all(), words, text).order_by()
        condition |= Q(pk__in=rows.values("pk"))
    return condition


def _organisations_saying(words: str) -> Q:
    offers = saying(Offer.objects.order_by(), words, "text").values("cluster")
    needs = saying(Need.objects.order_by(), words, "text").values("cluster")
    said = _said_by(Organisation, OrganisationFact, "summary")(words)
    keywords = saying(Keyword.objects.order_by(), words, "text").values("organisation")
    return said | Q(pk__in=offers) | Q(pk__in=needs) | Q(pk__in=keywords)


def _coded(words: str) -> Q:
    """A region by its code, today's or an earlier one."""
    rows = Region.objects.filter(Q(code__iexact=words) | Q(former_codes__code__iexact=words))
    return Q(pk__in=rows.order_by().values("pk"))


def _place(page: str, column: str = "slug") -> Concat:
    return Concat(Value(f"{page}/"), F(column), output_field=CharField())


def _first(rows: Rows, page: str, column: str, order: str) -> Subquery:
    """The page of the first of these rows, whose `column` is in its address."""
    return Subquery(rows.order_by(order).values_list(_place(page, column), flat=True)[:1])


def _first_body(rows: Rows) -> Subquery:
    return Subquery(rows.order_by("sort_name").values_list(BODY, flat=True)[:1])


BODY = Concat(F("kind"), Value("/"), F("slug"), output_field=CharField())
YEAR = Coalesce(Cast(ExtractYear("starts_on"), TextField()), NOTHING)


def kinds(user: User | AnonymousUser) -> list[Kind]:
    editions = Edition.objects.visible_to(user)
    return [
        Kind(
            "editions", editions, F("name"), _place("edition"), (F("city"), YEAR),
            _edition_says, F("is_demo"),
        ),
        Kind(
            "series", Series.objects.all(), F("name"), _place("series"), (F("aim"),),
            _said_by(Series, SeriesFact, "aim"), F("is_demo"),
        ),
        *_kinds_of_regions(),
        Kind(
            "organisations",
            Organisation.objects.all(),
            Coalesce(NullIf("short_name", Value("")), "name"),
            BODY,
            (F("name"), F("kind"), Coalesce(F("region__name"), NOTHING)),
            _organisations_saying,
            F("is_demo"),
        ),
        Kind(
            "projects", Project.objects.all(), F("name"), _place("project"), (F("summary"),),
            _said_by(Project, ProjectFact, "summary"), F("is_demo"),
        ),
        *_kinds_at_editions(editions),
        Kind(
            "sectors", Sector.objects.all(), F("name"), _place("sector"),
        ),
        Kind(
            "sources", Source.objects.all(), F("title"), _place("source"), (F("publisher"),),
        ),
    ]  # fmt: skip


def _kinds_of_regions() -> list[Kind]:
    """Regions by their own names, by those in other languages and by those of small regions in
    them, and partnerships of regions.
    """
    members = RegionPartnership.regions.through._default_manager.filter(
        regionpartnership=OuterRef("pk")
    )
    return [
        Kind(
            "regions", Region.objects.all(), F("name"), _place("region", "code"), (F("code"),),
            _coded,
        ),
        Kind(
            "regions", RegionName.objects.all(), F("region__name"),
            _place("region", "region__code"), (F("region__code"), F("name")), subject="region_id",
        ),
        Kind(
            "regions", SmallRegion.objects.all(), F("region__name"),
            _place("region", "region__code"), (F("region__code"), F("name")), subject="region_id",
        ),
        Kind(
            "partnerships", RegionPartnership.objects.all(), F("name"),
            Coalesce(_first(members, "region", "region__code", "region__sort_name"), NOTHING),
            (F("description"),), _said_by(RegionPartnership, RegionPartnershipFact, "description"),
        ),
    ]  # fmt: skip


def _kinds_at_editions(editions: QuerySet[Edition]) -> list[Kind]:
    """Who spoke, what was awarded and who paid: each is shown on the page of something else."""
    held = Edition.objects.filter(pk__in=editions.order_by().values("pk"))
    funded = Project.objects.filter(programme=OuterRef("pk"))
    events = held.filter(funding_programmes=OuterRef("pk"))
    bodies = Organisation.objects.filter(awards=OuterRef("pk"))
    here = {"session__edition__in": held.order_by().values("pk")}
    return [
        Kind(
            "speakers", Speaker.objects.filter(**here), F("name"),
            _place("edition", "session__edition__slug"),
            (F("session__title"), F("session__edition__name")),
            is_demo=F("session__edition__is_demo"),
        ),
        Kind(
            "programmes", FundingProgramme.objects.all(), F("name"),
            Coalesce(
                _first_body(Organisation.objects.filter(programmes=OuterRef("pk"))),
                _first(funded, "project", "slug", "sort_name"),
                _first(events, "edition", "slug", "starts_on"),
                NOTHING,
            ),
            (F("description"),), _said_by(FundingProgramme, FundingProgrammeFact, "description"),
        ),
        Kind(
            "awards", Award.objects.all(), F("name"),
            Coalesce(
                _first(held.filter(awards=OuterRef("pk")), "edition", "slug", "pk"),
                _first(Project.objects.filter(awards=OuterRef("pk")), "project", "slug", "pk"),
                _first_body(bodies),
                NOTHING,
            ),
            (Coalesce(Cast("year", TextField()), NOTHING),),
        ),
    ]  # fmt: skip
