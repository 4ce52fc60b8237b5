"""Who speaks for an organisation, which labels it holds; things by any of their names."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from operator import itemgetter

from django.db import connection
from django.db.models import Case, Model, Q, QuerySet, Value, When

from clusters.likeness import (
    LEAST_LETTERS,
    as_looked_for,
    begins_words,
    by_likeness,
    named,
    near,
)
from clusters.models import (
    ACTING,
    LabelAward,
    Membership,
    Organisation,
    Region,
    RegionName,
    SmallRegion,
)
from clusters.models.organisations import LabelAwardQuerySet
from interface.folding import BETWEEN
from interface.words import listed
from notifications.recipients import Recipient

# As many regions are meant at most where none is called so, but some are like it.
MOST_REGIONS = 3


def held_labels(organisation: Organisation, today: date) -> LabelAwardQuerySet:
    """The labels that have not lapsed, also those that it states by itself."""
    rows: LabelAwardQuerySet = organisation.label_awards.all()
    return rows.held_on(today).select_related("label__issuer", "source")


def labels_without_source() -> QuerySet[LabelAward]:
    """What clusters state by themselves, the oldest first."""
    rows = LabelAward.objects.stated().filter(organisation__is_draft=False)
    return rows.select_related("label", "organisation").order_by("pk")


def people_by_organisation(organisations: Iterable[int]) -> dict[int, list[Recipient]]:
    """Who acts for each organisation (by id) and has an account: those who are told; one query."""
    found = defaultdict[int, list[Recipient]](list)
    rows = Membership.objects.filter(
        organisation__in=set(organisations), role__in=ACTING, user__is_active=True
    )
    columns = ("organisation_id", "user__email", "user__language")
    for organisation, email, language in rows.order_by("user__email").values_list(*columns):
        found[organisation].append(Recipient(email, language))
    return dict(found)


def people_of(*organisations: int) -> list[Recipient]:
    """Who acts for these organisations (ids), each once, by e-mail address."""
    found = people_by_organisation(organisations)
    people = {recipient.email: recipient for some in found.values() for recipient in some}
    return [people[email] for email in sorted(people)]


def regions_called(words: str) -> QuerySet[Region]:
    """Regions with the words in a name of theirs, in any language, or in that of a small region in
    them; or with this code.

    `words` as `as_looked_for` gives them.
    """
    code = Q(code__iexact=words) | Q(former_codes__code__iexact=words)
    coded = Region.objects.filter(code).order_by().values("pk")
    return Region.objects.filter(_known(named(words)) | Q(pk__in=coded)).order_by()


def _known(called: Q) -> Q:
    """Regions of which a name, one in another language, or that of a small region in them is so.

    `called` is a condition on `known_as`.
    """
    condition = called
    for names in (RegionName, SmallRegion):
        rows = names._default_manager.filter(called).order_by()
        condition |= Q(pk__in=rows.values("region"))
    return condition


@dataclass(frozen=True, slots=True)
class Area:
    """The regions that somebody's words mean, with all that lies in them; perhaps none."""

    words: str
    regions: tuple[Region, ...]

    def __str__(self) -> str:
        return listed(region.name for region in self.regions) or self.words

    @property
    def codes(self) -> tuple[str, ...]:
        """Those that lie in none of the others; what lies in them has codes that begin so."""
        every = {region.code for region in self.regions}
        return tuple(code for code in sorted(every) if not _above(code) & every)

    def holds(self, path: str) -> Q:
        """Rows whose `path`, a region, lies here."""
        condition = Q(pk__in=())
        for code in self.codes:
            condition |= Q(**{f"{path}__code__startswith": code})
        return condition

    @property
    def has_some_of(self) -> Q:
        """Regions that lie here."""
        condition = Q(pk__in=())
        for code in self.codes:
            condition |= Q(code__startswith=code)
        return condition


def _above(code: str) -> set[str]:
    return {code[:length] for length in range(2, len(code))}


