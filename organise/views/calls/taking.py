"""Who applied to a call is taken along as a file, and that is noted."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST

from accounts.loading import person
from events.models import Export
from events.rules.calls import can_decide_call
from events.services.exports import KINDS, note_call_export
from interface.forms import FORM_REFUSED, INCOMPLETE, SENT_BEFORE
from interface.keys import KeyTaken
from interface.refusals import refused
from organise.forms.exports import CallExportForm
from organise.loading.calls import managed_call
from organise.words.tables import written
from organise.words.tables.calls import applied

Form = Export.Form


@require_POST
def call_export(request: HttpRequest, call: str) -> HttpResponse:
    """CSV or XLSX. It names nobody and has no texts."""
    found, sent = managed_call(request, call), CallExportForm(request.POST)
    back = reverse("organise-call", args=[call])
    if not sent.is_valid():
        return refused(request, INCOMPLETE, back=back, status=FORM_REFUSED)
    user, form = person(request), Form(sent.cleaned_data["form"])
    is_owner, key = can_decide_call(user, found), sent.cleaned_data["idempotency_key"]
    try:
        note_call_export(call=found, by=user, has_points=is_owner, key=key, now=timezone.now())
    except KeyTaken:
        return refused(request, SENT_BEFORE, back=back, status=FORM_REFUSED)
    rows = applied(found, owner=user if is_owner else None)
    answer = HttpResponse(written(found.title, rows, form), content_type=KINDS[form])
    answer["Content-Disposition"] = (
        content_disposition_header(True, f"{found.slug}.{form}") or "attachment"
    )
    return answer
