"""A call as those who run it see it: its applications, and what is decided on them."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.loading import person
from events.models import Application, Call, Verdict
from events.queries.calls import (
    application_counts,
    applications_called,
    ranking,
    ranking_for,
    reviews_for,
)
from events.rules.calls import (
    can_close_call,
    can_decide_call,
    can_delete_call,
    can_manage_call,
    can_open_call,
    can_return_call_to_draft,
    is_changeable_call,
    is_open_for_review,
    is_returnable,
    stage,
)
from events.services.calls import preparing, publishing
from events.services.calls.applying import return_application
from events.services.calls.scene import ApplicationChanged, CallChanged, CallTooLate
from interface.forms import FORM_REFUSED, VersionForm, form_status, posted
from interface.parts import part
from interface.plain_text import isolated
from interface.refusals import refused
from organise.forms.calls import PrepareForm, ProposeForm, ReturnForm
from organise.forms.exports import CallExportForm
from organise.loading.calls import application_of, backstage_call, managed_call, owned_call
from organise.queries.texts import languages_of
from organise.words import calls as words
from translations.queries import bring_for

MOST_APPLICATIONS = 40
NOT_PUBLISHED = (
    publishing.Undecided,
    publishing.TooManySelected,
    publishing.NoRoom,
    publishing.HostDaysOver,
    publishing.EventNotReady,
)


@require_GET
def call_overview(request: HttpRequest, call: str) -> HttpResponse:
    found, now = backstage_call(request, call), timezone.now()
    may_manage = can_manage_call(request.user, found)
    may_decide = may_manage and can_decide_call(request.user, found)
    ranked = ranking_for(person(request), found)
    rows = _in_order(ranked, sees_points=may_decide)
    context = {
        "call": found,
        "stage": stage(found, now),
        "counts": application_counts(found),
        "may_manage": may_manage,
        "is_owner": may_decide,
        "may_prepare": may_decide and is_open_for_review(found, now),
        "rows": part(rows, "part", request.GET, MOST_APPLICATIONS),
        "left": sum(row.verdict is None for row in ranked),
        "hidden": words.kept_from_owner(ranked) if may_decide else (),
        "languages": languages_of(found) if may_manage else (),
        "take": CallExportForm(),
        "propose": ProposeForm(initial={"version": found.version}),
        **(_steps(found, now) if may_manage else {}),
    }
    return render(request, "organise/call.html", context)


def _in_order(ranked: list[Any], *, sees_points: bool) -> list[Any]:
    """By points for whom they are for; else by the time of coming."""
    if sees_points:
        return ranked
    return sorted(ranked, key=lambda row: (row.application.submitted_at, row.pk))


def _steps(call: Call, now: datetime) -> dict[str, bool]:
    """What may be done with the call itself."""
    return {
        "can_edit": is_changeable_call(call, now),
        "can_open": can_open_call(call, now),
        "can_close": can_close_call(call, now),
        "can_return": can_return_call_to_draft(call, now),
        "can_delete": can_delete_call(call),
    }


@require_http_methods(["GET", "POST"])
def call_application(request: HttpRequest, call: str, pk: int) -> HttpResponse:
    """One application; it may be returned to be completed."""
    load = managed_call if request.method == "POST" else backstage_call
    found, now = load(request, call), timezone.now()
    application = application_of(found, pk)
    is_owner = can_decide_call(request.user, found)
    reviews, hidden = reviews_for(person(request), application) if is_owner else ([], "")
    bring_for(request, [row for review in reviews for row in review.criteria])
    form = ReturnForm(posted(request), initial={"version": application.version})
    if form.is_valid():
        return _return(request, application, form, now)
    may_return = can_manage_call(request.user, found) and is_returnable(found, application, now)
    context = {
        "call": found,
        "application": application,
        "may_return": may_return,
        "form": form,
        "is_owner": is_owner,
        "reviews": reviews,
        "hidden": words.WHY_KEPT.get(hidden, ""),
        "to_score": hidden == "unscored" and is_open_for_review(found, now),
    }
    return render(request, "organise/call_application.html", context, status=form_status(form))


def _return(
    request: HttpRequest, application: Application, form: ReturnForm, now: datetime
) -> HttpResponse:
    typed = form.cleaned_data["to_complete"]
    try:
        return_application(application=application, now=now, **form.cleaned_data)
    except CallTooLate:
        why = words.too_late(application.call, now)
        return refused(request, why, back=request.path, typed=typed)
    except ApplicationChanged:
        return refused(request, words.APPLICATION_CHANGED, back=request.path, typed=typed)
    messages.success(request, _("Returned. The applicant is told what to complete."))
    return redirect(request.path)


@require_POST
def call_propose(request: HttpRequest, call: str) -> HttpResponse:
    """Prepare the decision by the points."""
    found, now = owned_call(request, call), timezone.now()
    back, form = reverse("organise-call", args=[call]), ProposeForm(request.POST)
    if not form.is_valid():
        why = _("Enter how many reserves there are to be, as a number from 0 on.")
        return refused(request, why, back=back, status=FORM_REFUSED)
    try:
        count = preparing.propose(call=found, by=person(request), now=now, **form.cleaned_data)
    except preparing.PointsFirst as refusal:
        return refused(request, words.points_first(refusal.count), back=back)
    except CallChanged:
        return refused(request, words.CHANGED, back=back)
    except CallTooLate:
        return refused(request, words.too_late(found, now), back=back)
    messages.success(request, words.proposed(count))
    return redirect(back)


@require_POST
def call_prepare(request: HttpRequest, call: str) -> HttpResponse:
    """Prepare what is decided on some applications, or let a reserve move up."""
    found, now = owned_call(request, call), timezone.now()
    back = reverse("organise-call", args=[call])
    form = PrepareForm(request.POST, ids=list(found.applications.values_list("pk", flat=True)))
    if not form.is_valid():
        return refused(request, words.CHANGED, back=back)
    clean = form.cleaned_data
    typed = "\n".join(applications_called(found, clean["chosen"]))
    if not (clean["up"] or (clean["outcome"] and clean["chosen"])):
        messages.warning(request, _("Tick at least one application first."))
        return redirect(back)
    try:
        said = _prepare(request, found, clean, now)
    except preparing.PointsFirst as refusal:
        return refused(request, words.points_first(refusal.count), back=back, typed=typed)
    except CallChanged:
        return refused(request, words.CHANGED, back=back, typed=typed)
    except CallTooLate:
        return refused(request, words.too_late(found, now), back=back, typed=typed)
    messages.success(request, said)
    return redirect(back)


def _prepare(request: HttpRequest, call: Call, clean: dict[str, Any], now: datetime) -> str:
    version = clean["version"]
    if clean["up"]:
        application = application_of(call, clean["up"])
        preparing.move_up(application=application, version=version, now=now)
        return _("%(applicant)s moved up.") % {
            "applicant": isolated(application.organisation.called)
        }
    outcome = Verdict.Outcome(clean["outcome"])
    count = preparing.prepare(
        call=call,
        chosen=clean["chosen"],
        outcome=outcome,
        by=person(request),
        version=version,
        now=now,
    )
    return words.prepared(outcome, count)


@require_http_methods(["GET", "POST"])
def call_publish(request: HttpRequest, call: str) -> HttpResponse:
    """Asks before everybody is told at once."""
    found, now = owned_call(request, call), timezone.now()
    back = reverse("organise-call", args=[call])
    if not is_open_for_review(found, now):
        return refused(request, words.too_late(found, now), back=back)
    form = VersionForm(posted(request), initial={"version": found.version})
    if request.method == "GET" or not form.is_valid():
        ranked = ranking(found)
        context = {
            "call": found,
            "form": form,
            "outcomes": [(one, _with(ranked, one)) for one in Verdict.Outcome],
            "left": sum(row.verdict is None for row in ranked),
        }
        return render(request, "organise/call_publish.html", context, status=form_status(form))
    return _publish(request, found, form.cleaned_data["version"], back)


def _with(ranked: list[Any], outcome: str) -> list[Any]:
    rows = [row for row in ranked if row.verdict and row.verdict.outcome == outcome]
    return sorted(rows, key=lambda row: row.verdict.place or 0)


def _publish(request: HttpRequest, call: Call, version: int, back: str) -> HttpResponse:
    now = timezone.now()
    try:
        people = publishing.publish_decision(call=call, version=version, now=now)
    except publishing.AlreadyDecided:
        return refused(request, _("The decision was published already."), back=back)
    except CallChanged:
        return refused(request, words.CHANGED, back=back)
    except CallTooLate:
        return refused(request, words.too_late(call, now), back=back)
    except NOT_PUBLISHED as refusal:
        return refused(request, words.not_published(refusal), back=back)
    messages.success(request, words.published(people))
    return redirect(back)
