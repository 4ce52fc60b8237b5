"""Whose points and notes a person does not read: each reviewer scores alone, and nobody reads
what is said of a body of their own.
"""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from accounts.models import User
from clusters.models import Membership
from events.models import Application, Call, Review, Reviewer


@dataclass(frozen=True, slots=True)
class Secret:
    """Applications (ids) whose points are kept from somebody: of a body of theirs, and those that
    they have yet to score.
    """

    own: frozenset[int]
    unscored: frozenset[int]

    def why(self, application: int) -> str:
        """ "own", "unscored", or nothing where the points may be read."""
        if application in self.own:
            return "own"
        return "unscored" if application in self.unscored else ""


def secret_from(user: User, call: Call, *, only: Application | None = None) -> Secret:
    """What of a call, or of one application, is kept from this person; two queries.

    A reviewer reads what others say once the own points are given, to the application as it is
    now, or the decision is published; one who does not review it waits for nothing.
    """
    rows = call.applications.all()
    if only:
        rows = rows.filter(pk=only.pk)
    places = Membership.objects.filter(user=user, organisation=OuterRef("organisation"))
    own = frozenset(rows.filter(Exists(places)).values_list("pk", flat=True))
    if call.state == Call.State.DECIDED:
        return Secret(own, frozenset())
    given = Review.objects.filter(
        application=OuterRef("pk"),
        reviewer__user=user,
        application_version=OuterRef("version"),
    )
    reviews = Exists(Reviewer.objects.filter(call=OuterRef("call"), user=user))
    waits = rows.filter(reviews, ~Exists(given)).exclude(pk__in=own)
    return Secret(own, frozenset(waits.values_list("pk", flat=True)))
