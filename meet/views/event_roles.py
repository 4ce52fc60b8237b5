"""Somebody is asked to work at one event, accepts, or gives the role back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts.loading import person
from events.services import event_roles as services
from interface.forms import FORM_REFUSED, INCOMPLETE, VersionForm
from interface.refusals import refused
from meet.loading.invited import own_event_role_of, own_role_offer_of, role_offer_by
from meet.words.people import invited_to_event_as, you_are_at

OVER = _lazy("This invitation was used, taken back, or is older than 14 days.")


@require_http_methods(["GET", "POST"])
def offer_accept(request: HttpRequest, token: str) -> HttpResponse:
    """By the link in the mail."""
    offer, refusal = role_offer_by(token), ""
    if request.method == "POST":
        try:
            place = services.accept_role(offer=offer, user=person(request), now=timezone.now())
        except services.OfferForSomebodyElse:
            refusal = _(
                "This invitation was sent to another e-mail address. Sign in with that one."
            )
        except services.OfferOver:
            refusal = str(OVER)
        else:
            messages.success(request, you_are_at(str(offer.edition), place.role))
            return redirect("my-home")
    context = {
        "offer": offer,
        "invited_as": invited_to_event_as(offer.role),
        "refusal": refusal,
    }
    status = 409 if refusal else 200
    return render(request, "meet/event_role.html", context, status=status)


@require_POST
def offer_take(request: HttpRequest, pk: int) -> HttpResponse:
    """From the start page, to one's own address."""
    user = person(request)
    offer = own_role_offer_of(user, pk)
    try:
        place = services.accept_role(offer=offer, user=user, now=timezone.now())
    except services.OfferOver:
        return refused(request, OVER, back=reverse("my-home"))
    messages.success(request, you_are_at(str(offer.edition), place.role))
    return redirect("my-home")


@require_POST
def role_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Give one's own role back."""
    user = person(request)
    place = own_event_role_of(user, pk)
    form = VersionForm(request.POST)
    if not form.is_valid():
        return refused(request, INCOMPLETE, back=reverse("my-home"), status=FORM_REFUSED)
    version = form.cleaned_data["version"]
    try:
        services.end_event_role(place=place, version=version, by=user, now=timezone.now())
    except services.PlaceChanged:
        words = _("Somebody changed this role meanwhile. Look again before you decide.")
        return refused(request, words, back=reverse("my-home"))
    words = _("You have no role at %(event)s any more.")
    messages.success(request, words % {"event": place.edition})
    return redirect("my-home")
