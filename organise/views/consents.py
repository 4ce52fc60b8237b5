"""What others ask of a person's bodies: to be named, or for a place in a series."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.loading import person
from events.queries.consent import co_organiser_asks, namings, series_asks
from events.services.consent import (
    ConsentTooLate,
    answer_as_co_organiser,
    answer_as_named,
    answer_for_series,
)
from interface.forms import FORM_REFUSED, INCOMPLETE
from interface.refusals import refused
from organise.loading import co_organiser_ask_of, naming_of, series_ask_of
from translations.queries import bring_for


@require_GET
def consent_list(request: HttpRequest) -> HttpResponse:
    user = person(request)
    bodies, series, names = co_organiser_asks(user), series_asks(user), namings(user)
    asked = [*(row.edition for row in bodies), *(row.edition for row in series)]
    bring_for(request, [*asked, *(row.edition for row in names)])
    context = {"bodies": bodies, "series": series, "namings": names}
    return render(request, "organise/consents.html", context)


@require_POST
def answer_as_body(request: HttpRequest, pk: int) -> HttpResponse:
    row = co_organiser_ask_of(person(request), pk)
    return _answered(
        request,
        lambda accepts: answer_as_co_organiser(row=row, accepts=accepts, now=timezone.now()),
    )


@require_POST
def answer_as_series(request: HttpRequest, pk: int) -> HttpResponse:
    ask = series_ask_of(person(request), pk)
    return _answered(
        request, lambda accepts: answer_for_series(ask=ask, accepts=accepts, now=timezone.now())
    )


@require_POST
def answer_naming(request: HttpRequest, pk: int) -> HttpResponse:
    naming = naming_of(person(request), pk)
    return _answered(
        request,
        lambda accepts: answer_as_named(naming=naming, accepts=accepts, now=timezone.now()),
    )


def _answered(request: HttpRequest, act: Callable[[bool], None]) -> HttpResponse:
    back = reverse("organise-consents")
    answer = request.POST.get("answer")
    if answer not in ("accept", "decline"):
        return refused(request, INCOMPLETE, back=back, status=FORM_REFUSED)
    try:
        act(answer == "accept")
    except ConsentTooLate:
        words = _(
            "This event is finished or cancelled, or no longer names you. Nothing was changed."
        )
        return refused(request, words, back=back)
    accepted, declined = (
        _("Accepted. The organiser is told."),
        _("Declined. The organiser is told."),
    )
    messages.success(request, accepted if answer == "accept" else declined)
    return redirect("organise-consents")
