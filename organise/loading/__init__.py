"""What a person may open: every object of a page is fetched here, or is not there (404).

An edition comes first; what belongs to it is looked for among what is visible to the person, in
that edition. Whose role there does not allow it (docs/roles.md), and staff who would change it, are
refused (403) by `organised_edition`.
"""

from collections.abc import Sequence

from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import Http404, HttpRequest
from django.shortcuts import get_list_or_404, get_object_or_404

from accounts.loading import person
from accounts.models import User
from accounts.rules import is_administrator
from clusters.models import LabelAward, Organisation
from clusters.queries import labels_without_source
from events.models import (
    Answer,
    Circular,
    Delegate,
    Edition,
    EditionOrganiser,
    EventRole,
    EventRoleInvitation,
    InvitationRound,
    Naming,
    Question,
    Registration,
    Series,
    SeriesAsk,
    Session,
)
from events.queries.candidates import clusters_seen_by
from events.queries.consent import co_organiser_asks, namings, series_asks
from events.queries.messages import circulars
from events.queries.series import series_of
from events.queries.texts import edition_texts, hand_over, with_texts
from events.rules import Act, can_organise, may
from interface.statements import Remembered, only
from matchmaking.models import (
    AppliedRemedy,
    AvailabilityAsk,
    BarredPair,
    ClusterGroup,
    Meeting,
    MeetingParticipant,
    MeetingRequest,
    PlannedReminder,
    ScheduleRun,
    ScheduleVersion,
    TimeOffer,
)
from matchmaking.queries.instant import with_times
from matchmaking.queries.meetings import MeetingStory, story
from matchmaking.queries.requests import requests_of
from matchmaking.queries.schedule import current_version_of
from organise.forms.asked import DIGITS
from organise.queries.runs import FILES, HEAVY


def backstage_edition(request: HttpRequest, slug: str) -> Edition:
    """An edition whose organiser's pages this person may open."""
    found = only(_EDITION(user=person(request).pk, slug=slug))
    if not may(request.user, found, Act.READ):
        raise Http404
    return found


def _edition(user: int, slug: str) -> QuerySet[Edition]:
    rows = Edition.objects.filter(is_recorded=False, slug=slug).asked_by(User(pk=user))
    rows = rows.annotate(texts_loaded=edition_texts())
    return rows.select_related("host_region", "owner", "series")


_EDITION = Remembered(_edition, user=int, slug=str)


def organised_edition(request: HttpRequest, slug: str, act: Act = Act.PLAN) -> Edition:
    """An edition at which this person may do that: else 403 for who may read, 404 for others."""
    edition = backstage_edition(request, slug)
    if not may(request.user, edition, act):
        raise PermissionDenied
    return edition


def edition_with_log(request: HttpRequest, slug: str) -> Edition:
    """An edition whose log this person may read: who plans it, and administrators; else 403."""
    edition = backstage_edition(request, slug)
    if not (can_organise(request.user, edition) or is_administrator(person(request))):
        raise PermissionDenied
    return edition


def own_series(request: HttpRequest, slug: str) -> Series:
    """A series of a body that this person speaks for."""
    return get_object_or_404(series_of(request.user), slug=slug)


def edition_to_answer(request: HttpRequest, slug: str) -> Edition:
    """An edition that is read by GET and changed by POST."""
    load = organised_edition if request.method == "POST" else backstage_edition
    return load(request, slug)


def group_of(edition: Edition, pk: int) -> ClusterGroup:
    """A group of the edition."""
    return get_object_or_404(ClusterGroup, edition=edition, pk=pk)


def reminder_of(edition: Edition, pk: int) -> PlannedReminder:
    """A reminder of the edition's plan."""
    return get_object_or_404(PlannedReminder, edition=edition, pk=pk)


def question_of(edition: Edition, pk: int) -> Question:
    """A question of the edition; it brings the edition that was loaded."""
    found = get_object_or_404(edition.questions.prefetch_related("choices"), pk=pk)
    found.edition = edition
    return found


def answer_of(registration: Registration, question: int) -> Answer:
    """What a cluster answered to a question; who reads it, the question says."""
    rows = registration.answers.select_related("question", "file")
    return get_object_or_404(rows, question=question)


def barred_pair_of(edition: Edition, pk: int) -> BarredPair:
    """Two clusters of the edition that never meet."""
    return get_object_or_404(BarredPair, edition=edition, pk=pk)


def naming_of(user: User, pk: int) -> Naming:
    """A naming as speaker or delegation, for the members of the organisation that is named."""
    return get_object_or_404(namings(user), pk=pk)


def co_organiser_ask_of(user: User, pk: int) -> EditionOrganiser:
    """A naming as co-organiser, for the members of the body that is named."""
    return get_object_or_404(co_organiser_asks(user), pk=pk)


def series_ask_of(user: User, pk: int) -> SeriesAsk:
    """A question to a series, for those whose series it is."""
    return get_object_or_404(series_asks(user), pk=pk)


# What is in an edition that was loaded above ----------------------------------------------------


def session_of(edition: Edition, pk: int) -> Session:
    return get_object_or_404(edition.sessions, pk=pk)


def registration_of(request: HttpRequest, edition: Edition, pk: int) -> Registration:
    rows = Registration.objects.visible_to(request.user).filter(edition=edition)
    return get_object_or_404(rows.select_related("cluster__region", "registered_by"), pk=pk)


def delegate_of(registration: Registration, pk: int) -> Delegate:
    """Somebody whom a cluster of the edition sends."""
    return get_object_or_404(registration.delegates.all(), pk=pk)


