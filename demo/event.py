"""The demonstration's edition: its days, programme, grid and registrations."""

import uuid
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from accounts.models import User
from clusters.models import Organisation, Region, Sector
from demo.people import ORGANISER, speaker_for
from events.models import Call, Edition, Question, Registration, Reviewer, Series
from events.queries.question_changes import Draft
from events.queries.questions import asked_with_registration
from events.services import (
    decisions,
    editions,
    inviting,
    programme,
    questions,
    registrations,
    states,
)
from events.services.answers import Answers, Said
from events.services.calls import making
from events.services.consent import answer_as_named
from events.services.wishes import Wishes
from matchmaking.queries.grid import fingerprint, grid_plan
from matchmaking.services.grid import SessionsThen, arrange
from matchmaking.services.interpreters import Said as Interprets
from matchmaking.services.interpreters import add_interpreter
from matchmaking.slots import GridPlan, PausePlan, Period, WindowPlan

# Ids that stay the same, so that a second start finds what the first one made.
NAMESPACE = uuid.UUID("5f0d8a34-53f7-4d5f-9a06-0f3a51a3b1c8")
EDITION_KEY = uuid.uuid5(NAMESPACE, "edition")
THURSDAY = 3
WEEKS_AHEAD = 6
# A call closes so long before the event.
WEEKS_OF_CALL = 3
INVITED_BESIDE = 8


def key(*parts: object) -> uuid.UUID:
    """The idempotency key of one thing of the demonstration."""
    return uuid.uuid5(NAMESPACE, "/".join(map(str, parts)))


def first_day(today: date) -> date:
    """A Thursday about six weeks ahead."""
    ahead = today + timedelta(weeks=WEEKS_AHEAD)
    return ahead + timedelta(days=(THURSDAY - ahead.weekday()) % 7)


def make_edition(plan: Mapping[str, Any], *, owner: Organisation, now: datetime) -> Edition:
    """The draft with its programme and grid."""
    start = first_day(now.date())
    series = Series.objects.create(
        slug="five-regions-intercluster-days",
        name=plan["series"],
        aim=plan["aim"],
        organiser=owner,
        is_demo=True,
    )
    fields = (
        "name",
        "summary",
        "time_zone",
        "venue",
        "city",
        "capacity",
        "latitude",
        "longitude",
        "meets_online",
        "online_pattern",
        "languages",
        "common_language",
    )
    draft = Edition(
        **{name: plan[name] for name in fields},
        series=series,
        host_region=Region.objects.get(code=plan["host_region"]),
        starts_on=start,
        ends_on=start + timedelta(days=1),
        is_demo=True,
    )
    relations = editions.Relations(
        guest_regions=list(Region.objects.filter(code__in=plan["guest_regions"])),
        sectors=list(Sector.objects.filter(slug__in=plan["sectors"])),
    )
    edition = editions.create(
        draft=draft, owner=owner, relations=relations, key=EDITION_KEY, now=now
    )
    _write_programme(edition, plan["programme"], now)
    _ask(edition, plan["questions"], now)
    seen = fingerprint(grid_plan(edition))
    grid = _grid(edition, plan)
    try:
        arrange(edition=edition, plan=grid, seen=seen, now=now)
    except SessionsThen as talks:
        # Some clusters speak while the others meet.
        arrange(edition=edition, plan=grid, seen=seen, now=now, anyway=talks.mark)
    _have_interpreted(edition, plan["interpreters"], grid, now)
    return edition


def _have_interpreted(
    edition: Edition, people: list[dict[str, Any]], grid: GridPlan, now: datetime
) -> None:
    """Who interprets throughout, or in one meeting window alone."""
    periods = {window.name: window.period for window in grid.windows}
    for person in people:
        period = periods.get(person.get("window", ""))
        presence = [(period.start, period.end)] if period else None
        said = Interprets(person["name"], person["speaks"], presence)
        add_interpreter(edition=edition, said=said, key=key("interpreter", said.name), now=now)


def _instant(edition: Edition, day: int, clock: str) -> datetime:
    assert edition.starts_on  # noqa: S101 (this edition has its days)
    when = datetime.combine(edition.starts_on + timedelta(days=day), time.fromisoformat(clock))
    return when.replace(tzinfo=ZoneInfo(edition.time_zone))


def _period(edition: Edition, part: Mapping[str, Any], day: int) -> Period:
    return Period(_instant(edition, day, part["from"]), _instant(edition, day, part["to"]))


def _write_programme(edition: Edition, sessions: list[dict[str, Any]], now: datetime) -> None:
    for number, session in enumerate(sessions):
        period = _period(edition, session, session["day"])
        speaker = Organisation.objects.filter(slug=session.get("speaker", "")).first()
        entry = programme.SessionEntry(
            kind=session["kind"],
            title=session["title"],
            day=period.start.date(),
            starts_at=period.start,
            ends_at=period.end,
            place=session["place"],
            speakers=[programme.SpeakerEntry(organisation=speaker.pk)] if speaker else [],
        )
        programme.add_session(edition=edition, entry=entry, key=key("session", number), now=now)
    for naming in edition.namings.all():
        answer_as_named(naming=naming, accepts=True, now=now)


