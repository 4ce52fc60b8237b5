"""At the largest event that is promised no page asks too much of the database or weighs too much,
and every figure stands as the reader's language writes it.

A page is found by its address, as in the table of doors; a new one is among them.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import time_machine
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoDbBlocker, Settings

from accounts.models import User
from matchmaking.models import CalendarFeed
from matchmaking.recommending.spreading import SHOWN
from matchmaking.telling.entries import refresh_marked
from meet.queries.partners import needs_met
from tests.bounds.crowd import Crowd
from tests.doors.scene import ROLES, signed_in, write_mail
from tests.doors.table import Line, addresses, lines
from tests.fuzz.crawl import Forms, sent
from tests.support.keeping import kept
from tests.support.shares import SHARE, WHOLE

pytestmark = pytest.mark.django_db

MOST_QUERIES, MOST_BYTES, MOST_CHOICES = 15, 100_000, 60
DOWNLOADS = {
    "my-data-json": "everything that is kept of a person, in a file",
    "my-data-readable": "the same to read, in a file",
    "organisation-logo": "a picture",
    "organise-export-file": "a table that was taken along, in a file",
}
# Addresses that answer a GET to nobody here, and why.
NO_PAGE = {
    "mfa_deactivate_totp": "nobody has an authenticator app",
    "mfa_view_recovery_codes": "nobody has recovery codes",
    "mfa_download_recovery_codes": "nobody has recovery codes",
    "my-data-erase-confirm": "its link is in a mail",
    "organise-delete": "only a draft without registrations is deleted",
    "organise-series-delete": "only an empty series is deleted",
    "organise-run-problem": "a download, of a run that a worker carried out",
    "organise-run-solution": "a download, of a run that a worker carried out",
    "security": "a text file, where the site names a contact",
}
# An address that a calendar program has, and nobody else: the table answers 404.
BY_LINK = "calendar-feed"
# Pages that open once the schedule is published and the organiser wishes it, that close then, and
# that close as the event begins.
ONCE_PUBLISHED = {"edition-fairness", "organise-delegate-replace"}
UNTIL_PUBLISHED = {"edition-register", "organise-invitation-new"}
UNTIL_BEGUN = {"meet-answer", "organise-edition-move"}
# How the crowd is called, and a norm for dates.
NAMED = r"\bISO \d+|number \d+ in the region|Crowd \d+"
FIGURE = r"(?<![\w.,:/@#&+-])\d{4,}(?![\w:/@-])"
# Who sees the most; where none of them is let in, whoever comes last in the table.
READERS = ("manager", "organiser")
EVENT = ("edition-", "meet-", "organise-", "registration-", "delegate-", "my-home")
# What is one list however large the event: time zones.
LISTED = {"time_zone", "zone"}
# Other views of a page, its lists further on, and searches.
FURTHER = (
    ("search", "visitor", "q=cluster"),
    ("search", "visitor", "q=no such thing"),
    ("edition-list", "visitor", "q=meets"),
    ("edition-detail", "visitor", "clusters=4&rows=2&columns=3"),
    ("cluster-list", "visitor", "q=advanced industry"),
    ("cluster-list", "visitor", "page=40"),
    ("organisation-list", "visitor", "q=industry"),
    ("region-list", "visitor", "country=DE&order=-clusters"),
    ("region-detail", "visitor", "clusters=2&others=3"),
    ("meet-home", "manager", "cards=2"),
    ("meet-partners", "manager", "q=sensors"),
    ("meet-partners", "manager", "region=spain"),
    ("cluster-list", "visitor", "region=no such region"),
    ("edition-list", "visitor", "region=spain&series=meets"),
    ("meet-partners", "manager", "need=Test sites of kind 0"),
    ("meet-recommended", "manager", "aside=3"),
    ("meet-requests", "manager", "tab=sent"),
    ("meet-requests", "manager", "tab=agreed"),
    ("meet-requests", "manager", "tab=declined"),
    ("meet-agenda", "manager", "print=1"),
    ("meet-organiser", "manager", "messages=2"),
    ("organise-thread", "organiser", "messages=11"),
    ("meet-meeting", "manager", "messages=9&changes=9"),
    ("organise-meeting", "organiser", "messages=9&changes=9"),
    ("organise-programme", "organiser", "part=2"),
    ("organise-registrations", "organiser", "tab=approved"),
    ("organise-registration-create", "organiser", "q=cluster"),
    ("organise-requests", "organiser", "view=matrix&rows=2&columns=3"),
    ("organise-requests", "organiser", "view=clusters"),
    ("organise-log", "organiser", "q=cluster"),
    ("organise-schedule", "organiser", "view=marks"),
    ("organise-schedule", "organiser", "view=online"),
    ("organise-schedule", "organiser", "view=online&moving={online}"),
    ("organise-schedule", "organiser", "view=cluster&page=2"),
    ("organise-schedule", "organiser", "find=crowd"),
    ("organise-schedule", "organiser", "moving={meeting}"),
    ("organise-not-placed", "organiser", "page=3&asks=4"),
    ("organise-publish", "organiser", "changes=3&conflicts=2&told=3&meanwhile=2"),
    ("organise-publish-mails", "organiser", "cluster=crowd-1"),
    ("organise-publish-mails", "organiser", "q=crowd"),
    ("organise-replan-preview", "organiser", "moved=3&told=2"),
    ("organise-fairness", "organiser", "draft=1&regions=2&page=3"),
    ("organise-tell", "organiser", "page=2"),
    ("organise-call", "organiser", "part=4"),
    ("review-call", "reviewer", "part=4"),
)


def readers(line: Line) -> list[str]:
    """Whose visits are weighed."""
    seeing = [role for role, answer in zip(ROLES, line.answers, strict=True) if answer == "200"]
    return [role for role in READERS if role in seeing] or seeing[-1:]


GETS = [line for line in lines() if line.method == "GET"]
VISITS = [
    (line.name, role) for line in GETS if line.name not in DOWNLOADS for role in readers(line)
] + [(BY_LINK, "visitor")]
OF_THE_EVENT = [
    (name, role) for name, role in VISITS if name.startswith(EVENT) and name not in UNTIL_PUBLISHED
]
# Who is told what is missing.
ASKED = {"200", "409", "422"}
POSTS = [
    (line.name, roles[0])
    for line in lines()
    if line.method == "POST"
    for answers in [dict(zip(ROLES, line.answers, strict=True))]
    if (roles := [role for role in (*READERS, *reversed(ROLES)) if answers[role] in ASKED])
]
OF_A_PERSON = (
    ("delegate-agenda", "delegate"),
    ("delegate-particulars", "delegate"),
    ("my-home", "delegate"),
    ("my-home", "manager"),
    ("my-home", "organiser"),
)
ONCE_READ = (
    *OF_A_PERSON,
    ("edition-fairness", "visitor"),
    ("organise-delegate-replace", "organiser"),
    (BY_LINK, "visitor"),
    ("organise-schedule", "organiser", "live=1"),
    ("organise-schedule", "organiser", "live=1&moving={meeting}"),
)
# What is said of meetings that have begun stands on these.
ONCE_HELD = (
    *OF_A_PERSON,
    ("organise-held", "organiser"),
    ("organise-held", "organiser", "part=2"),
    ("organise-held", "organiser", "part=30"),
    ("organise-overview", "organiser"),
    ("organise-meeting", "organiser"),
    ("meet-meeting", "manager"),
    ("meet-agenda", "manager"),
    ("delegate-meeting", "delegate"),
    ("edition-detail", "visitor"),
    ("edition-detail", "visitor", "clusters=4&rows=2&columns=3"),
    ("edition-fairness", "visitor"),
)


def bare_figures(page: str) -> list[str]:
    """The numbers of four digits and more that stand in a page as no language writes them: what is
    neither a year, nor typed into a field, nor part of a name.
    """
    shown = re.sub(r"(?s)<(script|style|textarea|option|code|title)\b.*?</\1>|<[^>]*>", " ", page)
    shown = re.sub(NAMED, " ", shown)
    return [found for found in re.findall(FIGURE, shown) if not re.fullmatch("(19|20)..", found)]


def long_choices(page: str) -> list[str]:
    """The fields in which one chooses among so many that one would rather look for it by name."""
    selects = re.findall(r'(?s)<select\b[^>]*name="([^"]+)"[^>]*>(.*?)</select>', page)
    inputs = re.findall(r'<input\b[^>]*type="(?:checkbox|radio)"[^>]*>', page)
    named = Counter(found[1] for tag in inputs if (found := re.search(r'name="([^"]+)"', tag)))
    named.update({name: options.count("<option") for name, options in selects})
    return [name for name, count in named.items() if count > MOST_CHOICES and name not in LISTED]


def nameless(page: str) -> list[str]:
    """The title and the first heading, where either is not there or has no word."""
    found = {tag: re.search(rf"(?s)<{tag}\b[^>]*>(.*?)</{tag}>", page) for tag in ("title", "h1")}
    words = {tag: re.sub(r"(?s)<[^>]*>", " ", one[1]) if one else "" for tag, one in found.items()}
    words["title"] = words["title"].strip().removesuffix("– clustermeet")
    return [tag for tag, said in words.items() if not re.search(r"[^\W\d_]{2}", said)]


@dataclass(frozen=True)
class Site:
    """The crowd, the address of each page, and everybody's cookies."""

    crowd: Crowd
    addresses: dict[str, str]
    people: Mapping[str, User | None]
    cookies: dict[str, dict[str, str]]

    def anew(self) -> "Site":
        """Everybody signs in again, years after."""
        return replace(self, cookies={role: signed_in(one) for role, one in self.people.items()})

    def visit(self, name: str, role: str, query: str = "") -> tuple[int, int, bytes]:
        """The status, the number of queries and the page."""
        browser = Client()
        browser.cookies.load(self.cookies[role])
        known = {"meeting": self.crowd.meeting.pk, "online": self.crowd.online.pk}
        asked = query.format(**known).replace(" ", "+")
        with CaptureQueriesContext(connection) as made:
            answer = browser.get(self.addresses[name], QUERY_STRING=asked)
        # A file is handed out part by part.
        return answer.status_code, len(made), answer.getvalue()

    def refusal(self, name: str, role: str, *, half: bool) -> str:
        """What is over a bound where a form is sent empty, or with every other field of the page;
        empty where it is done and leads on.
        """
        browser, path = Client(), self.addresses[name]
        browser.cookies.load(self.cookies[role])
        fields = _half(browser, path) if half else {}
        with transaction.atomic():
            with CaptureQueriesContext(connection) as made:
                answer = browser.post(path, sent(fields))
            transaction.set_rollback(True)
        page, count = answer.getvalue(), len(made)
        is_within = count <= MOST_QUERIES and len(page) <= MOST_BYTES
        if answer.status_code == 302 or is_within:
            return ""
        return f"{answer.status_code}: {count} queries, {len(page)} bytes"

    def excess(self, name: str, role: str, query: str = "") -> str:
        """What is over a bound, or is no page at all; empty for a page within the bounds."""
        status, count, page = self.visit(name, role, query)
        bare = bare_figures(page.decode()) if name != BY_LINK else []
        long = long_choices(page.decode()) if name != BY_LINK else []
        unsaid = nameless(page.decode()) if page.lstrip()[:9].lower() == b"<!doctype" else []
        is_within = status == 200 and count <= MOST_QUERIES and len(page) <= MOST_BYTES
        if is_within and not bare and not long and not unsaid:
            return ""
        found = f"{status}: {count} queries, {len(page)} bytes, bare {bare}, long lists {long}"
        return f"{found}, without words {unsaid}"


