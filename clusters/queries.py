"""Who speaks for an organisation; regions by any of their names."""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Q, QuerySet

from clusters.likeness import begins_words, named
from clusters.models import Membership, Region, RegionName
from notifications.recipients import Recipient


def people_by_organisation(organisations: Iterable[int]) -> dict[int, list[Recipient]]:
    """The active members of each organisation (by id): those who are told; one query."""
    found = defaultdict[int, list[Recipient]](list)
    rows = Membership.objects.filter(organisation__in=set(organisations), user__is_active=True)
    columns = ("organisation_id", "user__email", "user__language")
    for organisation, email, language in rows.order_by("user__email").values_list(*columns):
        found[organisation].append(Recipient(email, language))
    return dict(found)


def people_of(*organisations: int) -> list[Recipient]:
    """The active members of these organisations (ids), each once, by e-mail address."""
    found = people_by_organisation(organisations)
    people = {recipient.email: recipient for some in found.values() for recipient in some}
    return [people[email] for email in sorted(people)]


def regions_called(words: str) -> QuerySet[Region]:
    """Regions with the words in a name of theirs, in any language, or with this code.

    `words` as `as_looked_for` gives them.
    """
    others = RegionName.objects.filter(named(words)).values("region")
    code = Q(code__iexact=words) | Q(former_codes__code__iexact=words)
    coded = Region.objects.filter(code).order_by().values("pk")
    return Region.objects.filter(named(words) | Q(pk__in=others) | Q(pk__in=coded)).order_by()


def in_region_called(words: str) -> Q:
    """Rows with a `region` that the words begin words of a name of, or one inside it."""
    codes = (
        Region.objects.filter(
            begins_words("known_as", words)
            | Q(pk__in=RegionName.objects.filter(begins_words("known_as", words)).values("region"))
        )
        .order_by()
        .values_list("code", flat=True)
    )
    condition = Q(pk__in=())
    for code in codes:
        condition |= Q(region__code__startswith=code)
    return condition
