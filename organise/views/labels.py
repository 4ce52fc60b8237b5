"""Labels that clusters state by themselves: an editor gives the source of each."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.loading import editors_only
from clusters.queries import labels_without_source
from clusters.records import SourceText
from clusters.services.labels import LabelGone, give_source
from interface.forms import form_status, posted
from interface.parts import part
from interface.refusals import refused
from interface.stale import typed_in
from organise.forms.labels import SourceForm
from organise.loading import stated_label_of

MOST_SHOWN = 30


@require_GET
def label_list(request: HttpRequest) -> HttpResponse:
    """Every label that waits for a source."""
    editors_only(request)
    shown = part(labels_without_source(), "part", request.GET, MOST_SHOWN)
    return render(request, "organise/labels.html", {"part": shown})


@require_http_methods(["GET", "POST"])
def label_source(request: HttpRequest, pk: int) -> HttpResponse:
    """One of them, and the form of its source."""
    editors_only(request)
    award = stated_label_of(pk)
    form = SourceForm(posted(request))
    if form.is_valid():
        try:
            given = give_source(award=award, source=SourceText(**form.cleaned_data))
        except LabelGone:
            words = _("The cluster does not state this label any more.")
            back = reverse("staff-labels")
            return refused(request, words, back=back, typed=typed_in(form))
        said = {"label": given.label, "cluster": given.organisation}
        messages.success(request, _("%(label)s of %(cluster)s has its source.") % said)
        return redirect("staff-labels")
    context = {"form": form, "award": award}
    return render(request, "organise/label_source.html", context, status=form_status(form))
