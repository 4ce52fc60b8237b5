"""How fair a schedule is: the organiser's page with its switch."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods

from events.models import Edition
from events.rules import can_organise
from interface.refusals import refused
from matchmaking.queries.schedule import current_version, is_schedule_out, published_version
from matchmaking.rules import can_have_fairness_shown, is_fairness_shown, is_open_for_planning
from matchmaking.services.fairness import FairnessChanged, NothingToShow, show_fairness
from matchmaking.words import fairness as fairness_words
from organise.forms.fairness import ShowFairnessForm
from organise.loading import backstage_edition, organised_edition

REFUSED = {
    FairnessChanged: _lazy("The event was changed meanwhile. Look again, then choose."),
    NothingToShow: _lazy("The event is cancelled. There is no schedule to show."),
}


@require_http_methods(["GET", "POST"])
def organise_fairness(request: HttpRequest, slug: str) -> HttpResponse:
    """The published version, or the draft that work goes on from; POST turns the switch."""
    if request.method == "POST":
        return _switch(request, organised_edition(request, slug))
    edition = backstage_edition(request, slug)
    published, current = published_version(edition), current_version(edition)
    is_draft = published is None or "draft" in request.GET
    version = current if is_draft else published
    context = {
        "published": published,
        "draft": current if current != published else None,
        "may_switch": can_organise(request.user, edition) and can_have_fairness_shown(edition),
        "is_shown": is_fairness_shown(edition, timezone.now()) and published is not None,
        **fairness_words.sections(edition, version, request.GET),
        "may_discard": version == current
        and can_organise(request.user, edition)
        and is_open_for_planning(edition, timezone.now()),
    }
    return render(request, "organise/fairness.html", context)


def _switch(request: HttpRequest, edition: Edition) -> HttpResponse:
    form = ShowFairnessForm(request.POST)
    is_public = form.is_valid() and form.cleaned_data["is_public"]
    try:
        if not form.is_valid():
            raise FairnessChanged
        show_fairness(edition=edition, is_public=is_public, version=form.cleaned_data["version"])
    except tuple(REFUSED) as refusal:
        back = reverse("organise-fairness", args=[edition.slug])
        return refused(request, str(REFUSED[type(refusal)]), back=back)
    messages.success(request, _switched(edition, is_public=is_public))
    return redirect("organise-fairness", edition.slug)


def _switched(edition: Edition, *, is_public: bool) -> str:
    if not is_public:
        return str(HIDDEN)
    return str(SHOWN if is_schedule_out(edition) else SHOWN_LATER)


SHOWN = _lazy("Everybody can read the page of the published schedule now.")
SHOWN_LATER = _lazy("Everybody can read this page as soon as a schedule is published.")
HIDDEN = _lazy("Only organisers and staff read this page now.")