def _half(browser: Client, path: str) -> dict[str, str]:
    """Every other field of the forms that the page at this address sends to it."""
    page, answer = Forms(), browser.get(path)
    if answer.headers.get("Content-Type", "").startswith("text/html"):
        page.feed(answer.getvalue().decode())
    own = [fields for where, fields in page.found if urlsplit(where).path in ("", path)]
    return {name: value for fields in own for name, value in list(fields.items())[::2]}


@pytest.fixture(scope="module")
def site(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Site]:
    """Set up once for all pages."""

    def made() -> Site:
        crowd = Crowd()
        people = crowd.people()
        refresh_marked()
        with connection.cursor() as cursor:
            # Nothing else counts rows that are not committed.
            cursor.execute("ANALYZE")
        return Site(
            crowd,
            {name: crowd.address(name, wanted) for name, wanted in addresses().items()}
            | {BY_LINK: CalendarFeed.objects.get(user=crowd.manager).get_absolute_url()},
            people,
            {role: signed_in(user) for role, user in people.items()},
        )

    with kept(django_db_blocker, made) as site:
        yield site


@pytest.fixture(autouse=True)
def written_mail(settings: Settings, tmp_path: Path) -> None:
    write_mail(settings, tmp_path)


@pytest.mark.parametrize(("name", "role"), VISITS)
def test_a_page_is_within_the_bounds(site: Site, name: str, role: str) -> None:
    assert not site.excess(name, role)


