"""A cluster whose name runs from right to left, on a page of each workspace: nothing beside the
name changes its place.
"""

import re
from html.parser import HTMLParser

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from events.models import Registration
from interface.plain_text import FIRST_STRONG, POP
from matchmaking.models import MeetingRequest
from tests.factories.accounts import StaffFactory
from tests.factories.clusters import MembershipFactory
from tests.factories.events import EditionFactory, RegistrationFactory
from tests.factories.matchmaking import MeetingRequestFactory

pytestmark = pytest.mark.django_db
NAME = "אשכול המים"
# Text within runs its own way: blocks, what the style isolates, and what is no text of the page.
BLOCKS = ("p", "li", "div", "dt", "title", "button")
STYLED = ("a", "h1", "h2", "h3", "h4", "th", "td", "dd", "bdi", "option", "label", "summary")
ALONE = frozenset([*BLOCKS, *STYLED])
VOID = frozenset(["br", "hr", "img", "input", "link", "meta", "use"])


class Texts(HTMLParser):
    """The text of each element that runs its own way, without that of those within it."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, list[str]]] = [("", [])]
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag in VOID:
            return
        held = [] if tag in ALONE else self.open[-1][1]
        self.open.append((tag, held))

    def handle_endtag(self, tag: str) -> None:
        while len(self.open) > 1:
            name, texts = self.open.pop()
            if name in ALONE:
                self.found.append(" ".join("".join(texts).split()))
            if name == tag:
                return

    def handle_data(self, data: str) -> None:
        self.open[-1][1].append(data)


def unkept(page: str) -> list[str]:
    """The texts in which the name stands among others and is not kept to itself."""
    texts = Texts()
    texts.feed(page)
    kept = f"{FIRST_STRONG}{NAME}{POP}"
    left = [text.replace(kept, "") for text in texts.found]
    return [text for text in left if NAME in text and text != NAME]


def test_the_style_isolates_what_is_taken_for_isolated() -> None:
    style = (settings.BASE_DIR / "static" / "css" / "page.css").read_text()
    assert f"{', '.join(STYLED)} {{ unicode-bidi: isolate; }}" in style


@pytest.mark.parametrize(
    ("page", "found"),
    [
        (f"<p>{NAME}</p><p>Asks 3</p>", 0),
        (f"<p>{NAME} 3</p>", 1),
        (f"<p>{FIRST_STRONG}{NAME}{POP} 3</p>", 0),
        (f"<p><span>{NAME}</span> 3</p>", 1),
        (f"<p><a>{NAME}</a> 3</p>", 0),
    ],
)
def test_a_name_that_is_not_kept_is_found(page: str, found: int) -> None:
    assert len(unkept(page)) == found


@pytest.fixture
def request_() -> MeetingRequest:
    """Water asks the one whose name runs the other way."""
    edition = EditionFactory()
    water, other = (
        RegistrationFactory(edition=edition, cluster__name=name, cluster__short_name="")
        for name in ("Water", NAME)
    )
    row: MeetingRequest = MeetingRequestFactory(edition=edition, requester=water, invitee=other)
    return row


def of(registration: Registration) -> Client:
    browser = Client()
    browser.force_login(MembershipFactory(organisation=registration.cluster).user)
    return browser


def test_on_pages_of_each_workspace(request_: MeetingRequest) -> None:
    edition, water, other = request_.edition, request_.requester, request_.invitee
    here, there = ([edition.slug, row.cluster.slug] for row in (water, other))
    organiser = Client()
    organiser.force_login(MembershipFactory(organisation=edition.owner).user)
    staff = Client()
    staff.force_login(StaffFactory())
    ours, theirs = of(water), of(other)
    pages = [
        (Client(), edition.get_absolute_url()),
        (Client(), other.cluster.get_absolute_url()),
        (ours, reverse("meet-home", args=here)),
        (ours, reverse("meet-requests", args=here) + "?tab=sent"),
        (ours, reverse("meet-partner", args=[*here, other.cluster.slug])),
        (ours, reverse("meet-request", args=[*here, request_.pk])),
        (theirs, reverse("meet-home", args=there)),
        (theirs, reverse("registration-edit", args=[other.pk])),
        (theirs, reverse("my-home")),
        (organiser, reverse("organise-request", args=[edition.slug, request_.pk])),
        (organiser, reverse("organise-requests", args=[edition.slug])),
        (organiser, reverse("organise-registration", args=[edition.slug, other.pk])),
        (organiser, reverse("organise-registrations", args=[edition.slug])),
        (staff, reverse("organise-overview", args=[edition.slug])),
    ]
    found = {}
    for browser, address in pages:
        answer = browser.get(address)
        assert answer.status_code == 200, address
        found[address] = unkept(answer.text)
    assert {address: texts for address, texts in found.items() if texts} == {}


def test_in_what_is_said_of_an_act(request_: MeetingRequest) -> None:
    edition = request_.edition
    organiser = Client()
    organiser.force_login(MembershipFactory(organisation=edition.owner).user)
    act = reverse("organise-decline", args=[edition.slug, request_.pk])
    answer = organiser.post(act, {"version": 1}, follow=True)
    assert f"Declined for {FIRST_STRONG}{NAME}{POP}. Both clusters are told." in answer.text
    assert unkept(answer.text) == []


TITLE = re.compile(r"\{% block title(?:_end)? %\}(.*?)\{% endblock(?: \w+)? %\}", re.DOTALL)
A_SENTENCE = re.compile(r"\{% blocktranslate.*?\{% endblocktranslate %\}", re.DOTALL)
# Words of our own, and figures.
OURS = ("heading", "get_kind_display", "starts_on.year", "mail.subject")


def test_a_name_in_the_title_of_a_page_is_kept() -> None:
    """The browser shows the title without any style."""
    bare = {}
    for path in settings.BASE_DIR.glob("templates/**/*.html"):
        titles = A_SENTENCE.sub("", " ".join(TITLE.findall(path.read_text())))
        shown = re.findall(r"\{\{ (.*?) \}\}", titles)
        bare[path.name] = [value for value in shown if not value.endswith((*OURS, "|isolated"))]
    assert {name: values for name, values in bare.items() if values} == {}