def _ask(edition: Edition, asked: list[dict[str, Any]], now: datetime) -> None:
    for number, question in enumerate(asked):
        choices = [(None, words) for words in question.get("choices", ())]
        draft = Draft(**{**question, "choices": choices})
        questions.add_question(edition=edition, draft=draft, key=key("question", number), now=now)


def _answers(edition: Edition, cluster: Organisation, by: User) -> Answers:
    """Most say all; every fifth leaves it open."""
    asked = asked_with_registration(edition)
    if cluster.pk % 5 == 0:
        return Answers(asked.mark, by)
    return Answers(
        asked.mark, by, tuple(_said(question, cluster.pk) for question in asked.questions)
    )


def _said(question: Question, number: int) -> Said:
    choices = [row.pk for row in question.choices.all()]
    return Said(
        question.pk,
        choices=(choices[number % len(choices)],) if choices else (),
        number=number % 3 if question.kind == Question.Kind.NUMBER else None,
        agrees=question.kind == Question.Kind.CONSENT,
    )


def _grid(edition: Edition, plan: Mapping[str, Any]) -> GridPlan:
    windows = tuple(
        WindowPlan(
            key=key("window", window["name"]),
            name=window["name"],
            period=_period(edition, window, window["day"]),
            slot_minutes=plan["slot_minutes"],
            changeover_minutes=plan["changeover_minutes"],
            pauses=tuple(
                PausePlan(pause["title"], _period(edition, pause, window["day"]))
                for pause in window["pauses"]
            ),
        )
        for window in plan["windows"]
    )
    return GridPlan(windows, tuple("Hall" for _ in range(plan["tables"])))


def register_all(
    edition: Edition, plan: Mapping[str, Any], clusters: Mapping[str, Organisation], now: datetime
) -> None:
    """Open registration, register every cluster, approve all but those that wait."""
    _step(edition, Edition.State.REGISTRATION_OPEN, now)
    _invite(edition, plan, clusters, now)
    waiting = {slug for slug, wish in plan["invented"].items() if wish.get("waits")}
    chosen = [
        _register(edition, slug, cluster, plan, now).pk
        for slug, cluster in clusters.items()
        if slug not in waiting
    ]
    decisions.approve(edition=edition, chosen=chosen, now=now)
    for slug in sorted(waiting):
        _register(edition, slug, clusters[slug], plan, now)
    _step(edition, Edition.State.REQUESTS_OPEN, now)


def make_call(edition: Edition, plan: Mapping[str, Any], now: datetime) -> Call:
    """A call for places at the event, open for three weeks, with who reviews it."""
    assert edition.owner  # noqa: S101 (this edition has one)
    draft = Call(
        edition=edition,
        body=edition.owner,
        title=plan["title"],
        text=plan["text"],
        languages=edition.languages,
        closes_at=_instant(edition, -WEEKS_OF_CALL * 7, "17:00"),
        time_zone=edition.time_zone,
        places=plan["places"],
    )
    criteria = [(row["text"], row["weight"]) for row in plan["criteria"]]
    call = making.create_call(draft=draft, criteria=criteria, key=key("call"), now=now)
    reviewer = User.objects.get(email=plan["reviewer"])
    Reviewer.objects.create(call=call, user=reviewer, joined_at=now)
    making.open_call(call=call, version=call.version, now=now)
    return call


def _invite(
    edition: Edition, plan: Mapping[str, Any], clusters: Mapping[str, Organisation], now: datetime
) -> None:
    """Those who come were invited, and some of the register for whom nobody speaks here."""
    others = Organisation.objects.clusters().filter(is_demo=False, memberships=None)
    inviting.invite(
        edition=edition,
        clusters=[*clusters.values(), *others.order_by("pk")[:INVITED_BESIDE]],
        choice={},
        by=User.objects.get(email=ORGANISER),
        text=plan["invitation"],
        key=key("invitations"),
        now=now,
    )


def _register(
    edition: Edition, slug: str, cluster: Organisation, plan: Mapping[str, Any], now: datetime
) -> Registration:
    speaker: User = speaker_for(slug)
    invented = plan["invented"].get(slug, {})
    # A name of its own for each: nobody comes for two clusters, though one account speaks for many.
    delegate = f"Delegate of {cluster.called}"[:150]
    return registrations.register(
        edition=edition,
        cluster=cluster,
        by=speaker,
        wishes=Wishes(
            delegates=[(delegate, "Cluster manager")],
            max_meetings=invented.get("most_meetings"),
            takes_part=invented.get("takes_part", Registration.TakesPart.ON_SITE),
            answers=_answers(edition, cluster, speaker),
        ),
        key=key("registration", slug),
        now=now,
    )


def _step(edition: Edition, to: Edition.State, now: datetime) -> None:
    edition.refresh_from_db()
    states.change_state(edition=edition, to=to, version=edition.version, now=now)