@pytest.mark.parametrize(("name", "role", "query"), FURTHER)
def test_so_are_its_other_views_and_searches(site: Site, name: str, role: str, query: str) -> None:
    assert not site.excess(name, role, query)


@pytest.mark.parametrize("whole", [SHARE, WHOLE])
def test_so_is_every_page_of_the_event_once_its_schedule_is_published(
    site: Site, *, whole: bool
) -> None:
    visits: list[tuple[str, ...]] = [*OF_THE_EVENT[:: 1 if whole else 2], *ONCE_READ]
    with transaction.atomic():
        site.crowd.publish()
        refresh_marked()
        over = {visit: found for visit in visits if (found := site.excess(*visit))}
        transaction.set_rollback(True)
    assert over == {}


@pytest.mark.parametrize("whole", [SHARE, WHOLE])
def test_so_is_every_page_of_the_event_once_its_meetings_have_begun(
    site: Site, *, whole: bool
) -> None:
    all_of_it = [visit for visit in OF_THE_EVENT if visit[0] not in UNTIL_BEGUN]
    visits: list[tuple[str, ...]] = [*(all_of_it if whole else ()), *ONCE_HELD]
    with transaction.atomic(), time_machine.travel(site.crowd.last_evening, tick=False):
        site.crowd.publish()
        site.crowd.hold()
        refresh_marked()
        then = site.anew()
        over = {visit: found for visit in visits if (found := then.excess(*visit))}
        _, _, page = then.visit("organise-held", "organiser")
        transaction.set_rollback(True)
    assert over == {}
    assert b"To settle" in page, "nobody disagrees"


