"""Who has which role at an event: by a body, and for this event alone."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts.loading import person
from events.models import Edition, EventRoleInvitation
from events.rules import Act, may
from events.services import event_roles as services
from interface.forms import FORM_REFUSED, INCOMPLETE, SENT_BEFORE, VersionForm, form_status, posted
from interface.keys import KeyTaken
from interface.plain_text import isolated
from interface.refusals import refused
from organise.forms.people import ROLES, EventRoleForm, OfferForm
from organise.loading import event_role_of, organised_edition, role_offer_of
from organise.queries.people import bodies_at_work, open_offers, owns, roles_alone

CHANGED = _lazy("Somebody changed this role meanwhile. Look again before you decide.")
HAS_ROLE = _lazy("This person may do as much here already. Another role is given in the list.")


@require_http_methods(["GET", "POST"])
def people_list(request: HttpRequest, slug: str) -> HttpResponse:
    act = Act.PEOPLE if request.method == "POST" else Act.PLAN
    edition = organised_edition(request, slug, act)
    form = OfferForm(posted(request))
    if form.is_valid() and (offer := _offer(request, edition, form)):
        words = _("Invitation sent to %(address)s.") % {"address": offer.email}
        messages.success(request, words)
        return redirect("organise-people", slug)
    context = {
        "edition": edition,
        "bodies": [(row, owns(row, person(request).pk)) for row in bodies_at_work(edition)],
        "alone": roles_alone(edition),
        "offers": open_offers(edition, timezone.now()),
        "roles": ROLES,
        "may_change": may(request.user, edition, Act.PEOPLE),
        "form": form,
    }
    return render(request, "organise/people.html", context, status=form_status(form))


def _offer(request: HttpRequest, edition: Edition, form: OfferForm) -> EventRoleInvitation | None:
    try:
        return services.offer_role(
            edition=edition,
            email=form.cleaned_data["email"],
            role=form.chosen,
            by=person(request),
            key=form.cleaned_data["idempotency_key"],
            now=timezone.now(),
            address_of=_address_of,
        )
    except services.NotForYou as refusal:
        raise PermissionDenied from refusal
    except services.HasRole:
        form.add_error("email", HAS_ROLE)
    except KeyTaken:
        form.add_error(None, SENT_BEFORE)
    return None


def _address_of(token: str) -> str:
    return f"{settings.SITE_URL}{reverse('event-role-accept', args=[token])}"


@require_POST
def person_role(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Give somebody another role at this event."""
    edition = organised_edition(request, slug, Act.PEOPLE)
    place, form = event_role_of(edition, pk), EventRoleForm(request.POST)
    if not form.is_valid():
        return _incomplete(request, slug)
    try:
        services.give_event_role(
            place=place, by=person(request), now=timezone.now(), **form.cleaned_data
        )
    except services.NotForYou as refusal:
        raise PermissionDenied from refusal
    except services.PlaceChanged:
        return refused(request, CHANGED, back=_back(slug))
    words = _("The role of %(person)s is changed. The mail about it leaves in a few minutes.")
    messages.success(request, words % {"person": isolated(place.user)})
    return redirect(_back(slug))


@require_POST
def person_end(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """End somebody's role at this event."""
    edition = organised_edition(request, slug, Act.PEOPLE)
    place, form = event_role_of(edition, pk), VersionForm(request.POST)
    if not form.is_valid():
        return _incomplete(request, slug)
    version = form.cleaned_data["version"]
    try:
        services.end_event_role(
            place=place, version=version, by=person(request), now=timezone.now()
        )
    except services.NotForYou as refusal:
        raise PermissionDenied from refusal
    except services.PlaceChanged:
        return refused(request, CHANGED, back=_back(slug))
    words = _("%(person)s has no role at this event any more. An invitation gives it back.")
    messages.success(request, words % {"person": isolated(place.user)})
    return redirect(_back(slug))


@require_POST
def offer_take_back(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    edition = organised_edition(request, slug, Act.PEOPLE)
    offer = role_offer_of(edition, pk)
    try:
        services.take_offer_back(offer=offer, by=person(request), now=timezone.now())
    except services.NotForYou as refusal:
        raise PermissionDenied from refusal
    except services.OfferOver:
        words = _("This invitation was used or taken back meanwhile.")
        return refused(request, words, back=_back(slug))
    words = _("Invitation taken back: %(address)s.") % {"address": offer.email}
    messages.success(request, words)
    return redirect(_back(slug))


def _back(slug: str) -> str:
    return reverse("organise-people", args=[slug])


def _incomplete(request: HttpRequest, slug: str) -> HttpResponse:
    return refused(request, INCOMPLETE, back=_back(slug), status=FORM_REFUSED)
