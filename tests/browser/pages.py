"""The pages of the story, by who sees them, and the data that lets each be seen."""

from uuid import uuid4

from django.core.management import call_command
from django.db.models import Q
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page

from demo.load import load
from demo.people import PASSWORD
from events.models import Edition, Registration
from matchmaking.models import (
    AvailabilityAsk,
    Meeting,
    MeetingRequest,
    Placement,
    ScheduleRun,
    ScheduleVersion,
    Unavailability,
    UnplacedMeeting,
)
from tests.support.waiting import until

CLUSTER = "demo-energy-cleantech-lombardy"

VISITOR = (
    "/",
    "/editions/",
    "/editions/?year=2018&q=lombardy",
    "/editions/lombardy-meets-catalonia-2018/",
    "/editions/clusters-meet-regions-malaga-2022/",
    "/editions/intercluster-national-meeting-pamplona-2019/",
    "/editions/grow-your-region-valencia-2017/",
    "/editions/{edition}/",
    "/series/",
    "/series/international-intercluster-meeting/",
    "/regions/",
    "/regions/?country=PT",
    "/regions/ES51/",
    "/clusters/",
    "/clusters/biocat/",
    "/organisations/",
    "/organisations/european-cluster-collaboration-platform/",
    "/projects/",
    "/projects/bioxclusters/",
    "/search/?q=λ",
    "/sources/",
    "/sources/bioxclusters/",
    "/accessibility/",
    "/privacy/",
    "/open-data/",
    "/accounts/login/",
    "/accounts/login/code/",
    "/accounts/signup/",
    "/accounts/password/reset/",
)
ORGANISER = (
    "/my/",
    "/organise/",
    "/organise/new/",
    "/organise/{edition}/",
    "/organise/{edition}/edit/",
    "/organise/{edition}/copy/",
    "/organise/{edition}/move/",
    "/organise/{edition}/programme/",
    "/organise/{edition}/programme/new/",
    "/organise/{edition}/times/",
    "/organise/{edition}/registrations/",
    "/organise/{edition}/registrations/new/?q=δε",
    "/organise/{edition}/registrations/new/biocat/",
    "/organise/{edition}/registrations/{registration}/",
    "/organise/{edition}/import/",
    "/organise/{edition}/reminders/",
    "/organise/{edition}/languages/",
    "/organise/{edition}/questions/",
    "/organise/{edition}/questions/preview/",
    "/organise/{edition}/questions/answers/",
    "/organise/{edition}/interpreters/",
    "/organise/{edition}/interpreters/new/",
    "/organise/{edition}/rules/",
    "/organise/{edition}/rules/pairs/",
    "/organise/{edition}/requests/",
    "/organise/{edition}/runs/",
    "/organise/{edition}/runs/1/",
    "/organise/{edition}/runs/compare/?run=1&run=2",
    "/organise/{edition}/schedule/1/not-placed/",
    "/organise/{edition}/schedule/1/not-placed/{missing}/",
    "/organise/{edition}/schedule/",
    "/organise/{edition}/schedule/?view=cluster",
    "/organise/{edition}/schedule/1/?moving={meeting}",
    "/organise/{edition}/schedule/1/publish/",
    "/organise/{edition}/meetings/{meeting}/",
    "/organise/{edition}/held/",
    "/organise/{edition}/replan/",
    "/organise/{edition}/replan/1/",
    "/organise/{edition}/what-if/",
    "/organise/{edition}/fairness/",
    "/organise/{edition}/cancel/",
    "/organise/{edition}/export/",
    "/organise/{edition}/messages/",
    "/organise/{edition}/messages/several/new/?state=approved",
    "/organise/{edition}/log/",
    "/organisations/demo-intercluster-agency/members/",
)
MANAGER = (
    "/my/",
    "/my/clusters/{cluster}/profile/",
    "/editions/{edition}/register/",
    "/registrations/{registration}/",
    "/meet/{edition}/{cluster}/",
    "/meet/{edition}/{cluster}/requests/",
    "/meet/{edition}/{cluster}/requests/?tab=agreed",
    "/meet/{edition}/{cluster}/requests/{request}/",
    "/meet/{edition}/{cluster}/partners/",
    "/meet/{edition}/{cluster}/partners/biocat/",
    "/meet/{edition}/{cluster}/availability/",
    "/meet/{edition}/{cluster}/agenda/",
    "/meet/{edition}/{cluster}/agenda/?print=1",
    "/meet/{edition}/{cluster}/meetings/{own}/",
    "/meet/{edition}/{cluster}/meetings/{own}/times/",
    "/my/calendars/",
    "/account/",
    "/account/data/",
    "/account/sessions/",
    "/account/mails/",
    "/claims/new/",
)
STAFF = ("/staff/mail/", "/organise/", "/organise/{edition}/")
ADMINISTRATOR = ("/claims/", "/staff/log/", "/staff/mails/")

