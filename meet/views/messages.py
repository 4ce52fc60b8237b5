"""A cluster writes to the organiser and reads the answers."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.loading import person
from events.forms import MessageForm
from events.models import Registration
from events.queries.messages import in_words_of, thread
from events.services.messages import write
from interface.forms import SENT_BEFORE, form_status, posted
from interface.keys import KeyTaken
from matchmaking.queries.standing import standing
from meet.loading import managed_registration_of
from meet.words import standing as standing_words
from translations.languages import wished


@require_http_methods(["GET", "POST"])
def ask_organiser(request: HttpRequest, edition: str, cluster: str) -> HttpResponse:
    registration = managed_registration_of(request.user, edition, cluster)
    form = MessageForm(posted(request), initial={"text": _about(request, registration)})
    if form.is_valid():
        clean = form.cleaned_data
        try:
            write(
                registration=registration,
                by=person(request),
                by_organiser=False,
                text=clean["text"],
                key=clean["idempotency_key"],
                now=timezone.now(),
            )
        except KeyTaken:
            form.add_error(None, SENT_BEFORE)
        else:
            messages.success(request, _("Sent. The organiser gets a mail and answers here."))
            return redirect("meet-organiser", edition, cluster)
    context = {
        "registration": registration,
        "section": "organiser",
        "thread": in_words_of(thread(registration, request.GET), registration, wished(request)),
        "form": form,
    }
    return render(request, "meet/organiser.html", context, status=form_status(form))


def _about(request: HttpRequest, registration: Registration) -> str:
    """How a message about one of the cluster's published meetings begins."""
    pk = request.GET.get("meeting", "")
    placed = standing(registration).places if pk else {}
    place = next((found for meeting, found in placed.items() if str(meeting) == pk), None)
    if place is None:
        return ""
    said = standing_words.place(place, registration)
    # Translators: begins a message to the organiser about a meeting
    return _("About our meeting on %(place)s: ") % {"place": said}
