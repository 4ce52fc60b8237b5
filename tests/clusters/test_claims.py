"""Nobody obtains a role by filling in a form: a claim is decided by an administrator."""

import uuid

import pytest
from django.core import mail
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from clusters.models import Claim, Membership, Organisation
from clusters.services import claims
from clusters.services.drafts import free_slug
from interface.keys import KeyTaken
from notifications.models import OutboxMessage
from tests.factories.accounts import AdministratorFactory, UserFactory
from tests.factories.clusters import ClusterFactory, MembershipFactory
from tests.support.mails import mail_to

pytestmark = pytest.mark.django_db


def filed(**fields: object) -> Claim:
    values = {
        "user": UserFactory(),
        "organisation": ClusterFactory(),
        "proposed": None,
        "reason": "I am its manager.",
        "key": uuid.uuid4(),
        "now": timezone.now(),
    }
    return claims.claim(**{**values, **fields})  # type: ignore[arg-type]


def test_a_claim_gives_no_place_until_it_is_approved() -> None:
    claim = filed()
    assert not Membership.objects.exists()
    claims.approve(claim=claim, by=AdministratorFactory(), now=timezone.now())
    assert Membership.objects.get().user == claim.user


def test_a_claim_is_told_to_administrators_and_its_decision_to_the_claimant() -> None:
    administrator = AdministratorFactory()
    claim = filed()
    claims.decline(claim=claim, by=administrator, now=timezone.now())
    told = set(OutboxMessage.objects.values_list("recipient", flat=True))
    assert told == {administrator.email, claim.user.email}
    asked = OutboxMessage.objects.get(recipient=administrator.email)
    assert reverse("claim-list") in asked.body
    assert mail.outbox == []


def test_the_decision_names_the_organisation_who_decided_and_what_to_do_next() -> None:
    water = ClusterFactory(name="Water", short_name="", slug="water")
    accepted, declined = filed(organisation=water), filed(organisation=water)
    claims.approve(claim=accepted, by=AdministratorFactory(), now=timezone.now())
    claims.decline(claim=declined, by=AdministratorFactory(), now=timezone.now())
    yes, no = mail_to(accepted.user.email), mail_to(declined.user.email)
    assert yes.subject == "You now speak for Water"
    assert "An administrator has accepted your claim." in yes.body
    assert reverse("my-home") in yes.body
    assert reverse("member-list", args=["water"]) in yes.body
    assert no.subject == "Your claim to speak for Water was declined"
    assert "An administrator has declined your claim to speak for Water." in no.body
    assert reverse("claim-create") in no.body


def test_a_claim_is_decided_once() -> None:
    claim, administrator = filed(), AdministratorFactory()
    claims.decline(claim=claim, by=administrator, now=timezone.now())
    with pytest.raises(claims.ClaimAlreadyDecided):
        claims.approve(claim=claim, by=administrator, now=timezone.now())
    assert not Membership.objects.exists()


def test_the_same_key_files_the_same_claim() -> None:
    first = filed()
    second = filed(user=first.user, organisation=first.organisation, key=first.idempotency_key)
    assert first == second


@pytest.mark.parametrize("other", ["reason", "organisation"])
def test_a_form_that_was_sent_claims_nothing_else(other: str) -> None:
    first = filed()
    values: dict[str, object] = {"reason": "I am its owner.", "organisation": ClusterFactory()}
    same = {"user": first.user, "organisation": first.organisation}
    with pytest.raises(KeyTaken):
        filed(**{**same, "key": first.idempotency_key, other: values[other]})
    assert Claim.objects.count() == 1


def test_an_open_claim_or_a_membership_makes_another_claim_needless() -> None:
    first = filed()
    with pytest.raises(claims.ClaimAlreadyOpen):
        filed(user=first.user, organisation=first.organisation)
    membership = MembershipFactory()
    with pytest.raises(claims.ClaimAlreadyOpen):
        filed(user=membership.user, organisation=membership.organisation)


def test_an_organisation_that_the_register_lacks_is_made_on_approval() -> None:
    ClusterFactory(slug="wood-cluster")
    claim = filed(organisation=None, proposed=("Wood cluster", Organisation.Kind.CLUSTER, None))
    claims.approve(claim=claim, by=AdministratorFactory(), now=timezone.now())
    made = Membership.objects.get(user=claim.user).organisation
    assert (made.name, made.slug) == ("Wood cluster", "wood-cluster-2")


def test_a_stranger_sees_no_claim_and_decides_none(client: Client) -> None:
    claim = filed()
    client.force_login(UserFactory())
    assert claim.reason not in client.get(reverse("claim-list")).content.decode()
    assert client.post(reverse("claim-approve", args=[claim.pk])).status_code == 404
    client.force_login(claim.user)
    assert client.post(reverse("claim-approve", args=[claim.pk])).status_code == 403
    assert not Membership.objects.exists()


def test_a_claim_is_made_and_approved_through_pages(client: Client) -> None:
    cluster, person = ClusterFactory(), UserFactory()
    client.force_login(person)
    page = client.get(reverse("claim-create"), {"organisation": cluster.slug})
    form = {
        "organisation": cluster.pk,
        "reason": "See our team page.",
        "idempotency_key": page.context["form"]["idempotency_key"].value(),
    }
    assert client.post(reverse("claim-create"), form).status_code == 302
    client.force_login(AdministratorFactory())
    claim = Claim.objects.get()
    assert claim.reason in client.get(reverse("claim-list")).content.decode()
    client.post(reverse("claim-approve", args=[claim.pk]))
    assert Membership.objects.filter(user=person, organisation=cluster).exists()
    again = client.post(reverse("claim-decline", args=[claim.pk]))
    assert again.status_code == 409


def test_a_claim_without_organisation_or_name_says_what_to_do(client: Client) -> None:
    client.force_login(UserFactory())
    answer = client.post(
        reverse("claim-create"), {"reason": "Because", "idempotency_key": uuid.uuid4()}
    )
    assert answer.status_code == 422
    assert "write the name of a new one" in answer.content.decode()


def test_the_list_of_claims_has_the_same_queries_for_one_and_three(client: Client) -> None:
    client.force_login(AdministratorFactory())
    filed()
    one = _queries(client)
    filed()
    filed()
    assert _queries(client) == one


def _queries(client: Client) -> int:
    with CaptureQueriesContext(connections["default"]) as captured:
        assert client.get(reverse("claim-list")).status_code == 200
    return len(captured)


def test_every_choice_of_the_form_begins_with_words(client: Client) -> None:
    client.force_login(UserFactory())
    form = client.get(reverse("claim-create")).text
    assert "---" not in form
    assert form.count(">Choose</option>") == 1


def test_an_organisation_with_a_greek_name_has_an_address_that_can_be_read() -> None:
    assert free_slug("Κλάστερ Αθηνών") == "klaster-athenon"
