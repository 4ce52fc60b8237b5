"""What each role may do at an event, as docs/roles.md says it."""

from itertools import pairwise, product

import pytest
from django.test import Client

from clusters.models import Role
from events.models import Consent, Edition, EditionOrganiser
from events.queries.editions import organisers_to_tell
from events.rules import MAY, STAFF_MAY, Act, may, role_in
from tests.docs.tables import table_after
from tests.factories.accounts import StaffFactory, UserFactory
from tests.factories.clusters import MembershipFactory, OrganisationFactory
from tests.factories.events import EditionFactory, RecordedEditionFactory
from tests.factories.stage import page

pytestmark = pytest.mark.django_db

ROLES = [role.value for role in Role]
SAID = {
    row[0]: dict(zip([*ROLES, "staff"], row[2:], strict=True))
    for row in table_after("roles.md", "What each role may do")
}


@pytest.mark.parametrize(("act", "role"), list(product(Act, Role)))
def test_a_role_may_what_the_document_says(act: Act, role: Role) -> None:
    edition = EditionFactory()
    user = MembershipFactory(organisation=edition.owner, role=role).user
    assert may(user, edition, act) is (SAID[act][role] == "yes")
    # The edition that brings the answer along gives the same.
    brought = Edition.objects.asked_by(user).get(pk=edition.pk)
    assert may(user, brought, act) is (SAID[act][role] == "yes")


def test_the_document_names_every_act() -> None:
    assert list(SAID) == [act.value for act in Act]
    assert set(MAY) == set(Role)


@pytest.mark.parametrize("act", Act)
def test_staff_may_what_the_document_says(act: Act) -> None:
    assert may(StaffFactory(), EditionFactory(), act) is (SAID[act]["staff"] == "yes")
    assert (act in STAFF_MAY) is (SAID[act]["staff"] == "yes")


def test_somebody_else_has_no_role() -> None:
    edition = EditionFactory()
    elsewhere = MembershipFactory(organisation=OrganisationFactory()).user
    assert role_in(elsewhere, edition) is None
    assert not any(may(elsewhere, edition, act) for act in Act)


def test_nobody_has_a_role_in_a_record() -> None:
    owner = MembershipFactory()
    record = RecordedEditionFactory(owner=owner.organisation)
    assert role_in(owner.user, record) is None


def test_of_several_roles_the_one_counts_that_may_most() -> None:
    edition, user = EditionFactory(), UserFactory()
    MembershipFactory(user=user, organisation=edition.owner, role=Role.VIEWER)
    second = OrganisationFactory()
    MembershipFactory(user=user, organisation=second, role=Role.PLANNER)
    asked = EditionOrganiser.objects.create(
        edition=edition,
        organisation=second,
        role=EditionOrganiser.Role.CO_ORGANISER,
        state=Consent.ASKED,
    )
    assert role_in(user, edition) == Role.VIEWER
    EditionOrganiser.objects.filter(pk=asked.pk).update(state=Consent.ACCEPTED)
    assert role_in(user, edition) == Role.PLANNER


def test_the_names_of_the_roles_sort_from_who_may_most() -> None:
    assert sorted(ROLES) == ROLES
    assert all(MAY[Role(more)] > MAY[Role(less)] for more, less in pairwise(ROLES))


def test_mails_go_to_owners_and_planners() -> None:
    edition = EditionFactory()
    for role in ROLES:
        MembershipFactory(organisation=edition.owner, role=role, user__email=f"{role}@example.org")
    told = [recipient.email for recipient in organisers_to_tell(edition)]
    assert told == ["owner@example.org", "planner@example.org"]


@pytest.mark.parametrize(
    ("role", "said"),
    [
        ("owner", "You are an owner"),
        ("planner", "You are a planner"),
        ("reception", "You are at the reception"),
        ("viewer", "You are a viewer"),
    ],
)
def test_every_page_says_what_ones_role_is_and_whom_to_ask(
    client: Client, role: str, said: str
) -> None:
    edition = EditionFactory()
    MembershipFactory(organisation=edition.owner, user__name="Olga Serra")
    client.force_login(MembershipFactory(organisation=edition.owner, role=role).user)
    shown = client.get(page("organise-times", edition)).content.decode()
    assert said in shown
    assert ("For more, ask Olga Serra." in shown) is (role != "owner")


def test_a_planner_is_not_offered_to_cancel_or_delete(client: Client) -> None:
    edition = EditionFactory(state=Edition.State.DRAFT)
    for role, sees in (("owner", True), ("planner", False)):
        client.force_login(MembershipFactory(organisation=edition.owner, role=role).user)
        shown = client.get(page("organise-overview", edition)).content.decode()
        assert (page("organise-delete", edition) in shown) is sees


def test_a_planner_does_not_cancel_by_the_step_either(client: Client) -> None:
    edition = EditionFactory()
    client.force_login(MembershipFactory(organisation=edition.owner, role="planner").user)
    wish = {"to": "cancelled", "version": edition.version}
    assert client.post(page("organise-state", edition), wish).status_code == 403
    edition.refresh_from_db()
    assert edition.state == Edition.State.REQUESTS_OPEN


def test_who_only_reads_is_offered_nothing_that_is_refused(client: Client) -> None:
    edition = EditionFactory()
    client.force_login(MembershipFactory(organisation=edition.owner, role="reception").user)
    shown = client.get(page("organise-overview", edition)).content.decode()
    for name in ("messages", "export", "import", "log", "edit", "edition-move", "copy", "cancel"):
        assert f'"{page(f"organise-{name}", edition)}"' not in shown
    assert client.get("/organise/new/").status_code == 403
