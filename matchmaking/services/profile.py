"""A cluster keeps its profile: what it is, what it offers and what it needs."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import F

from clusters.models import Document, Keyword, Organisation, Sector
from clusters.services.labels import state_labels
from interface.contention import retrying
from matchmaking.models import Need, Offer
from matchmaking.queries.profile import DocumentText, LineText, ProfileText, stored_profile
from matchmaking.services.placing.interpreters import hold_meetings_of, seat_interpreters_anew


class ProfileChanged(Exception):
    """Somebody else saved the profile meanwhile. Nothing was changed."""


@retrying
def save_profile(
    *, cluster: Organisation, version: int, profile: ProfileText, now: datetime
) -> None:
    """Store the profile that was written on top of `version`.

    Where it names other languages, who interprets in the cluster's meetings to come is said anew;
    what has nobody then stays where it is, for the organiser to mend. What is stored already is an
    answer, not a change. Raises ProfileChanged, `Busy`.
    """
    known = Organisation.objects.filter(pk=cluster.pk).values_list("languages", flat=True).get()
    speaks_otherwise = frozenset(known) != profile.languages
    concerned = hold_meetings_of(cluster.pk, now) if speaks_otherwise else ()
    current = Organisation.objects.select_for_update(no_key=True).get(pk=cluster.pk)
    if stored_profile(current) == profile:
        return
    fields: dict[str, Any] = {
        "summary": profile.summary,
        "description": profile.description,
        "website": profile.website,
        "member_count": profile.member_count,
        "languages": sorted(profile.languages),
    }
    rows = Organisation.objects.filter(pk=current.pk, version=version)
    if not rows.update(version=F("version") + 1, **fields):
        raise ProfileChanged
    current.sectors.set(Sector.objects.filter(pk__in=profile.sectors))
    _store_lines(Offer, current, profile.offers)
    _store_lines(Need, current, profile.needs)
    _store_keywords(current, profile.keywords)
    _store_documents(current, profile.documents)
    state_labels(current, profile.labels)
    for registration in concerned:
        seat_interpreters_anew(registration.edition, now, of=registration)


def _store_lines(
    model: type[Offer | Need], cluster: Organisation, lines: Sequence[LineText]
) -> None:
    """Keep the rows whose text stays, in the new order."""
    model.objects.filter(cluster=cluster).exclude(text__in=[line.text for line in lines]).delete()
    for position, line in enumerate(lines):
        row, _ = model.objects.update_or_create(
            cluster=cluster, text=line.text, defaults={"position": position}
        )
        row.sectors.set(line.sectors)


def _store_keywords(cluster: Organisation, keywords: Sequence[str]) -> None:
    cluster.keywords.exclude(text__in=keywords).delete()
    for position, text in enumerate(keywords):
        Keyword.objects.update_or_create(
            organisation=cluster, text=text, defaults={"position": position}
        )


def _store_documents(cluster: Organisation, documents: Sequence[DocumentText]) -> None:
    """Keep the rows whose address stays, in the new order."""
    cluster.documents.exclude(url__in=[one.url for one in documents]).delete()
    for position, one in enumerate(documents):
        Document.objects.update_or_create(
            organisation=cluster,
            url=one.url,
            defaults={"title": one.title, "position": position},
        )
