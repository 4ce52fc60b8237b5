"""Every address of the site: who finds it open, who is asked to sign in, who finds nothing."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker

from clusters.models import Claim, Membership
from demo.event import EDITION_KEY
from demo.load import load
from events.models import Edition, Registration, Session
from matchmaking.models import MeetingRequest
from tests.factories.accounts import UserFactory
from tests.factories.matchmaking import ScheduleVersionFactory

pytestmark = pytest.mark.django_db

# Open to everybody. An address that is not here asks for a sign-in.
PUBLIC = {
    *("home", "search", "healthz", "accessibility", "privacy", "open-data", "source-list"),
    *("edition-list", "edition-detail", "edition-calendar", "series-list", "series-detail"),
    "edition-fairness",
    *("region-list", "region-detail", "cluster-list", "cluster-detail", "organisation-detail"),
    *("project-list", "project-detail", "language"),
    # Signing in and what leads there.
    *("account_login", "account_logout", "account_inactive", "account_signup"),
    *("account_email_verification_sent", "account_confirm_email", "account_confirm_login_code"),
    *("account_reset_password", "account_reset_password_done"),
    *("account_reset_password_from_key", "account_reset_password_from_key_done"),
}
# Acts: they answer POST alone.
ACTS = {
    *("claim-approve", "claim-decline", "member-remove", "invitation-revoke", "organise-state"),
    *("organise-session-move", "organise-session-remove", "organise-session-restore"),
    *("organise-registrations-decide", "organise-registrations-undo", "organise-times-places"),
    *("organise-remind", "organise-accept", "organise-run-stop", "organise-draft"),
    *("organise-move", "organise-place", "organise-lock", "organise-unlock", "organise-remove"),
    *("organise-replan-table", "organise-replan-meeting", "organise-discard", "organise-restore"),
    *("organise-run-replay", "organise-remedy-undo", "organise-ask-withdraw", "meet-ask-answer"),
    *("organise-undo", "meet-accept", "meet-decline", "meet-withdraw", "meet-undo"),
    *("organise-own-table", "organise-table-use"),
}
# A person's own pages: no object of somebody else's is named in the address.
OWN = {
    *("my-home", "claim-list", "claim-create", "organise-list"),
    *("account_email", "account_change_password", "account_set_password"),
    "account_reauthenticate",
}
# Whoever is signed in may look how to register, as long as the edition is public.
FOR_EVERY_MEMBER = {"edition-register"}


def patterns(resolver: URLResolver) -> Iterator[URLPattern]:
    for one in resolver.url_patterns:
        if isinstance(one, URLPattern):
            yield one
        elif one.namespace != "admin":
            yield from patterns(one)


ALL = {pattern.name or "": pattern for pattern in patterns(get_resolver())}
PRIVATE = sorted(ALL.keys() - PUBLIC)
FOREIGN = sorted(ALL.keys() - PUBLIC - OWN - FOR_EVERY_MEMBER - {"organise-create"})


@pytest.fixture(scope="module")
def objects(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[dict[str, str]]:
    """The demonstration; for each address the arguments that name something in it."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_register", verbosity=0)
        load(now=timezone.now())
        yield {name: reverse(name, kwargs=_arguments(name)) for name in PRIVATE}
        transaction.set_rollback(True)


def _arguments(name: str) -> dict[str, object]:
    edition = Edition.objects.get(idempotency_key=EDITION_KEY)
    request = MeetingRequest.objects.filter(edition=edition).select_related("invitee__cluster")[0]
    ours, other = request.invitee, request.requester
    member = Membership.objects.filter(organisation=ours.cluster)[0]
    known: dict[str, object] = {
        "slug": edition.slug,
        "edition": edition.slug,
        "cluster": ours.cluster.slug,
        "partner": other.cluster.slug,
        "number": 1,
        "pk": request.pk,
        "name": "some-mail",
        "token": "some-token",
    }
    if name.startswith(("member-", "invitation-", "cluster-")):
        known |= {"slug": ours.cluster.slug, "pk": member.pk}
    elif name.startswith("claim-"):
        claim, _ = Claim.objects.get_or_create(
            user=member.user,
            proposed_name="Somebody else's",
            defaults={"reason": "Ours", "idempotency_key": uuid4()},
        )
        known["pk"] = claim.pk
    elif name.startswith(("registration-", "organise-registration")):
        known["pk"] = Registration.objects.filter(edition=edition)[0].pk
    elif name.startswith("organise-session"):
        known["pk"] = Session.objects.filter(edition=edition)[0].pk
    elif "version" in name and not edition.versions.exists():
        ScheduleVersionFactory(edition=edition, number=1)
    wanted = ALL[name].pattern.regex.groupindex
    return {key: value for key, value in known.items() if key in wanted}


@pytest.fixture
def stranger(objects: dict[str, str]) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(UserFactory())
    return client


def test_every_address_is_public_on_purpose_or_asks_to_sign_in() -> None:
    is_open = {
        name
        for name, pattern in ALL.items()
        if not getattr(pattern.callback, "login_required", True)
    }
    assert is_open == PUBLIC


def test_every_address_has_a_name_of_its_own() -> None:
    assert "" not in ALL
    assert len(ALL) == len(list(patterns(get_resolver())))


@pytest.mark.parametrize("name", PRIVATE)
def test_visitors_are_asked_to_sign_in(objects: dict[str, str], name: str) -> None:
    for answer in (Client().get(objects[name]), Client().post(objects[name])):
        assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/accounts/login/")


@pytest.mark.parametrize("name", sorted(ACTS))
def test_acts_answer_post_alone(objects: dict[str, str], stranger: Client, name: str) -> None:
    assert stranger.get(objects[name]).status_code == 405


@pytest.mark.parametrize("name", sorted(set(FOREIGN) - ACTS))
def test_strangers_find_no_page(objects: dict[str, str], stranger: Client, name: str) -> None:
    assert stranger.get(objects[name]).status_code == 404


@pytest.mark.parametrize("name", FOREIGN)
def test_strangers_do_nothing(objects: dict[str, str], stranger: Client, name: str) -> None:
    """Pages that only show answer 405 to everybody."""
    allowed = {404} if name in ACTS else {404, 405}
    assert stranger.post(objects[name]).status_code in allowed


def test_strangers_create_no_edition(objects: dict[str, str], stranger: Client) -> None:
    assert stranger.get(objects["organise-create"]).status_code == 403
    assert stranger.post(objects["organise-create"]).status_code == 403
