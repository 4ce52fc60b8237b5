"""A claim is made by a person and decided by an administrator."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from accounts.models import User
from accounts.queries import administrators
from clusters.models import Claim, Membership, Organisation, Region
from clusters.services.drafts import draft_called, free_slug, lock_names, register
from clusters.services.joining import join
from interface.keys import made_before, made_once
from notifications.recipients import Recipient
from notifications.services import tell


class ClaimAlreadyOpen(Exception):
    """This person's claim to this organisation waits for a decision, or is not needed."""


class ClaimAlreadyDecided(Exception):
    """Somebody has decided this claim meanwhile."""


@transaction.atomic
def claim(
    *,
    user: User,
    organisation: Organisation | None,
    proposed: tuple[str, str, Region | None] | None,
    reason: str,
    key: UUID,
    now: datetime,
) -> Claim:
    """File a claim to an organisation, or to one that the register lacks.

    `proposed` is (name, kind, region). The same key gives the same claim. Raises ClaimAlreadyOpen,
    KeyTaken.
    """
    name, kind, region = proposed or ("", "", None)
    said = {
        "organisation": organisation,
        "proposed_name": name,
        "proposed_kind": kind,
        "proposed_region": region,
        "reason": reason,
    }
    if earlier := made_before(Claim, key, {"user": user}, said):
        return earlier
    if organisation and Membership.objects.filter(user=user, organisation=organisation).exists():
        raise ClaimAlreadyOpen
    try:
        filed, is_new = made_once(Claim, key, {"user": user}, said)
    except IntegrityError as error:
        raise ClaimAlreadyOpen from error
    if not is_new:
        return filed
    _tell_administrators(filed, now)
    # What the person opened the account for is done.
    User.objects.filter(pk=user.pk).update(came_for="")
    return filed


@transaction.atomic
def approve(*, claim: Claim, by: User, now: datetime) -> Membership:
    """Give the person the place; the other members are told. Raises ClaimAlreadyDecided."""
    lock_names()
    _decide(claim, Claim.State.APPROVED, by, now)
    organisation = claim.organisation or draft_called(claim.proposed_name) or _made_from(claim)
    register(organisation)
    if claim.organisation is None:
        Claim.objects.filter(pk=claim.pk).update(organisation=organisation)
    membership = join(user=claim.user, organisation=organisation, by=by, now=now)
    slug = organisation.slug
    _tell_claimant(claim, "clusters/mail/claim_approved", now, organisation_slug=slug)
    return membership


@transaction.atomic
def decline(*, claim: Claim, by: User, now: datetime) -> None:
    """Turn the claim down. Raises ClaimAlreadyDecided."""
    _decide(claim, Claim.State.DECLINED, by, now)
    _tell_claimant(claim, "clusters/mail/claim_declined", now)


def _decide(claim: Claim, state: Claim.State, by: User, now: datetime) -> None:
    pending = Claim.objects.filter(pk=claim.pk, state=Claim.State.PENDING)
    if not pending.update(state=state, decided_by=by, decided_at=now):
        raise ClaimAlreadyDecided


def _made_from(claim: Claim) -> Organisation:
    return Organisation.objects.create(
        slug=free_slug(claim.proposed_name),
        name=claim.proposed_name,
        kind=claim.proposed_kind or Organisation.Kind.CLUSTER,
        region=claim.proposed_region,
    )


def _tell_administrators(claim: Claim, now: datetime) -> None:
    tell(
        kind="claim-filed",
        object_key=f"claim:{claim.pk}",
        version=1,
        recipients=[Recipient(person.email, person.language) for person in administrators()],
        template="clusters/mail/claim_filed",
        context={
            "person": str(claim.user),
            "organisation": _organisation_of(claim),
            "reason": claim.reason,
        },
        now=now,
    )


def _tell_claimant(claim: Claim, template: str, now: datetime, **said: str) -> None:
    tell(
        kind="claim-decided",
        object_key=f"claim:{claim.pk}",
        version=1,
        recipients=[Recipient(claim.user.email, claim.user.language)],
        template=template,
        context={"organisation": _organisation_of(claim), **said},
        now=now,
    )


def _organisation_of(claim: Claim) -> str:
    return claim.organisation.called if claim.organisation else claim.proposed_name
