"""axe finds nothing on any page of the story, and no page scrolls sideways from 320 px on.

The footer stands in line with the content, and every tick box has words beside it. Each page is
opened once per role, then looked at in both widths and both themes.
"""

from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page

from demo.load import load
from demo.people import PASSWORD
from events.models import Edition, Registration
from matchmaking.models import (
    AvailabilityAsk,
    Meeting,
    Placement,
    ScheduleRun,
    ScheduleVersion,
    Unavailability,
    UnplacedMeeting,
)
from tests.browser.people import SLOWEST
from tests.faults.site import Site, until

pytestmark = [
    pytest.mark.browser,
    pytest.mark.processes,
    pytest.mark.django_db(transaction=True),
]

AXE = Path(__file__).parent / "vendor" / "axe-core@4.14.1" / "axe.min.js"
CLUSTER = "demo-energy-cleantech-lombardy"
SIZES = ((390, 844), (1440, 900))
SCHEMES = ("light", "dark")
# Where the content of the page and that of its footer begin and end.
EDGES = """() => {
  const main = document.querySelector("main");
  const boxes = [main.matches(".main") ? main : main.querySelector(".page"),
                 document.querySelector(".foot > .wrap")];
  return boxes.map((box) => {
    const at = box.getBoundingClientRect(), style = getComputedStyle(box);
    return [at.left + parseFloat(style.paddingLeft), at.right - parseFloat(style.paddingRight)]
      .map(Math.round).join("-");
  });
}"""

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
    "/regions/ES51/",
    "/clusters/",
    "/clusters/biocat/",
    "/projects/",
    "/projects/bioxclusters/",
    "/search/?q=lombardy",
    "/sources/",
    "/accessibility/",
    "/privacy/",
    "/open-data/",
    "/accounts/login/",
    "/accounts/signup/",
    "/accounts/password/reset/",
)
ORGANISER = (
    "/my/",
    "/organise/",
    "/organise/new/",
    "/organise/{edition}/",
    "/organise/{edition}/edit/",
    "/organise/{edition}/programme/",
    "/organise/{edition}/programme/new/",
    "/organise/{edition}/times/",
    "/organise/{edition}/registrations/",
    "/organise/{edition}/registrations/new/?q=demo",
    "/organise/{edition}/registrations/new/biocat/",
    "/organise/{edition}/registrations/{registration}/",
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
    "/organise/{edition}/replan/",
    "/organise/{edition}/replan/1/",
    "/organise/{edition}/what-if/",
    "/organise/{edition}/fairness/",
    "/organise/{edition}/cancel/",
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
    "/meet/{edition}/{cluster}/partners/",
    "/meet/{edition}/{cluster}/partners/biocat/",
    "/meet/{edition}/{cluster}/availability/",
    "/meet/{edition}/{cluster}/agenda/",
    "/meet/{edition}/{cluster}/agenda/?print=1",
    "/claims/new/",
)
STAFF = ("/staff/mail/", "/organise/", "/organise/{edition}/")
ADMINISTRATOR = ("/claims/",)

# Ticks and choices without a label that can be seen.
WORDLESS = """() => {
  const isSeen = (label) => {
    const texts = document.createTreeWalker(label, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const range = document.createRange();
      range.selectNodeContents(texts.currentNode);
      const { width, height } = range.getBoundingClientRect();
      const shown = getComputedStyle(texts.currentNode.parentElement).clipPath === "none";
      if (texts.currentNode.data.trim() && shown && width > 1 && height > 1) return true;
    }
    return false;
  };
  return [...document.querySelectorAll("input:is([type=checkbox], [type=radio])")]
    .filter((tick) => tick.checkVisibility() && ![...tick.labels].some(isSeen))
    .map((tick) => tick.name);
}"""

# In between, rows are not cards yet, and the side menu leaves least room.
NARROW = (320, 720, 1000)
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


def without_place(placement: Placement) -> Meeting:
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


def run_again(run: ScheduleRun) -> None:
    """A replay to compare the run with."""
    run.replay_of_id = run.pk
    run.pk, run.number, run.idempotency_key = None, run.number + 1, uuid4()
    run.save()


def ask_for_a_time(registration: Registration, meeting: Meeting) -> None:
    """The organiser asks the cluster for a time that it said no to."""
    edition = registration.edition
    slot = edition.slots.all()[0]
    Unavailability.objects.get_or_create(edition=edition, registration=registration, slot=slot)
    AvailabilityAsk.objects.create(
        edition=edition,
        registration=registration,
        slot=slot,
        meeting=meeting,
        asked_by=registration.registered_by,
        asked_at=timezone.now(),
        idempotency_key=uuid4(),
    )


@pytest.fixture
def demonstration(live_site: Site) -> dict[str, str]:
    """The demonstration with its schedule made, and what the addresses need."""
    call_command("load_register", verbosity=0)
    load(now=timezone.now())
    until(lambda: ScheduleRun.objects.filter(state="done").exists(), "the run")
    edition = Edition.objects.get(is_recorded=False)
    registration = Registration.objects.get(edition=edition, cluster__slug=CLUSTER)
    first, second = ScheduleVersion.objects.get().placements.all()[:2]
    missing = without_place(first)
    run_again(ScheduleRun.objects.get())
    ask_for_a_time(registration, missing)
    return {
        "edition": edition.slug,
        "cluster": CLUSTER,
        "registration": str(registration.pk),
        "meeting": str(second.meeting_id),
        "missing": str(missing.pk),
        "at": live_site.address,
    }


def test_every_page_of_the_story_is_accessible(
    browser: Browser, demonstration: dict[str, str]
) -> None:
    findings: list[str] = []
    for email, addresses in (
        ("", VISITOR),
        ("organiser@demo.example", ORGANISER),
        ("manager@demo.example", MANAGER),
        ("staff@demo.example", STAFF),
        ("administrator@demo.example", ADMINISTRATOR),
    ):
        context = browser.new_context(locale="en-GB", reduced_motion="reduce")
        context.set_default_timeout(SLOWEST)
        page = _signed_in(context, demonstration["at"], email)
        for address in addresses:
            findings += _findings(page, demonstration, address)
        context.close()
    assert findings == []


def _signed_in(context: BrowserContext, at: str, email: str) -> Page:
    page = context.new_page()
    if email:
        page.goto(f"{at}/accounts/login/")
        page.locator("[name=login]").fill(email)
        page.locator("[name=password]").fill(PASSWORD)
        page.get_by_role("main").get_by_role("button", name="Sign in").click()
        page.wait_for_url("**/my/")
    return page


def _findings(page: Page, names: dict[str, str], address: str) -> list[str]:
    """What is wrong with one page, in words."""
    path = address.format(**names)
    answer = page.goto(names["at"] + path)
    assert answer
    found = [] if answer.status == 200 else [f"{path}: status {answer.status}"]
    page.evaluate(AXE.read_text())
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        if len(edges := set(page.evaluate(EDGES))) > 1:
            found.append(f"{path} at {width}: the footer is not in line: {edges}")
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            found += [f"{path} at {width} {scheme}: {words}" for words in _violations(page)]
    page.set_viewport_size({"width": 320, "height": 640})
    found += [f"{path}: no words beside {name} at 320" for name in page.evaluate(WORDLESS)]
    for width in NARROW:
        page.set_viewport_size({"width": width, "height": 640})
        found += [f"{path} at {width}: {words}" for words in page.evaluate(BURSTING)]
    return found


def _violations(page: Page) -> list[str]:
    result: dict[str, Any] = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{violation['id']} ({violation['nodes'][0]['target']})"
        for violation in result["violations"]
    ]
