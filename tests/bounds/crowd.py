"""The scene of the doors' table at the largest event that the site promises to carry.

400 clusters take part, with 4,000 requests and 60 tables over four days; the register has 3,000
organisations more. Every tenth cluster takes part online, every third speaks another language than
the rest, half of the meetings that need an interpreter have one, and every other cluster sends a
delegate with an account. All rows are real, and written in bulk.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, time, timedelta
from functools import cached_property
from itertools import cycle
from uuid import uuid4

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone

from accounts.models import User
from clusters.models import Organisation, Region
from events.models import (
    Answer,
    AnswerChoice,
    Application,
    DelegateAccess,
    Edition,
    EventInvitation,
    QuestionChoice,
    Registration,
    RegistrationMessage,
    Review,
    Score,
    Session,
    Speaker,
    Verdict,
)
from events.models.registrations import Delegate
from events.services.circulars import write_to_several
from matchmaking.models import (
    AvailabilityAsk,
    Interpreter,
    Meeting,
    MeetingParticipant,
    MeetingRequest,
    MeetingWindow,
    OnlineRoom,
    Placement,
    PlacementParticipant,
    RequestTime,
    ScheduleRun,
    ScheduleVersion,
    SetAside,
    Slot,
    Table,
    TimeOffer,
    Unavailability,
    UnplacedMeeting,
)
from matchmaking.models.interpreters import MOST_INTERPRETERS
from matchmaking.services.placing.delegates import seat_delegates
from matchmaking.services.placing.interpreters import seat_interpreters_anew
from tests.bounds.rows import (
    CLUSTERS,
    WAITING,
    Agreed,
    happened,
    organisations,
    places,
    said,
)
from tests.doors.scene import Scene
from tests.factories.accounts import UserFactory
from tests.factories.calls import CriterionFactory, ReviewerFactory
from tests.factories.events import EditionFactory, SeriesFactory
from tests.support.telling import everything_told

TABLES, DAYS = 60, 4
REGIONS, SESSIONS, MESSAGES, QUESTIONS = 60, 40, 200, 20
# Each cluster asks the ten after it; ours, the first, is asked by as many more as its days hold.
EACH_ASKS, OURS = 10, 60
STATES = ("accepted", "accepted", "accepted", "pending", "accepted", "pending", "declined")
SLOT, PITCH, SLOTS_A_DAY = timedelta(minutes=25), timedelta(minutes=30), 14
# What would give the meetings without a place one.
REMEDIES = ("raise_limit", "free_slot", "unlock", "drop", "add_table")
MESSAGE = "We would like to talk about a pilot in one of our members' factories. " * 4


class Crowd(Scene):
    """What an address names is as in the scene, with all of this around it."""

    def __init__(self) -> None:
        super().__init__()
        assert self._named_in
        self._questions()
        for version in ScheduleVersion.objects.filter(edition=self.edition):
            self._place(version)
        self._interpret()
        self._accounts()
        self._threads()
        self._applications()
        self._invitations()
        everything_told(self.edition)
        # Nobody knows yet.
        Table.objects.filter(edition=self.edition).update(room="Hall of the quays")

    def _invitations(self) -> None:
        """Every other cluster that does not take part is invited; some say no."""
        others = Organisation.objects.clusters().filter(slug__startswith="crowd-")
        rows = others.exclude(registrations__edition=self.event).order_by("pk")[::2]
        EventInvitation.objects.bulk_create(
            EventInvitation(
                edition=self.event,
                round=self._round,
                cluster=cluster,
                state="declined" if number % 3 else "invited",
                answered_by=self.writer if number % 3 else None,
                reason=MESSAGE if number % 3 else "",
            )
            for number, cluster in enumerate(rows)
        )

    @property
    def online(self) -> Meeting:
        """A meeting with a side that takes part online."""
        ways = ((meeting, {side.takes_part for side in sides}) for meeting, sides in self.agreed)
        return next(meeting for meeting, found in ways if "online" in found)

    def publish(self) -> None:
        """Everybody reads the schedule and how fair it is; clusters ask for all times left, and
        every fifth meeting is to move once the organiser agrees. One delegate of ours sits in all
        of our meetings.
        """
        Edition.objects.filter(pk=self.edition.pk).update(
            state=Edition.State.PUBLISHED, is_fairness_public=True, instant_meetings=True
        )
        MeetingRequest.objects.filter(pk=self.request.pk).update(is_instant=True)
        RequestTime.objects.bulk_create(
            RequestTime(request=self.request, slot=slot) for slot in self.slots
        )
        seats = PlacementParticipant.objects.filter(version__state="published", seat=1)
        ours = seats.filter(registration=self.registration)
        sitting = self._sitting.delegate
        PlacementParticipant.objects.filter(delegate=sitting).update(delegate=None)
        ours.update(delegate=sitting)
        firsts = {row.meeting_id: row for row in seats.select_related("slot").order_by("-pk")}
        TimeOffer.objects.bulk_create(
            TimeOffer(
                meeting_id=meeting,
                side_id=row.registration_id,
                from_slot=row.slot,
                chosen=self.slots[-1],
                state=TimeOffer.State.WAITING,
                made_by=self.manager,
                made_at=timezone.now(),
                expires_at=row.slot.period.lower,
                idempotency_key=uuid4(),
            )
            for meeting, row in list(firsts.items())[::5]
        )

    @property
    def last_evening(self) -> datetime:
        """Every meeting has begun, and the event is not over."""
        ends: datetime = self.slots[-1].period.upper
        return ends

    def hold(self) -> None:
        """All of them have said what came of their meetings. Call it then."""
        rows = self.meeting.participants.select_related("registration").order_by("registration")
        one, other = (row.registration for row in rows)
        said([*self.agreed, (self.meeting, (one, other))], self.writer, timezone.now())

    def _accounts(self) -> None:
        """Somebody of every other cluster has an account as a delegate."""
        rows = Delegate.objects.filter(registration__in=self.approved[::2], position=0)
        firsts = {row.registration_id: row for row in rows.order_by("-pk")}
        people = User.objects.bulk_create(
            User(email=f"delegate-{pk}@example.org", name=f"Delegate {pk}") for pk in firsts
        )
        DelegateAccess.objects.bulk_create(
            DelegateAccess(
                delegate=row,
                registration=row.registration,
                edition=self.event,
                email=person.email,
                token_hash=uuid4().hex,
                invited_by=self.writer,
                idempotency_key=uuid4(),
                invited_at=timezone.now(),
                expires_at=timezone.now(),
                user=person,
                accepted_at=timezone.now(),
            )
            for row, person in zip(firsts.values(), people, strict=True)
        )

    def _interpret(self) -> None:
        """Every third cluster speaks German alone and the others Spanish; a hundred interpret, and
        half of the meetings that need somebody have nobody.
        """
        Edition.objects.filter(pk=self.edition.pk).update(common_language=True)
        self.edition.refresh_from_db()
        for number in range(3):
            spoken = [row.cluster_id for row in self.approved[number::3]]
            languages = ["es"] if number else ["de"]
            Organisation.objects.filter(pk__in=spoken).update(languages=languages)
        there = Interpreter.objects.filter(edition=self.edition).count()
        Interpreter.objects.bulk_create(
            Interpreter(
                edition=self.edition,
                name=f"Interpreter of two languages, number {number}",
                languages=["de", "es"],
                presence=[DateTimeTZRange(slot.period.lower, slot.period.upper)],
                idempotency_key=uuid4(),
            )
            for number, slot in zip(
                range(there, MOST_INTERPRETERS), cycle(self.slots), strict=False
            )
        )
        seat_interpreters_anew(self.edition, timezone.now())

    @cached_property
    def _named(self) -> dict[str, object]:
        """The region is a whole country."""
        return {**super()._named, "code": self.regions[0].code[:2]}

    @cached_property
    def _named_in(self) -> dict[str, Mapping[str, object]]:
        """Free times are asked of a cluster that has nothing with ours yet."""
        newest = {"partner": self.approved[-1].cluster.slug}
        return {**super()._named_in, "meet-partner-times": newest}

    def _event(self) -> Edition:
        self.regions = list(Region.objects.filter(level=2, code__startswith="D"))
        self.regions += list(Region.objects.filter(level=2).exclude(code__startswith="D"))
        del self.regions[REGIONS:]
        self.writer: User = UserFactory()
        self.event: Edition = EditionFactory(
            host_region=self.regions[0],
            series=SeriesFactory(),
            venue="Hall of the quays",
            meets_online=True,
            languages=["en", "ca"],
            online_pattern="https://meet.example.org/intercluster-days/{secret}",
        )
        self.event.ends_on = self._day(DAYS - 1).date()
        self.event.save()
        self.approved = self._registrations(organisations(self.regions))
        self.slots, self.tables = list(self._all_slots()), self._all_tables()
        self._programme()
        self.agreed = self._meetings()
        self._absences()
        self._run()
        SetAside.objects.bulk_create(
            SetAside(registration=self.approved[0], other=row) for row in self.approved[-50:]
        )
        return self.event

    def _registrations(self, clusters: Sequence[Organisation]) -> list[Registration]:
        rows = Registration.objects.bulk_create(
            Registration(
                edition=self.event,
                cluster=cluster,
                state="approved" if number < CLUSTERS else "waiting",
                max_meetings=OURS,
                takes_part="online" if number % EACH_ASKS == 1 else "on_site",
                message=MESSAGE,
                registered_by=self.writer,
                idempotency_key=uuid4(),
            )
            for number, cluster in enumerate(clusters[: CLUSTERS + WAITING])
        )
        Delegate.objects.bulk_create(
            Delegate(registration=row, name=f"Delegate {position} of {row.cluster.name}")
            for row in rows
            for position in range(2)
        )
        return rows[:CLUSTERS]

    def _day(self, number: int) -> datetime:
        """Its eighth hour, at the venue."""
        assert self.event.starts_on
        first = datetime.combine(self.event.starts_on, time(8), self.event.zone)
        return first + timedelta(days=number)

    def _all_slots(self) -> Iterator[Slot]:
        for day in range(DAYS):
            begins = self._day(day)
            window = MeetingWindow.objects.create(
                edition=self.event,
                name=f"Day {day + 1}",
                period=DateTimeTZRange(begins, begins + PITCH * SLOTS_A_DAY),
                slot_minutes=25,
                changeover_minutes=5,
                idempotency_key=uuid4(),
            )
            starts = [begins + PITCH * number for number in range(SLOTS_A_DAY)]
            yield from Slot.objects.bulk_create(
                Slot(edition=self.event, window=window, period=DateTimeTZRange(at, at + SLOT))
                for at in starts
            )

    def _all_tables(self) -> list[Table]:
        return Table.objects.bulk_create(
            Table(edition=self.event, number=number, room=f"Hall {number % 3}")
            for number in range(1, TABLES + 1)
        )

    def _programme(self) -> None:
        """Somebody speaks for one of the clusters in each session."""
        sessions = Session.objects.bulk_create(
            Session(
                edition=self.event,
                title=f"What clusters of one kind learnt from those of another, part {number}",
                day_on=begins.date(),
                period=DateTimeTZRange(begins, begins + PITCH),
                binds="everybody" if number == SESSIONS - 1 else "speakers",
                place=f"Room {number % 5}",
            )
            for number in range(SESSIONS)
            for begins in [self._day(number % DAYS) + PITCH * (SLOTS_A_DAY - number // DAYS)]
        )
        Speaker.objects.bulk_create(
            Speaker(session=session, name=f"Speaker {number}", organisation=row.cluster)
            for session, row in zip(sessions, reversed(self.approved), strict=False)
            for number in range(3)
        )

    def _meetings(self) -> list[Agreed]:
        """What was asked, and what was agreed on."""
        requests = MeetingRequest.objects.bulk_create(
            MeetingRequest(
                edition=self.event,
                requester=one,
                invitee=other,
                state=state,
                priority=10 if state == "accepted" and one.pk % 4 == 0 else 1,
                message=MESSAGE,
                answered_at=None if state == "pending" else timezone.now(),
                requested_by=self.writer,
                idempotency_key=uuid4(),
            )
            for (one, other), state in zip(self._pairs(), cycle(STATES), strict=False)
        )
        # The newest, which the scene is about.
        MeetingRequest.objects.filter(pk=requests[-1].pk).update(state="pending")
        agreed = [request for request in requests[:-1] if request.state == "accepted"]
        meetings = Meeting.objects.bulk_create(
            Meeting(edition=self.event, request=request, priority=request.priority)
            for request in agreed
        )
        sides = [(request.requester, request.invitee) for request in agreed]
        MeetingParticipant.objects.bulk_create(
            MeetingParticipant(edition=self.event, meeting=meeting, registration=side)
            for meeting, pair in zip(meetings, sides, strict=True)
            for side in pair
        )
        return list(zip(meetings, sides, strict=True))

    def _pairs(self) -> Iterator[tuple[Registration, Registration]]:
        """Who asks whom; each two once."""
        ours, *rows = self.approved
        for at, row in enumerate(rows):
            for ahead in range(1, EACH_ASKS + 1):
                yield row, rows[(at + ahead) % len(rows)]
        for row in rows[:OURS]:
            yield row, ours

    def _absences(self) -> None:
        Unavailability.objects.bulk_create(
            Unavailability(
                edition=self.event, registration=row, period=self.slots[-1 - number % 5].period
            )
            for number, row in enumerate(self.approved)
        )
        AvailabilityAsk.objects.bulk_create(
            AvailabilityAsk(
                edition=self.event,
                registration=sides[0],
                period=self.slots[-1].period,
                meeting=meeting,
                asked_by=self.writer,
                asked_at=timezone.now(),
                idempotency_key=uuid4(),
            )
            for meeting, sides in {sides[0].pk: (row, sides) for row, sides in self.agreed}.values()
        )

    def _run(self) -> None:
        """One that is done, told second by second."""
        count, breaks = len(self.agreed), {str(row.pk): row.pk % 5 for row in self.approved}
        steps = [{"name": "placed", "value": count, "bound": count + 9}]
        ScheduleRun.objects.create(
            edition=self.event,
            number=1,
            state="done",
            started_at=timezone.now() - timedelta(minutes=5),
            finished_at=timezone.now(),
            requested_by=self.writer,
            idempotency_key=uuid4(),
            meeting_count=count,
            weight=count,
            progress=[["placed", at * 5, count, float(at), at * 5] for at in range(300)],
            solution={"steps": steps, "placements": [], "breaks_per_participant": breaks},
        )

    def _applications(self) -> None:
        """Every cluster applied to our call; everybody who reviews it has scored all of them."""
        CriterionFactory.create_batch(3, call=self.call)
        criteria = list(self.call.criteria.all())
        reviewers = [self._reviewer, *ReviewerFactory.create_batch(2, call=self.call)]
        clusters = [row.cluster for row in self.approved if row.cluster != self.cluster]
        rows = Application.objects.bulk_create(
            Application(
                call=self.call,
                organisation=cluster,
                text=MESSAGE,
                submitted_by=self.writer,
                submitted_at=timezone.now(),
                idempotency_key=uuid4(),
            )
            for cluster in clusters
        )
        reviews = Review.objects.bulk_create(
            Review(
                application=row,
                reviewer=reviewer,
                note=MESSAGE,
                application_version=1,
                written_at=timezone.now(),
            )
            for row in rows
            for reviewer in reviewers
        )
        Score.objects.bulk_create(
            Score(review=review, criterion=criterion, points=1 + (review.pk + criterion.pk) % 5)
            for review in reviews
            for criterion in criteria
        )
        Verdict.objects.bulk_create(
            Verdict(application=row, outcome="reserve", place=place)
            for place, row in enumerate(rows, start=1)
        )

    def _questions(self) -> None:
        """Twenty, half of them of choices, answered by all."""
        for number in range(QUESTIONS):
            kind = ("several", "long", "number", "one")[number % 4]
            question = self._question(kind, is_required=number % 2 == 0)
            choices = QuestionChoice.objects.bulk_create(
                QuestionChoice(question=question, words=f"Workshop number {at}")
                for at in range(12 if question.has_choices else 0)
            )
            answers = Answer.objects.bulk_create(
                Answer(
                    registration=row,
                    edition=self.event,
                    question=question,
                    kind=kind,
                    text=MESSAGE if kind == "long" else "",
                    number=row.pk % 9 if kind == "number" else None,
                    answered_by=self.writer,
                    answered_at=timezone.now(),
                )
                for row in self.approved
            )
            AnswerChoice.objects.bulk_create(
                AnswerChoice(answer=row, question=question, kind=kind, choice=choice)
                for row in answers
                for choice in choices[: 5 if kind == "several" else 1]
            )

    def _threads(self) -> None:
        """A message of each cluster, and many of ours; of our meeting much was written."""
        ours = [self.registration] * MESSAGES
        RegistrationMessage.objects.bulk_create(
            RegistrationMessage(
                registration=row,
                author=self.manager,
                by_organiser=False,
                text=MESSAGE,
                sent_at=timezone.now(),
                idempotency_key=uuid4(),
            )
            for row in [*self.approved, *ours]
        )
        for readers in (self.approved, *[ours[:1]] * SESSIONS):
            write_to_several(
                edition=self.edition,
                registrations=readers,
                choice={},
                by=self.manager,
                text=MESSAGE,
                key=uuid4(),
                now=timezone.now(),
            )
        happened(self.meeting, MESSAGES, self.registration, MESSAGE)

    def _place(self, version: ScheduleVersion) -> None:
        """Whoever finds both clusters and a table free first has it; some have no place."""
        found = places(self.agreed, self.slots, self.tables, version)
        rows = Placement.objects.bulk_create(
            Placement(
                edition=self.event,
                version=version,
                meeting=meeting,
                slot=slot,
                kind="online" if is_online else "on_site",
                table=None if is_online else table,
            )
            for meeting, sides, slot, table in found
            for is_online in ["online" in {side.takes_part for side in sides}]
        )
        online = {row.meeting_id for row in rows if row.table is None}
        OnlineRoom.objects.bulk_create(
            [OnlineRoom(meeting_id=pk) for pk in online], ignore_conflicts=True
        )
        PlacementParticipant.objects.bulk_create(
            PlacementParticipant(
                placement=row,
                version=version,
                meeting=meeting,
                slot=slot,
                registration=side,
                seats=side.seats,
            )
            for row, (meeting, sides, slot, _) in zip(rows, found, strict=True)
            for side in sides
        )
        seat_delegates(
            version,
            slots={slot.pk for _meeting, _sides, slot, _table in found},
            registrations={side.pk for _meeting, sides, *_ in found for side in sides},
        )
        placed = [meeting.pk for meeting, *_ in found]
        missing = [row for row in self.agreed if row[0].pk not in set(placed)]
        UnplacedMeeting.objects.bulk_create(
            UnplacedMeeting(
                version=version,
                meeting=meeting,
                reason={"code": "tables_full", "slots": [slot.pk for slot in self.slots]},
                remedy={
                    "code": code,
                    "slot": self.slots[-1].pk,
                    "also": [],
                    "participant": sides[0].pk,
                    "meeting": placed[number],
                },
            )
            for number, ((meeting, sides), code) in enumerate(
                zip(missing, cycle(REMEDIES), strict=False)
            )
        )