def cluster_to_register(request: HttpRequest, slug: str) -> Organisation:
    """Any cluster of the register, all of which are public, and drafts of one's own events."""
    rows = clusters_seen_by(person(request)).select_related("region")
    return get_object_or_404(rows, slug=slug)


def circular_of(edition: Edition, pk: int) -> Circular:
    """What was written to several clusters of the edition."""
    return get_object_or_404(circulars(edition), pk=pk)


def round_of(edition: Edition, pk: int) -> InvitationRound:
    """A text by which clusters were invited."""
    return get_object_or_404(edition.invitation_rounds.filter(sent_at__isnull=False), pk=pk)


def prepared_round(edition: Edition, pk: str) -> InvitationRound | None:
    """What came along from an earlier event, by its number as an address has it; else nothing."""
    if not (pk.isascii() and pk.isdigit() and len(pk) <= DIGITS):
        return None
    return edition.invitation_rounds.filter(sent_at=None, pk=int(pk)).first()


def event_role_of(edition: Edition, pk: int) -> EventRole:
    """Somebody's role at this event alone."""
    return get_object_or_404(edition.event_roles.select_related("user"), pk=pk)


def role_offer_of(edition: Edition, pk: int) -> EventRoleInvitation:
    """An invitation to work at this event alone."""
    return get_object_or_404(edition.role_invitations, pk=pk)


def request_of(request: HttpRequest, edition: Edition, pk: int) -> MeetingRequest:
    visible = MeetingRequest.objects.visible_to(request.user)
    rows = requests_of(edition).filter(pk__in=visible.values("pk"))
    return get_object_or_404(with_times(rows), pk=pk)


def meeting_of(edition: Edition, pk: int) -> Meeting:
    return get_object_or_404(Meeting, edition=edition, pk=pk)


def meeting_with_sides(edition: Edition, pk: int) -> tuple[Meeting, set[int]]:
    """A meeting, and the registrations (by id) that it is between."""
    rows = MeetingParticipant.objects.filter(meeting=pk, meeting__edition=edition)
    sides = get_list_or_404(rows.select_related("meeting"))
    return sides[0].meeting, {row.registration_id for row in sides}


def story_of(edition: Edition, pk: int) -> MeetingStory:
    """A meeting with its sides and its place."""
    found = story(meeting_of(edition, pk).pk)
    found.meeting.edition = edition
    return found


def offer_of(edition: Edition, pk: int) -> TimeOffer:
    """An offer of other times for a meeting of the edition."""
    rows = TimeOffer.objects.filter(meeting__edition=edition)
    return get_object_or_404(rows.select_related("meeting", "side__cluster", "from_slot"), pk=pk)


def run_of(request: HttpRequest, edition: Edition, number: int) -> ScheduleRun:
    rows = ScheduleRun.objects.visible_to(request.user).select_related(
        "edition", "result", "stopped_by", "requested_by", "replay_of", "starts_from"
    )
    return get_object_or_404(rows, edition=edition, number=number)


def what_if_of(request: HttpRequest, edition: Edition, number: int) -> ScheduleRun:
    rows = ScheduleRun.objects.visible_to(request.user).filter(kind=ScheduleRun.Kind.WHAT_IF)
    rows = rows.select_related("requested_by", "stopped_by").defer("problem")
    return get_object_or_404(rows, edition=edition, number=number)


def version_of(request: HttpRequest, edition: Edition, number: int) -> ScheduleVersion:
    return get_object_or_404(_versions(request), edition=edition, number=number)


def version_among(
    versions: Sequence[ScheduleVersion], number: int | None
) -> ScheduleVersion | None:
    """The one of that number among those of an edition; without a number the current one."""
    if number is None:
        standing = (ScheduleVersion.State.DRAFT, ScheduleVersion.State.PUBLISHED)
        return next((row for row in versions[:1] if row.state in standing), None)
    for version in versions:
        if version.number == number:
            return version
    raise Http404


def version_with_edition(
    request: HttpRequest, slug: str, number: int
) -> tuple[ScheduleVersion, bool]:
    """A version with its edition, and whether work goes on from this version, in one query.

    The edition brings the person's role along, as one that was loaded by `asked_by`.
    """
    rows = _versions(request).filter(edition__in=Edition.objects.backstage_of(request.user))
    rows = rows.select_related("edition__host_region", "edition__owner")
    rows = rows.defer(*(f"run__{name}" for name in HEAVY))
    current = Subquery(current_version_of("edition").values("pk"))
    role = Subquery(Edition.objects.filter(pk=OuterRef("edition")).roles_of(person(request)))
    rows = with_texts(rows.annotate(current=current, asked_role=role))
    version = get_object_or_404(rows, edition__slug=slug, number=number)
    known = vars(version)
    vars(version.edition).update(asked_by=request.user.pk, asked_role=known["asked_role"])
    hand_over(version)
    return version, known["current"] == version.pk


def _versions(request: HttpRequest) -> QuerySet[ScheduleVersion]:
    rows = ScheduleVersion.objects.visible_to(request.user).select_related("edition", "run")
    return rows.defer(*(f"run__{name}" for name in FILES))


def applied_remedy_of(edition: Edition, pk: int) -> AppliedRemedy:
    rows = AppliedRemedy.objects.filter(version__edition=edition).select_related("version")
    return get_object_or_404(rows, pk=pk)


def stated_label_of(pk: int) -> LabelAward:
    """A label that a cluster states and that has no source yet."""
    return get_object_or_404(labels_without_source(), pk=pk)


def ask_of(edition: Edition, pk: int) -> AvailabilityAsk:
    return get_object_or_404(AvailabilityAsk, edition=edition, pk=pk)
