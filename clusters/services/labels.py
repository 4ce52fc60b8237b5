"""Labels that a cluster states by itself, and the source that an editor gives for one."""

from collections.abc import Iterable

from django.db import connection, transaction

from clusters.models import LabelAward, Organisation, Source
from clusters.records import LabelText, SourceText
from interface.addresses import address_of

# Names the lock of new sources among the database's advisory locks.
LOCK = 70_212


class LabelGone(Exception):
    """The cluster does not state this label any more."""


def state_labels(cluster: Organisation, labels: Iterable[LabelText]) -> None:
    """Keep what the cluster states as it is written now; within a transaction that holds it.

    What has a source, or never came from the cluster, stays as it is: a label of that day is not
    stated beside it.
    """
    wished = {(row.label, row.awarded_on): row for row in labels}
    # An editor who gives one of them a source meanwhile comes before or after.
    held = cluster.label_awards.select_for_update().order_by("pk")
    stated = [award for award in held if not award.is_confirmed]
    for award in stated:
        if (award.label_id, award.awarded_on) not in wished:
            award.delete()
    for (label, awarded_on), row in wished.items():
        award, is_new = LabelAward.objects.get_or_create(
            organisation=cluster,
            label_id=label,
            awarded_on=awarded_on,
            defaults={"valid_until": row.valid_until, "is_stated": True},
        )
        if not is_new and not award.is_confirmed and award.valid_until != row.valid_until:
            award.valid_until = row.valid_until
            award.save(update_fields=["valid_until"])


@transaction.atomic
def give_source(*, award: LabelAward, source: SourceText) -> LabelAward:
    """Say where it can be read that the cluster holds the label: from then on it counts.

    A source of that address is taken as it stands. What has a source already keeps it. Raises
    `LabelGone`.
    """
    current = LabelAward.objects.select_for_update().filter(pk=award.pk).first()
    if current is None:
        raise LabelGone
    if current.source_id is None:
        current.source = _source(source)
        current.save(update_fields=["source"])
    return current


def _source(text: SourceText) -> Source:
    with connection.cursor() as cursor:
        # Else two editors make one source twice, or two under one address.
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    known = Source.objects.filter(url=text.url).order_by("pk").first()
    if known:
        return known
    words = address_of(text.title, longest=80, otherwise="source")
    taken = set(Source.objects.filter(slug__startswith=words).values_list("slug", flat=True))
    free = (slug for slug in (words, *(f"{words}-{n}" for n in range(2, len(taken) + 3))))
    slug = next(slug for slug in free if slug not in taken)
    return Source.objects.create(
        slug=slug, title=text.title, publisher=text.publisher, url=text.url
    )
