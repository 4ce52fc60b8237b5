"""Those who organise an edition hear of what clusters do: one settled mail an hour at most."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from events.models import Edition, Registration, RegistrationNews
from events.queries.about import about, called
from events.queries.editions import organisers_to_tell
from events.signals import meetings_without_delegate
from notifications.services import next_batch, tell

Kind = RegistrationNews.Kind
MAIL = "organiser-news"
APART = timedelta(hours=1)


def note(*, registration: Registration, kind: Kind, now: datetime, lost_meetings: int = 0) -> None:
    """Keep what a cluster did, and put it into the mail that waits for the organisers.

    Call it inside the act, which holds the lock of the edition.
    """
    is_new = kind == Kind.REGISTERED
    RegistrationNews.objects.create(
        registration=registration,
        kind=kind,
        message=registration.message if is_new else "",
        lost_meetings=lost_meetings,
        happened_at=now,
    )
    _tell_organisers(registration.edition, now)


def meetings_left_alone(
    registration: Registration, now: datetime, *, is_unnamed: bool = False
) -> int:
    """How many published meetings to come nobody of the delegation is left for, as it is now.

    Of one that `is_unnamed` now: those in which nobody sits who has a name.
    """
    answers = meetings_without_delegate.send(
        sender=Registration, registration=registration, now=now, is_unnamed=is_unnamed
    )
    return sum(int(count or 0) for _receiver, count in answers)


def _tell_organisers(edition: Edition, now: datetime) -> None:
    """Write the mail that waits anew, with all that no mail has told yet."""
    key = f"edition:{edition.pk}"
    batch = next_batch(kind=MAIL, object_key=key, now=now, apart=APART)
    news = RegistrationNews.objects.filter(registration__edition=edition)
    untold = news.filter(told_in=None) | news.filter(told_in=batch.version)
    rows = list(untold.select_related("registration__cluster").order_by("happened_at", "pk"))
    RegistrationNews.objects.filter(pk__in=[row.pk for row in rows]).update(told_in=batch.version)
    settled = _settled(rows)
    if not settled:
        return
    tell(
        kind=MAIL,
        object_key=key,
        version=batch.version,
        recipients=organisers_to_tell(edition),
        template="events/mail/organiser_news",
        context={
            "edition": called(edition),
            "edition_slug": edition.slug,
            "news": [
                {
                    "kind": row.kind,
                    "cluster": row.registration.cluster.name,
                    "message": row.message,
                    "lost": row.lost_meetings,
                }
                for row in settled
            ],
            "costs_meetings": any(
                row.lost_meetings for row in settled if row.kind == Kind.WITHDREW
            ),
            "shrank": any(row.kind == Kind.SHRANK for row in settled),
            "registers": any(row.kind == Kind.REGISTERED for row in settled),
        },
        now=now,
        due_at=batch.due_at,
        about=about(edition),
    )


def _settled(rows: Sequence[RegistrationNews]) -> list[RegistrationNews]:
    """Without the clusters that came and went before anybody was told that they came."""
    of_cluster = defaultdict[int, list[RegistrationNews]](list)
    for row in rows:
        of_cluster[row.registration_id].append(row)
    passing = {
        pk
        for pk, story in of_cluster.items()
        if (story[0].kind, story[-1].kind) == (Kind.REGISTERED, Kind.WITHDREW)
    }
    return [row for row in rows if row.registration_id not in passing]
