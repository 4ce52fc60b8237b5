"""Who speaks for an organisation."""

from collections import defaultdict
from collections.abc import Iterable

from clusters.models import Membership
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