def area(words: str) -> Area:
    """The regions with just this name, in any language, or code; else those with the words in a
    name; else those whose names are likest. Three queries at most.
    """
    looked = as_looked_for(words)
    if len(looked) < LEAST_LETTERS:
        return Area(words, ())
    whole = Q(known_as__contains=f"{BETWEEN}{looked}{BETWEEN}")
    is_code = Q(code__iexact=looked) | Q(former_codes__code__iexact=looked)
    coded = Region.objects.filter(is_code).order_by().values("pk")
    exact = Case(When(_known(whole) | Q(pk__in=coded), then=Value(1)), default=Value(0))
    called = regions_called(looked).annotate(is_exact=exact).order_by("sort_name", "pk")
    just_so = [region for region in called if region.is_exact]
    return Area(words, tuple(just_so or called or _alike(looked)))


def _alike(words: str) -> list[Region]:
    """Those of which any name is most like the words, the likest first; two queries."""
    if any(sign.isdigit() for sign in words):  # A code is right or wrong.
        return []
    names: tuple[tuple[type[Model], str], ...] = (
        (Region, "pk"),
        (RegionName, "region"),
        (SmallRegion, "region"),
    )
    first, *others = (
        by_likeness(model._default_manager.all(), words).values_list(subject, "likeness")
        for model, subject in names
    )
    rows = first[:MOST_REGIONS].union(*(other[:MOST_REGIONS] for other in others), all=True)
    best: dict[int, float] = {}
    for pk, likeness in sorted(rows, key=itemgetter(1), reverse=True):
        best.setdefault(pk, likeness)
    least = near(max(best.values(), default=0))
    chosen = [pk for pk, likeness in best.items() if likeness >= least][:MOST_REGIONS]
    regions = Region.objects.in_bulk(chosen)
    return [regions[pk] for pk in chosen]


def in_region_called(words: str) -> Q:
    """Rows with a `region` that the words begin words of a name of, or one inside it."""
    codes = (
        Region.objects.filter(_known(begins_words("known_as", words)))
        .order_by()
        .values_list("code", flat=True)
    )
    condition = Q(pk__in=())
    for code in codes:
        condition |= Q(region__code__startswith=code)
    return condition


# Names beyond these are compared with the register's as a whole, not by likeness.
MOST_ALIKE = 500
# A function of the database (`clusters/migrations/0013_likest_clusters`).
LIKEST = "SELECT * FROM public.likest_clusters(%s::text[], %s::text[], %s::bigint[])"


@dataclass(frozen=True, slots=True)
class Known:
    """A cluster that is called so, `is_exact`, or whose name is like it, from 0 to 1."""

    pk: int
    name: str
    likeness: float = 1.0
    is_exact: bool = True


def folded_names(names: Iterable[str]) -> dict[str, str]:
    """Each of the names as it is looked for, whatever its case, accents and punctuation."""
    with connection.cursor() as cursor:
        query = "SELECT name, public.folded(name) FROM unnest(%s::text[]) AS name"
        cursor.execute(query, [list(names)])
        return dict(cursor.fetchall())


def known_clusters(names: Iterable[str], *, drafts: Collection[int]) -> dict[str, Known]:
    """For each of the names the cluster that has it or is likest, in the register or among these
    drafts (ids); three queries.

    Names that no cluster's is like are left out.
    """
    folded = folded_names(names)
    found = _called(folded, drafts)
    others = {name: words for name, words in folded.items() if name not in found and words}
    return found | _likest(dict(list(others.items())[:MOST_ALIKE]), drafts)


def _called(folded: dict[str, str], drafts: Collection[int]) -> dict[str, Known]:
    seen = Q(is_draft=False) | Q(pk__in=drafts)
    clusters = Organisation.with_drafts.clusters().filter(seen).order_by("is_draft", "pk")
    by_name: dict[str, Known] = {}
    for row in clusters.only("pk", "name", "short_name", "known_as"):
        for words in row.known_as.split(BETWEEN):
            by_name.setdefault(words, Known(row.pk, row.called))
    by_name.pop("", None)
    return {name: by_name[words] for name, words in folded.items() if words in by_name}


def _likest(folded: dict[str, str], drafts: Collection[int]) -> dict[str, Known]:
    if not folded:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(LIKEST, [list(folded), list(folded.values()), list(drafts)])
        rows = cursor.fetchall()
    return {name: Known(pk, called, like, is_exact=False) for name, pk, called, like in rows}