# Who signs in with which address, and what they see.
PEOPLE = (
    ("", VISITOR),
    ("organiser@demo.example", ORGANISER),
    ("manager@demo.example", MANAGER),
    ("staff@demo.example", STAFF),
    ("administrator@demo.example", ADMINISTRATOR),
)

# The page when it scrolls sideways, and tables that are wider than their place and do not scroll
# there, or not by keyboard, or without a name.
BURSTING = """() => {
  document.querySelectorAll("details.figures").forEach((figures) => { figures.open = true; });
  const page = document.documentElement.scrollWidth;
  const bursting = [...document.querySelectorAll("table")].filter((table) => {
    const place = table.closest(".scroll-x");
    if (!place) return table.scrollWidth > table.parentElement.clientWidth + 1;
    return place.scrollWidth > place.clientWidth && !place.matches("[tabindex='0'][aria-label]");
  });
  return [...(page > innerWidth ? [`${page} px wide`] : []),
          ...bursting.map((table) => `table ${table.className} is wider than its place`)];
}"""


def _without_place(placement: Placement) -> Meeting:
    """The placement's meeting, which loses its place and would have one with more people."""
    meeting = placement.meeting
    remedy = {"code": "raise_capacity", "slot": placement.slot_id, "also": []}
    remedy["participant"] = meeting.participants.all()[0].registration_id
    reason = {"code": "tables_full", "slots": [placement.slot_id]}
    UnplacedMeeting.objects.create(
        version=placement.version, meeting=meeting, reason=reason, remedy=remedy
    )
    placement.delete()
    return meeting


def _run_again(run: ScheduleRun) -> None:
    """A replay to compare the run with."""
    run.replay_of_id = run.pk
    run.pk, run.number, run.idempotency_key = None, run.number + 1, uuid4()
    run.save()


def _ask_for_a_time(registration: Registration, meeting: Meeting) -> None:
    """The organiser asks the cluster for a time that it said no to."""
    edition = registration.edition
    slot = edition.slots.all()[0]
    Unavailability.objects.get_or_create(
        edition=edition, registration=registration, period=slot.period
    )
    AvailabilityAsk.objects.create(
        edition=edition,
        registration=registration,
        period=slot.period,
        meeting=meeting,
        asked_by=registration.registered_by,
        asked_at=timezone.now(),
        idempotency_key=uuid4(),
    )


def _waits(registration: Registration) -> MeetingRequest:
    """A request of the cluster, its own or the other side's, that waits for an answer."""
    own = Q(invitee=registration) | Q(requester=registration)
    return MeetingRequest.objects.filter(own, state=MeetingRequest.State.PENDING)[0]


def show_the_story(at: str) -> dict[str, str]:
    """The demonstration with its schedule made by the worker, and what the addresses need."""
    call_command("load_register", verbosity=0)
    load(now=timezone.now())
    until(lambda: ScheduleRun.objects.filter(state="done").exists(), "the run")
    edition = Edition.objects.get(is_recorded=False)
    registration = Registration.objects.get(edition=edition, cluster__slug=CLUSTER)
    first, second = ScheduleVersion.objects.get().placements.all()[:2]
    missing = _without_place(first)
    _run_again(ScheduleRun.objects.get())
    _ask_for_a_time(registration, missing)
    return {
        "edition": edition.slug,
        "cluster": CLUSTER,
        "registration": str(registration.pk),
        "meeting": str(second.meeting_id),
        "missing": str(missing.pk),
        "request": str(_waits(registration).pk),
        "own": str(registration.participations.exclude(meeting=missing)[0].meeting_id),
        "at": at,
    }


def signed_in(context: BrowserContext, at: str, email: str) -> Page:
    page = context.new_page()
    if email:
        page.goto(f"{at}/accounts/login/")
        page.locator("[name=login]").fill(email)
        page.locator("[name=password]").fill(PASSWORD)
        # By Enter: the button's word is another one in each language.
        page.locator("[name=password]").press("Enter")
        page.wait_for_url("**/my/")
    return page
