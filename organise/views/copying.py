"""An event is made like an earlier one."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from events.models import Edition
from events.queries.editions import bodies_of
from events.rules import can_create_edition
from events.services.copying import copy_edition
from events.services.editions import DaysOver
from events.services.moving import ClocksChange
from interface.forms import form_status, posted
from interface.keys import KeyTaken
from organise.forms.copying import EditionCopyForm
from organise.loading import organised_edition
from organise.queries.rules import barred_pairs
from organise.words import moving as moving_words


@require_http_methods(["GET", "POST"])
def edition_copy(request: HttpRequest, slug: str) -> HttpResponse:
    edition = organised_edition(request, slug)
    if not can_create_edition(request.user):
        raise PermissionDenied
    form = EditionCopyForm(posted(request), edition=edition, bodies=bodies_of(request.user))
    if form.is_valid():
        copy = _copy(edition, form)
        if copy:
            words = _("%(event)s is a draft now. Only organisers see it.") % {"event": copy}
            messages.success(request, words)
            return redirect("organise-overview", copy.slug)
    context = {"form": form, "edition": edition, "pairs": barred_pairs(edition).count()}
    return render(request, "organise/edition_copy.html", context, status=form_status(form))


def _copy(edition: Edition, form: EditionCopyForm) -> Edition | None:
    """The new event, or None after telling the form why there is none."""
    clean = form.cleaned_data
    try:
        return copy_edition(
            edition=edition,
            name=clean["name"],
            first_day=clean["starts_on"],
            owner=clean["owner"],
            key=clean["idempotency_key"],
            now=timezone.now(),
        )
    except DaysOver:
        form.add_error("starts_on", _("This event would be over already. Enter a later day."))
    except ClocksChange as refused:
        form.add_error("starts_on", moving_words.clocks_change(refused))
    except KeyTaken:
        form.add_error(None, _("Load this page again and enter the event once more."))
    return None
