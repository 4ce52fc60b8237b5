"""Those who organise an edition hear of what clusters do: one settled mail an hour at most."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from events import signals
from events.models import Edition, Registration, RegistrationNews
from events.queries.about import about, called
from events.queries.editions import organisers_to_tell
from events.records import MeetingThere
from notifications.services import next_batch, tell

Kind = RegistrationNews.Kind
MAIL = "organiser-news"
APART = timedelta(hours=1)


def note(
    *,
    registration: Registration,
    kind: Kind,
    now: datetime,
    lost: Collection[MeetingThere] = (),
) -> None:
    """Keep what a cluster did, and put it into the mail that waits for the organisers.

    `lost` are the published meetings that it costs.

    Call it inside the act, which holds the lock of the edition.
    """
    is_new = kind == Kind.REGISTERED
    RegistrationNews.objects.create(
        registration=registration,
        kind=kind,
        message=registration.message if is_new else "",
        lost_meetings=len(lost),
        lost=[{**asdict(one), "begins": one.begins.isoformat()} for one in lost],
        happened_at=now,
    )
    _tell_organisers(registration.edition, now)


def meetings_to_lose(registration: Registration, now: datetime) -> list[MeetingThere]:
    """The published meetings to come that end when this cluster leaves."""
    answers = signals.meetings_to_lose.send(sender=Registration, registration=registration, now=now)
    return _found(answers)


def meetings_left_alone(
    registration: Registration, now: datetime, *, is_unnamed: bool = False
) -> list[MeetingThere]:
    """The published meetings to come that nobody of the delegation is left for, as it is now.

    Of one that `is_unnamed` now: those in which nobody sits who has a name.
    """
    answers = signals.meetings_without_delegate.send(
        sender=Registration, registration=registration, now=now, is_unnamed=is_unnamed
    )
    return _found(answers)


def _found(answers: Iterable[tuple[object, Any]]) -> list[MeetingThere]:
    return [one for _receiver, found in answers for one in found or ()]


def _tell_organisers(edition: Edition, now: datetime) -> None:
    """Write the mail that waits anew, with all that no mail has told yet."""
    key = f"edition:{edition.pk}"
    batch = next_batch(kind=MAIL, object_key=key, now=now, apart=APART)
    news = RegistrationNews.objects.filter(registration__edition=edition)
    untold = news.filter(told_in=None) | news.filter(told_in=batch.version)
    related = ("registration__cluster", "registration__edition")
    rows = list(untold.select_related(*related).order_by("happened_at", "pk"))
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
                    "cluster": row.registration.cluster.called,
                    "message": row.message,
                    "lost": row.lost_meetings,
                    "meetings": [asdict(one) for one in row.meetings()],
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
