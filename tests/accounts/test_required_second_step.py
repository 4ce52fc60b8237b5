"""Of whom a second step is asked, and what happens where the site requires it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password
from django.test import Client
from pytest_django import Settings

from accounts.asking import FOUND_OUT
from accounts.models import User
from accounts.rules import is_asked_for_second_step
from tests.factories.accounts import AdministratorFactory, StaffFactory, UserFactory
from tests.factories.clusters import ClusterFactory, MembershipFactory, OrganisationFactory
from tests.support.counting import queries_of

pytestmark = pytest.mark.django_db

PASSWORD = "a long quiet sentence"
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
STEP = "/accounts/second-step/"


@pytest.fixture(autouse=True)
def noon() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def required(settings: Settings) -> None:
    settings.SECOND_STEP_REQUIRED, settings.SECOND_STEP_DAYS = True, 5


@pytest.fixture
def organiser() -> User:
    user: User = MembershipFactory(organisation=OrganisationFactory(kind="agency")).user
    return with_password(user)


@pytest.fixture
def manager() -> User:
    return with_password(MembershipFactory(organisation=ClusterFactory()).user)


def with_password(user: User) -> User:
    user.password = make_password(PASSWORD)
    user.save(update_fields=["password"])
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def signed_in(user: User) -> Client:
    browser = Client()
    browser.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    assert "_auth_user_id" in browser.session
    return browser


def home(browser: Client) -> str:
    answer = browser.get("/my/")
    assert answer.status_code == 200
    return answer.content.decode()


def give(user: User) -> Authenticator:
    step: Authenticator = Authenticator.objects.create(
        user=user, type="webauthn", data={"name": "Phone", "credential": {}}
    )
    return step


def test_it_is_asked_of_organisers_staff_and_administrators(organiser: User, manager: User) -> None:
    asked = (organiser, StaffFactory(), AdministratorFactory(), UserFactory(is_staff=True))
    assert all(is_asked_for_second_step(user) for user in asked)
    assert not any(is_asked_for_second_step(user) for user in (manager, UserFactory()))


def test_an_organiser_is_asked_and_may_go_on(organiser: User, manager: User) -> None:
    browser = signed_in(organiser)
    assert "protect it with a second step" in home(browser)
    assert browser.get("/organise/").status_code == 200
    assert "second step" not in home(signed_in(manager))


@pytest.mark.usefixtures("required")
def test_the_time_of_one_begins_for_nobody_else(
    organiser: User, noon: time_machine.Traveller
) -> None:
    other = with_password(MembershipFactory(organisation=OrganisationFactory(kind="agency")).user)
    home(signed_in(organiser))
    noon.shift(timedelta(days=4))
    assert "From Wednesday 10 June on you need a second step" in home(signed_in(other))


@pytest.mark.usefixtures("required")
def test_required_it_has_its_time_and_then_every_page_leads_there(
    organiser: User, noon: time_machine.Traveller
) -> None:
    browser = signed_in(organiser)
    assert "From Saturday 6 June on you need a second step" in home(browser)
    noon.shift(timedelta(days=4))
    assert "From Saturday 6 June on" in home(signed_in(organiser))
    noon.shift(timedelta(days=1))
    for address in ("/my/", "/organise/", "/organise/new/", "/claims/"):
        assert browser.get(address)["Location"] == STEP
    led = browser.get("/my/", follow=True).content.decode()
    assert "Set up a passkey or an app, then go on." in led
    for address in ("/account/", STEP, f"{STEP}totp/activate/", "/accounts/logout/"):
        answer = browser.get(address)
        assert answer.get("Location") != STEP
        assert answer.status_code in {200, 302}
    assert browser.get("/editions/").status_code == 200
    give(organiser)
    assert "second step" not in home(browser)


@pytest.mark.usefixtures("required")
def test_required_it_is_still_not_asked_of_a_cluster_manager(
    manager: User, noon: time_machine.Traveller
) -> None:
    signed_in(manager)
    noon.shift(timedelta(days=100))
    home(signed_in(manager))


@pytest.mark.usefixtures("required")
def test_who_comes_to_work_at_events_after_the_sign_in_is_asked_within_the_hour(
    noon: time_machine.Traveller,
) -> None:
    user = with_password(UserFactory())
    browser = signed_in(user)
    MembershipFactory(user=user, organisation=OrganisationFactory(kind="agency"))
    noon.shift(timedelta(minutes=59))
    assert "second step" not in home(browser)
    noon.shift(timedelta(minutes=1))
    assert browser.get("/my/?from=mail")["Location"] == "/my/?from=mail"
    assert "From Saturday 6 June on you need a second step" in home(browser)
    noon.shift(timedelta(days=5))
    assert browser.get("/my/")["Location"] == STEP


@pytest.mark.usefixtures("required")
def test_a_session_that_was_begun_before_this_was_kept_is_asked_at_its_next_page() -> None:
    user = with_password(UserFactory())
    browser = signed_in(user)
    session = browser.session
    del session[FOUND_OUT]
    session.save()
    MembershipFactory(user=user, organisation=OrganisationFactory(kind="agency"))
    assert browser.get("/my/?from=mail")["Location"] == "/my/?from=mail"
    assert "From Saturday 6 June on you need a second step" in home(browser)


@pytest.mark.usefixtures("required")
@pytest.mark.parametrize("role", ["is_reader", "is_administrator", "is_staff"])
def test_who_gets_rights_after_the_sign_in_is_asked_at_once(role: str) -> None:
    user = with_password(UserFactory())
    browser = signed_in(user)
    assert "second step" not in home(browser)
    User.objects.filter(pk=user.pk).update(**{role: True})
    led = browser.get("/my/", follow=True).content.decode()
    assert "From Saturday 6 June on you need a second step" in led


def test_who_is_signed_in_when_the_site_begins_to_require_it_does_not_go_on_without(
    organiser: User, settings: Settings, noon: time_machine.Traveller
) -> None:
    browser = signed_in(organiser)
    settings.SECOND_STEP_REQUIRED, settings.SECOND_STEP_DAYS = True, 0
    assert browser.post("/organise/new/")["Location"] == STEP


@pytest.mark.usefixtures("required")
def test_finding_it_out_anew_costs_no_page_a_question(
    organiser: User, noon: time_machine.Traveller
) -> None:
    browser = signed_in(organiser)
    noon.shift(timedelta(minutes=59))
    before = queries_of(browser, "/my/")
    noon.shift(timedelta(minutes=1))
    assert browser.get("/my/").status_code == 302
    assert queries_of(browser, "/my/") == before


@pytest.mark.usefixtures("required")
def test_who_removes_the_last_one_is_led_back(
    organiser: User, noon: time_machine.Traveller
) -> None:
    signed_in(organiser)
    noon.shift(timedelta(days=20))
    step = give(organiser)
    browser = Client()
    browser.force_login(organiser, backend="allauth.account.auth_backends.AuthenticationBackend")
    asked = browser.get(f"{STEP}webauthn/keys/{step.pk}/remove/")["Location"]
    browser.post(asked, {"password": PASSWORD})
    browser.post(f"{STEP}webauthn/keys/{step.pk}/remove/")
    assert not Authenticator.objects.exists()
    assert browser.get("/my/")["Location"] == STEP


@pytest.mark.usefixtures("required")
def test_django_s_admin_waits_too(noon: time_machine.Traveller) -> None:
    root = with_password(AdministratorFactory(is_staff=True, is_superuser=True))
    browser = signed_in(root)
    assert browser.get("/admin/").status_code == 200
    noon.shift(timedelta(days=5))
    assert browser.get("/admin/")["Location"] == STEP