@pytest.mark.parametrize("whole", [SHARE, WHOLE])
def test_so_is_every_answer_to_a_form_that_is_refused(site: Site, *, whole: bool) -> None:
    tried = [(*post, half) for post in POSTS for half in (False, True)]
    found = {
        (name, role, half): site.refusal(name, role, half=half)
        for name, role, half in tried[:: 1 if whole else 5]
    }
    assert {post: over for post, over in found.items() if over} == {}


def test_every_address_that_answers_is_a_page_or_is_told_not_to_be() -> None:
    answering = {line.name for line in GETS if set(line.answers) - {"in", "302", "405"}}
    visited = {name for name, _ in VISITS}
    assert answering - visited == {*DOWNLOADS, *NO_PAGE, *ONCE_PUBLISHED}


def test_what_is_measured_recommends_partners_for_what_each_needs(site: Site) -> None:
    browser = Client()
    browser.cookies.load(site.cookies["manager"])
    found = browser.get(site.addresses["meet-recommended"])
    shown = found.context["recommended"]
    assert len(shown) == SHOWN
    assert all(needs_met(one) for one in shown[:3])


def test_a_long_list_to_choose_from_is_noticed(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(globals(), "MOST_CHOICES", 30)
    assert "long lists ['slot']" in site.excess("meet-availability", "manager")
    monkeypatch.setitem(globals(), "LISTED", set())
    assert "'time_zone'" in site.excess("organise-create", "organiser")


def test_a_page_over_the_bounds_is_noticed(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(globals(), "MOST_QUERIES", 1)
    assert "queries" in site.excess("meet-agenda", "manager")
