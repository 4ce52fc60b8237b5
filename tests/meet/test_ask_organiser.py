"""Whoever is sent to the organiser gets there by one press."""

import ast
import re
from importlib import import_module
from pathlib import Path
from urllib.parse import quote

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from events.models import Edition
from matchmaking.models import MeetingRequest
from tests.factories.accounts import StaffFactory
from tests.factories.clusters import MembershipFactory
from tests.factories.matchmaking import MeetingRequestFactory
from tests.meet.test_answers_by_mail import answered, asked, link

__all__ = ["asked"]

ROOT: Path = settings.BASE_DIR
SENT = re.compile(r"\b(?:ask|write\s+to)\s+the\s+organiser\b", re.IGNORECASE)
A_LINK = re.compile(r"<a\b[^>]*\shref=.*?</a>", re.DOTALL)
# What an included part makes a link of, and a name for it.
HANDED_ON = re.compile(r"url=\w+ action=_\([^)]*\)|\{% translate \"[^\"]*\" as action %\}")
HEADING = re.compile(r"<h[12]\b.*?</h[12]>|\{% block title %\}.*?\{% endblock %\}", re.DOTALL)
AN_ADDRESS = re.compile(r"write to the organiser: \{\{ ask_url \}\}")
VIEWS = sorted((ROOT / "meet" / "views").glob("*.py"))
# Their words send to the organiser, so that their page must lead there.
SENDING = {"matchmaking.words.requests", "matchmaking.words.other_times"}
SENDING_WORDS = {"meetings_then"}


def alone(text: str) -> list[str]:
    """Where a page or a mail names the organiser as whom to ask, and leads nowhere."""
    for led in (A_LINK, HANDED_ON, HEADING, AN_ADDRESS):
        text = led.sub(" ", text)
    return SENT.findall(text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("<p>Late. Ask the organiser.</p>", 1),
        ("Wrong? Write to\n  the organiser.", 1),
        ('<a href="/x/">Late</a> Ask the organiser <a href="/y/">there</a>', 1),
        ('<a class="small" href="/x/">ask the organiser</a>', 0),
        ("write to the organiser: {{ ask_url }}", 0),
        ("The organiser asks the organisers.", 0),
    ],
)
def test_a_sentence_that_leads_nowhere_is_found(text: str, found: int) -> None:
    assert len(alone(text)) == found


def test_no_template_sends_to_the_organiser_without_a_way_there() -> None:
    templates = [path for kind in ("html", "txt") for path in ROOT.glob(f"templates/**/*.{kind}")]
    found = {str(path.relative_to(ROOT)): alone(path.read_text()) for path in templates}
    assert len(found) > 300
    assert [path for path, places in found.items() if places] == []


def names_taken(tree: ast.Module) -> dict[str, str]:
    """The names that a module imports, and where each is from."""
    return {
        name.asname or name.name: node.module or ""
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for name in node.names
    }


def unled(path: Path) -> list[int]:
    """The lines that refuse in words which may send to the organiser, without its address."""
    tree = ast.parse(path.read_text())
    taken, module = names_taken(tree), import_module(f"meet.views.{path.stem}")
    if not (SENDING & set(taken.values()) or SENDING_WORDS & set(taken)):
        return []
    lines = []
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
            continue
        if node.func.id != "refused" or any(word.arg == "ask" for word in node.keywords):
            continue
        constants = [name.id for name in ast.walk(node.args[1]) if isinstance(name, ast.Name)]
        said = [getattr(module, name, None) for name in constants if name.isupper()]
        if not said or taken.get(constants[0]) in SENDING or SENT.search(" ".join(map(str, said))):
            lines.append(node.lineno)
    return lines


# Said where a form is not understood: words of the view's own.
OF_ITS_OWN = {"other_times": 1}


@pytest.mark.parametrize("path", VIEWS, ids=lambda path: path.stem)
def test_what_is_refused_with_the_organiser_named_leads_there(path: Path) -> None:
    assert len(unled(path)) == OF_ITS_OWN.get(path.stem, 0)


@pytest.mark.django_db
class TestByMail:
    """Who answers by the link of a mail is not signed in, so that the way leads over that."""

    def way(self, asked: MeetingRequest) -> str:
        return reverse("meet-organiser", args=[asked.edition.slug, asked.invitee.cluster.slug])

    def test_once_it_is_late_the_page_leads_over_sign_in_to_the_form(
        self, asked: MeetingRequest
    ) -> None:
        Edition.objects.update(state="published")
        way = self.way(asked)
        assert f'<a href="{way}">ask the organiser</a>' in Client().get(link()).text
        answer = Client().get(way)
        assert answer["Location"] == f"{reverse('account_login')}?next={quote(way)}"

    def test_an_answer_that_comes_late_leads_there_too(self, asked: MeetingRequest) -> None:
        path = link()
        Edition.objects.update(state="published")
        answer = Client().post(path, {"answer": "accept"})
        assert (answer.status_code, self.way(asked) in answer.text) == (409, True)

    def test_a_refused_answer_that_can_be_given_otherwise_does(self, asked: MeetingRequest) -> None:
        Edition.objects.update(most_musts=1)
        MeetingRequestFactory(edition=asked.edition, requester=asked.invitee, priority=10)
        assert self.way(asked) not in Client().get(link()).text
        answer = Client().post(link(), {"answer": "must"})
        assert (answer.status_code, self.way(asked) in answer.text) == (409, True)
        assert answered(link(), "accept") == 302


@pytest.mark.django_db
@pytest.mark.parametrize("may_act", [True, False])
def test_what_expired_leads_who_may_act_to_the_form(
    asked: MeetingRequest, *, may_act: bool
) -> None:
    Edition.objects.update(state="published")
    MeetingRequest.objects.update(state="expired")
    args = [asked.edition.slug, asked.invitee.cluster.slug]
    browser = Client()
    of_ours = MembershipFactory(organisation=asked.invitee.cluster)
    browser.force_login(of_ours.user if may_act else StaffFactory())
    answer = browser.get(reverse("meet-requests", args=args), {"tab": "declined"})
    assert (answer.status_code, "You did not answer in time." in answer.text) == (200, True)
    assert ("who can still accept for you" in answer.text) is may_act
    assert (">ask the organiser</a>" in answer.text) is may_act
