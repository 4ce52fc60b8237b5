"""The form of a registration, filled in with what a cluster said at its last event."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from clusters.models import Organisation
from events.forms.questions import filled_in
from events.models import Edition
from events.queries.earlier import earlier, last_registrations
from events.queries.questions import Asked
from meet.forms.registering import EarlierForm


def offered(
    request: HttpRequest, clusters: QuerySet[Organisation], edition: Edition
) -> EarlierForm:
    """What there is to fill it in with; bound once somebody has chosen."""
    sent = request.GET if "earlier" in request.GET else None
    return EarlierForm(sent, registrations=last_registrations(clusters, edition))


def filled_from(offer: EarlierForm, asked: Asked) -> dict[str, Any]:
    """What a form is filled in with: nothing is stored before somebody sends it."""
    row, parts = offer.chosen, offer.cleaned_data["parts"]
    found = earlier(row, asked)
    initial: dict[str, Any] = {"cluster": row.cluster.slug}
    if "limits" in parts:
        initial |= {
            "seats": row.limit_at_once,
            "max_meetings": row.max_meetings,
            "takes_part": row.takes_part,
        }
    if "answers" in parts:
        initial |= filled_in(found.answers)
    return {"initial": initial, "delegates": found.people if "delegates" in parts else ()}
