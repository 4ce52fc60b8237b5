"""Who applied to a call is taken along as a file."""

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from accounts.loading import person
from events.models import Export
from events.rules.calls import can_decide_call
from events.services.exports import KINDS
from organise.loading.calls import managed_call
from organise.words.tables import written
from organise.words.tables.calls import applied

Form = Export.Form


@require_GET
def call_export(request: HttpRequest, call: str) -> HttpResponse:
    """CSV, or XLSX where that is asked for. It names nobody and has no texts."""
    found = managed_call(request, call)
    form = Form.XLSX if request.GET.get("form") == Form.XLSX else Form.CSV
    user = person(request)
    rows = applied(found, owner=user if can_decide_call(user, found) else None)
    answer = HttpResponse(written(found.title, rows, form), content_type=KINDS[form])
    answer["Content-Disposition"] = (
        content_disposition_header(True, f"{found.slug}.{form}") or "attachment"
    )
    return answer
