"""The mails about invitations: to whoever acts for a cluster, and to no other address."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from accounts.models import User
from clusters.models import ACTING, Membership
from events.answer_links import link_for
from events.models import Edition, EventInvitation, InvitationText
from events.queries.about import about, called
from events.queries.filling import wording_for
from events.services.circulars import NO_TEXTS, try_on_oneself
from notifications.recipients import Recipient
from notifications.services import Mail, tell_each, withdraw_each

MAIL = "event-invitation"
REMINDER = "event-invitation-reminder"
WITHDRAWN = "event-invitation-withdrawn"
# By which the reader answers.
ANSWERABLE = (MAIL, REMINDER)


def key_of(invitation: EventInvitation) -> str:
    return f"event-invitation:{invitation.pk}"


def tell_invited(
    edition: Edition,
    invitations: Sequence[EventInvitation],
    kind: str,
    now: datetime,
    due_at: datetime,
) -> None:
    """Write to the members of the clusters, who have accounts; each gets a link of their own."""
    clusters = {row.cluster_id: row for row in invitations}
    for row in invitations:
        row.edition = edition
    members = Membership.objects.filter(
        organisation__in=clusters, role__in=ACTING, user__is_active=True
    )
    rows = members.select_related("user").order_by("organisation", "user__email")
    texts = _texts_of(invitations)
    mails = [
        _mail(invitation, row.user, kind, texts.get(invitation.round_id, {}))
        for row in rows
        for invitation in (clusters[row.organisation_id],)
    ]
    tell_each(mails, due_at)


def _texts_of(invitations: Sequence[EventInvitation]) -> dict[int, dict[str, str]]:
    """What rounds (by id) say in other languages; one query."""
    rounds = {row.round_id for row in invitations}
    found: dict[int, dict[str, str]] = {}
    for row in InvitationText.objects.filter(round__in=rounds).exclude(text=""):
        found.setdefault(row.round_id, {})[row.language] = row.text
    return found


def _mail(invitation: EventInvitation, reader: User, kind: str, texts: Mapping[str, str]) -> Mail:
    """A mail to one person; one that is only tried has no link to answer by."""
    edition = invitation.edition
    closes_at = edition.registration_closes_at
    is_answerable = not invitation._state.adding and kind in ANSWERABLE
    return Mail(
        kind=kind,
        object_key=key_of(invitation),
        version=invitation.version,
        recipients=(Recipient(reader.email, reader.language),),
        template=f"events/mail/{kind.replace('-', '_')}",
        context={
            "body": edition.owner.called if edition.owner else "",
            "cluster": invitation.cluster.called,
            "cluster_slug": invitation.cluster.slug,
            "edition": called(edition),
            "edition_slug": edition.slug,
            "days": {"first": edition.starts_on, "last": edition.ends_on},
            "closes_at": closes_at and closes_at.astimezone(edition.zone),
            "message": wording_for(invitation.round.text, texts, invitation),
            "is_answerable": is_answerable,
        },
        about=about(edition),
        concerns_at=closes_at,
        secret=link_for(invitation, reader.pk) if is_answerable else "",
    )


def try_invitation(
    *, invitation: EventInvitation, by: User, now: datetime, texts: Mapping[str, str] = NO_TEXTS
) -> None:
    """The mail that this cluster would get, to its writer alone, in the writer's language; the
    invitation is not stored.
    """
    mail = _mail(invitation, by, MAIL, texts)
    try_on_oneself(mail, by=by, now=now)


def stop_for_cluster(edition: Edition, cluster: int) -> None:
    """A cluster (id) that registers is neither invited nor reminded any more. Part of an act."""
    stop(EventInvitation.objects.filter(edition=edition, cluster=cluster))


def stop_for_clusters(edition: Edition, clusters: Iterable[int]) -> None:
    """The same for several clusters (ids)."""
    stop(EventInvitation.objects.filter(edition=edition, cluster__in=set(clusters)))


def stop_all(edition: Edition) -> None:
    """Nobody is invited to what does not take place. Part of an act."""
    stop(EventInvitation.objects.filter(edition=edition))


def stop(invitations: Iterable[EventInvitation], kinds: Sequence[str] = ANSWERABLE) -> None:
    """Take back what has not left."""
    keys = [key_of(row) for row in invitations]
    for kind in kinds:
        withdraw_each(kind=kind, object_keys=keys)
