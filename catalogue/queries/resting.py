"""What rests on a source: every row of the register that names it, whatever it is about."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, F, Q, QuerySet, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce, NullIf

from archive.models import (
    Award,
    Delegation,
    EditionFact,
    EditionLink,
    Lesson,
    MediaLink,
    ProjectAppearance,
    SeriesFact,
)
from clusters.models import (
    FundingProgrammeFact,
    LabelAward,
    Organisation,
    OrganisationFact,
    ProjectFact,
    ProjectMarket,
    ProjectPartner,
    RegionFact,
    RegionPartnershipFact,
    Source,
    WorkPackage,
)
from events.models import Edition, EditionOrganiser, Session, Speaker

NOTHING, ITS_PASSAGE = Value("", CharField()), F("passage")
ALWAYS = Q()


@dataclass(frozen=True, slots=True)
class About:
    """What a row is about: its name, the page that it has (else empty), and when it is public."""

    name: Combinable = NOTHING
    page: str = ""
    slug: Combinable = NOTHING
    shown: Q = ALWAYS


@dataclass(frozen=True, slots=True)
class Kind:
    """What names sources; `catalogue.words.resting` has words for `code` and a row's `detail`.

    A row is about the one of `abouts` that is shown for it; without one it is not public.
    """

    code: str
    found: Callable[[], QuerySet[Any]]
    abouts: tuple[About, ...]
    says: Combinable
    detail: Combinable = NOTHING
    passage: Combinable = ITS_PASSAGE
    inferred: Combinable = NOTHING
    is_fact: bool = False

    def public(self) -> Iterable[QuerySet[Any]]:
        """What may be read, a queryset for each thing that it can be about."""
        return (self.found().filter(about.shown).order_by() for about in self.abouts)

    def rows(self) -> Iterable[QuerySet[Any]]:
        """The same with `COLUMNS`."""
        for about, found in zip(self.abouts, self.public(), strict=True):
            yield found.annotate(
                rests_code=Value(self.code, CharField()),
                rests_detail=Cast(self.detail, CharField()),
                rests_says=Cast(self.says, CharField()),
                rests_passage=Cast(self.passage, CharField()),
                rests_inferred=Cast(self.inferred, CharField()),
                rests_about=Cast(about.name, CharField()),
                rests_page=Value(about.page, CharField()),
                rests_slug=Cast(about.slug, CharField()),
            )


COLUMNS = (
    "rests_code",
    "rests_detail",
    "rests_says",
    "rests_passage",
    "rests_inferred",
    "rests_about",
    "rests_page",
    "rests_slug",
)


def _called(path: str) -> Combinable:
    """The name of an organisation that people know."""
    return Coalesce(NullIf(F(f"{path}__short_name"), NOTHING), F(f"{path}__name"))


def _edition(path: str, shown: Q | None = None) -> tuple[About, ...]:
    public = ~Q(**{f"{path}__state": Edition.State.DRAFT})
    slug = F(f"{path}__slug")
    return (About(F(f"{path}__name"), "edition-detail", slug, public & (shown or ALWAYS)),)


def _organisation(path: str) -> tuple[About, ...]:
    listed = Q(**{f"{path}__is_draft": False})
    clusters = Q(**{f"{path}__kind": Organisation.Kind.CLUSTER})
    name, slug = _called(path), F(f"{path}__slug")
    return (
        About(name, "cluster-detail", slug, listed & clusters),
        About(name, "organisation-detail", slug, listed & ~clusters),
    )


def _project(path: str, shown: Q | None = None) -> tuple[About, ...]:
    return (About(F(f"{path}__name"), "project-detail", F(f"{path}__slug"), shown or ALWAYS),)


def _facts(found: Callable[[], QuerySet[Any]], *abouts: About, code: str = "fact") -> Kind:
    because = F("inferred_because")
    return Kind(code, found, abouts, F("statement"), F("topic"), inferred=because, is_fact=True)


NAMED = About(F("subject__name"))
OF_PROJECT = Q(project__isnull=False)
KINDS: tuple[Kind, ...] = (
    _facts(EditionFact.objects.all, *_edition("subject")),
    _facts(FundingProgrammeFact.objects.all, NAMED),
    _facts(OrganisationFact.objects.all, *_organisation("subject")),
    _facts(ProjectFact.objects.all, *_project("subject")),
    _facts(RegionFact.objects.all, About(F("subject__name"), "region-detail", F("subject__code"))),
    _facts(RegionPartnershipFact.objects.all, NAMED),
    _facts(SeriesFact.objects.all, About(F("subject__name"), "series-detail", F("subject__slug"))),
    _facts(Lesson.objects.all, *_edition("subject"), code="lesson"),
    Kind(
        "organiser",
        EditionOrganiser.objects.accepted,
        _edition("edition"),
        _called("organisation"),
        F("role"),
    ),
    Kind("session", Session.objects.all, _edition("edition"), F("title"), F("kind")),
    Kind(
        "speaker",
        Speaker.objects.agreed,
        _edition("session__edition"),
        Coalesce(NullIf(F("name"), NOTHING), _called("organisation")),
    ),
    Kind(
        "delegation",
        Delegation.objects.all,
        _edition("edition"),
        Coalesce(NullIf(F("name"), NOTHING), F("project__name"), _called("organisation")),
    ),
    Kind(
        "appearance",
        ProjectAppearance.objects.all,
        _edition("edition"),
        F("project__name"),
        F("kind"),
    ),
    Kind("media", MediaLink.objects.all, _edition("edition"), F("title"), F("kind")),
    Kind(
        "link",
        EditionLink.objects.all,
        _edition("earlier", ~Q(later__state=Edition.State.DRAFT)),
        F("later__name"),
    ),
    Kind(
        "award",
        Award.objects.all,
        (
            *_project("project", OF_PROJECT),
            *_edition("edition", ~OF_PROJECT & Q(edition__isnull=False)),
            About(shown=~OF_PROJECT & Q(edition__isnull=True)),
        ),
        F("name"),
        F("kind"),
    ),
    Kind(
        "label",
        LabelAward.objects.all,
        _organisation("organisation"),
        F("label__name"),
        passage=NOTHING,
    ),
    Kind(
        "partner",
        ProjectPartner.objects.all,
        _project("project"),
        _called("organisation"),
        F("role"),
    ),
    Kind("work_package", WorkPackage.objects.all, _project("project"), F("title"), F("number")),
    Kind("market", ProjectMarket.objects.all, _project("project"), F("name")),
)


def resting_on(source: Source) -> QuerySet[Any]:
    """All that rests on the source, a dictionary each with the keys `COLUMNS`; one query.

    Facts come first, and what is of one kind is together.
    """
    parts = [
        rows.filter(source=source)
        .annotate(rests_order=Value(order), rests_key=F("pk"))
        .values("rests_order", "rests_key", *COLUMNS)
        for order, kind in enumerate(KINDS)
        for rows in kind.rows()
    ]
    found: QuerySet[Any] = parts[0].union(*parts[1:], all=True)
    return found.order_by("rests_order", "rests_about", "rests_key")
