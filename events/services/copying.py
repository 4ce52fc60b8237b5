"""A new event made like an earlier one: what it is, its programme, and what hangs on its days."""

from datetime import date, datetime
from uuid import UUID, uuid4

from django.db.models import Model
from psycopg.types.range import TimestamptzRange

from clusters.models import Organisation
from events.models import Edition, EditionOrganiser, Question, QuestionChoice, Session
from events.models.rules import MeetingRules
from events.moves import Days, Move
from events.queries.moving import days_of_edition
from events.queries.question_changes import ALIKE as SAME_OF_QUESTION
from events.queries.questions import with_choices
from events.services.editions import Relations, made_by, store_draft
from events.services.inviting import copy_rounds
from events.services.moving import moved_times
from events.signals import edition_copied
from interface.contention import retrying
from interface.keys import KeyTaken
from translations.services import copy as copy_translations

# What the organiser would enter again as it was.
ALIKE = (
    "series",
    "kind",
    "summary",
    "languages",
    "host_region",
    "time_zone",
    "venue",
    "city",
    "latitude",
    "longitude",
    "capacity",
    "fairness",
    "people_kept_months",
    "is_fairness_public",
    *(field.name for field in MeetingRules._meta.local_fields if field.name != "online_pattern"),
)
# Addresses of the body that runs the event: not another one's.
OWN = ("reply_to", "online_pattern")
SESSION_ALIKE = ("kind", "binds", "title", "description", "day_title", "place", "position")


@retrying
def copy_edition(
    *, edition: Edition, name: str, first_day: date, owner: Organisation, key: UUID, now: datetime
) -> Edition:
    """A draft like `edition` (run here), as many days long, from `first_day` on.

    The programme comes along without its speakers, as do translations, questions, windows, tables
    and closing dates to come, and for the same body the texts of invitations with whom they went
    to; nobody's registration, request or answer does. Co-organisers and a series of another body
    are asked again. The same key gives the same answer. Raises `DaysOver`, `ClocksChange`,
    `KeyTaken`.
    """
    given, move = made_by(owner, key), move_to(edition, first_day)
    alike = (*ALIKE, *OWN) if edition.owner_id == owner.pk else ALIKE
    copy = Edition(name=name, **{field: getattr(edition, field) for field in alike})
    copy.starts_on, copy.ends_on = move.after.first, move.after.last
    if given:
        # A series of another body is asked first.
        same = ("name", "starts_on", "ends_on", *(name for name in alike if name != "series"))
        if any(getattr(given, field) != getattr(copy, field) for field in same):
            raise KeyTaken
        return given
    copy.registration_closes_at = _coming(edition.registration_closes_at, move, now)
    copy.requests_open_at = _coming(edition.requests_open_at, move, now)
    copy.requests_close_at = _coming(edition.requests_close_at, move, now)
    store_draft(draft=copy, owner=owner, relations=_relations(edition, owner), key=key, now=now)
    _copy_programme(edition, copy, move)
    _copy_questions(edition, copy, move)
    if edition.owner_id == owner.pk:
        copy_rounds(edition, copy)
    edition_copied.send(sender=Edition, edition=edition, copy=copy, move=move)
    return copy


def move_to(edition: Edition, first_day: date) -> Move:
    """From the days of an edition to as many from this one on."""
    before = days_of_edition(edition)
    last_day = first_day + (before.last - before.first)
    return Move(before, Days(first_day, last_day, before.zone))


def _coming(instant: datetime | None, move: Move, now: datetime) -> datetime | None:
    """When that is for the new event; None where it would be over already."""
    there = move.instant_or_later(instant) if instant else None
    return there if there and there > now else None


def _relations(edition: Edition, owner: Organisation) -> Relations:
    beside = edition.organisers.filter(role=EditionOrganiser.Role.CO_ORGANISER).select_related(
        "organisation"
    )
    bodies = {row.organisation for row in beside}
    if edition.owner:
        bodies.add(edition.owner)
    return Relations(
        guest_regions=list(edition.guest_regions.all()),
        sectors=list(edition.sectors.all()),
        co_organisers=sorted(bodies - {owner}, key=lambda body: body.pk),
    )


def _copy_programme(edition: Edition, copy: Edition, move: Move) -> None:
    made, pairs = [], []
    for session in edition.sessions.all():
        alike = {field: getattr(session, field) for field in SESSION_ALIKE}
        made.append(Session(edition=copy, **alike))
        pairs.append((session, made[-1]))
        if session.day_on:
            made[-1].day_on = move.day(session.day_on)
        if session.period:
            start, end = session.period.lower, session.period.upper
            made[-1].period = TimestamptzRange(*moved_times(session.title, start, end, move))
    Session.objects.bulk_create(made)
    copy_translations(pairs=[(edition, copy), *pairs])


def _copy_questions(edition: Edition, copy: Edition, move: Move) -> None:
    """The questions of an earlier event with their choices; nothing is sent yet."""
    rows = with_choices(Question.objects.filter(edition=edition).standing())
    made: list[QuestionChoice] = []
    pairs: list[tuple[Model, Model]] = []
    for row in rows:
        alike = {name: getattr(row, name) for name in (*SAME_OF_QUESTION, "position")}
        day = move.day(row.last_day) if row.last_day else None
        question = Question.objects.create(
            edition=copy, idempotency_key=uuid4(), last_day=day, **alike
        )
        pairs.append((row, question))
        for choice in row.choices.all():
            if not choice.is_retired:
                made.append(_copied(question, choice))
                pairs.append((choice, made[-1]))
    QuestionChoice.objects.bulk_create(made)
    copy_translations(pairs=pairs)


def _copied(question: Question, choice: QuestionChoice) -> QuestionChoice:
    return QuestionChoice(question=question, words=choice.words, position=choice.position)
