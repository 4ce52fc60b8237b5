"""A body's calls: listed, made, changed, opened and closed."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.loading import person
from events.models import Call
from events.queries.calls import calls_backstage_of, editions_to_call_for, series_to_call_for
from events.rules import can_create_edition
from events.rules.calls import can_delete_call, is_changeable_call
from events.services.calls import making
from events.services.calls.scene import CallChanged, CallTooLate
from interface.forms import VersionForm, form_status, posted
from interface.keys import KeyTaken
from interface.parts import part
from interface.refusals import refused
from interface.stale import CONFLICT, mark_stale, typed_in
from organise.forms.calls import CallCreateForm, CallEditForm, CallStepForm
from organise.loading.calls import managed_call, owned_call
from organise.words import calls as words

MOST_CALLS = 50


@require_GET
def call_list(request: HttpRequest) -> HttpResponse:
    calls = calls_backstage_of(person(request))
    context = {
        "calls": part(calls, "part", request.GET, MOST_CALLS),
        "may_create": can_create_edition(request.user),
    }
    return render(request, "organise/call_list.html", context)


@require_http_methods(["GET", "POST"])
def call_create(request: HttpRequest) -> HttpResponse:
    if not can_create_edition(request.user):
        raise PermissionDenied
    user = person(request)
    form = CallCreateForm(
        posted(request),
        editions=editions_to_call_for(user, timezone.now()),
        series=series_to_call_for(user),
        initial={"subject": request.GET.get("for", "")},
    )
    if form.is_valid() and (call := _create(form)):
        messages.success(request, _("The call is a draft. Only your organisation sees it."))
        return redirect("organise-call", call.slug)
    context = {"form": form, "has_subjects": bool(form.known)}
    return render(request, "organise/call_form.html", context, status=form_status(form))


def _create(form: CallCreateForm) -> Call | None:
    key = form.cleaned_data["idempotency_key"]
    try:
        return making.create_call(
            draft=form.draft(), criteria=form.weighted(), key=key, now=timezone.now()
        )
    except KeyTaken:
        form.add_error(None, _("Load this page again and enter the call once more."))
        return None


@require_http_methods(["GET", "POST"])
def call_edit(request: HttpRequest, call: str) -> HttpResponse:
    found, now = managed_call(request, call), timezone.now()
    back = reverse("organise-call", args=[call])
    form = CallEditForm(posted(request), call=found)
    if not is_changeable_call(found, now):
        typed = typed_in(form) if form.is_bound else ""
        return refused(request, words.too_late(found, now), back=back, typed=typed)
    if form.is_valid():
        wished = form.fill(managed_call(request, call))
        version, criteria = form.cleaned_data["version"], form.weighted()
        try:
            making.change_call(wished=wished, criteria=criteria, version=version, now=now)
        except CallChanged:
            mark_stale(form, CallEditForm(call=managed_call(request, call)), "version")
            context = {"form": form, "call": found}
            return render(request, "organise/call_form.html", context, status=CONFLICT)
        except CallTooLate:
            return refused(request, words.too_late(found, now), back=back, typed=typed_in(form))
        except making.CriteriaInUse:
            form.add_error(None, str(words.CRITERIA_IN_USE))
        else:
            messages.success(request, _("Call saved."))
            return redirect(back)
    context = {"form": form, "call": found}
    return render(request, "organise/call_form.html", context, status=form_status(form))


STEPS: dict[str, Callable[..., None]] = {
    Call.State.OPEN: making.open_call,
    Call.State.REVIEWING: making.close_call,
    Call.State.DRAFT: making.return_call_to_draft,
}


@require_POST
def call_state(request: HttpRequest, call: str) -> HttpResponse:
    """Open it, close it, or make it a draft again."""
    found, now = managed_call(request, call), timezone.now()
    back = reverse("organise-call", args=[call])
    form = CallStepForm(request.POST)
    if not form.is_valid():
        return refused(request, words.CHANGED, back=back)
    to = Call.State(form.cleaned_data["to"])
    try:
        STEPS[to](call=found, version=form.cleaned_data["version"], now=now)
    except CallChanged:
        return refused(request, words.CHANGED, back=back)
    except CallTooLate:
        opens = to == Call.State.OPEN
        why = words.not_opened(found, now) if opens else words.too_late(found, now)
        return refused(request, why, back=back)
    messages.success(request, str(words.STEPS[to]))
    return redirect(back)


@require_http_methods(["GET", "POST"])
def call_delete(request: HttpRequest, call: str) -> HttpResponse:
    """A draft is deleted after a question."""
    found, back = owned_call(request, call), reverse("organise-call", args=[call])
    if not can_delete_call(found):
        return refused(request, words.too_late(found, timezone.now()), back=back)
    form = VersionForm(posted(request), initial={"version": found.version})
    if request.method == "GET":
        return render(request, "organise/call_delete.html", {"call": found, "form": form})
    try:
        if not form.is_valid():
            raise CallChanged
        version = form.cleaned_data["version"]
        making.delete_call(call=found, version=version, now=timezone.now())
    except CallChanged:
        return refused(request, words.CHANGED, back=back)
    except CallTooLate:
        return refused(request, words.too_late(found, timezone.now()), back=back)
    messages.success(request, _("Call deleted: %(call)s.") % {"call": found})
    return redirect("organise-calls")
