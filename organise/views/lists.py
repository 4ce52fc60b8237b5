"""Somebody takes the list of the own events or calls along; it names nobody."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods

from accounts.loading import person
from events.models import Export
from events.services.exports import KINDS
from interface.forms import form_status, posted
from organise.forms.exports import ExportForm
from organise.words.tables import cells, written
from organise.words.tables.lists import LISTS

Form = Export.Form


@require_http_methods(["GET", "POST"])
def lists(request: HttpRequest) -> HttpResponse:
    """What this person plans or manages, in chosen columns: who only reads finds nothing here."""
    sent = request.POST if request.method == "POST" else request.GET
    table = LISTS.get(sent.get("table", "")) or next(iter(LISTS.values()))
    form = ExportForm(posted(request), plain=table.plain, personal=[])
    if not form.is_valid():
        context = {
            "form": form,
            "chosen": table.code,
            "tables": [(one.code, one.title) for one in LISTS.values()],
        }
        return render(request, "organise/lists.html", context, status=form_status(form))
    columns = table.chosen(form.chosen, has_personal=False)
    kind = Form(form.cleaned_data["form"])
    found = cells(table, columns, person(request))
    answer = HttpResponse(written(str(table.title), found, kind), content_type=KINDS[kind])
    name = f"{table.code}-{timezone.now():%Y-%m-%d}.{kind}"
    answer["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return answer
