"""Applying to a call: write, complete, withdraw, and what came of it."""

from datetime import datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_GET, require_http_methods

from accounts.loading import person
from events.models import Application, Call
from events.queries.calls import applicants_for, applications_of, own_applications
from events.rules.calls import (
    is_alive,
    is_changeable_application,
    is_open_for_applications,
    is_withdrawable_application,
    stage,
)
from events.services.calls import applying
from events.services.calls.applying import Said
from events.services.calls.scene import ApplicationChanged, CallTooLate
from interface.forms import SENT_BEFORE, form_status, posted
from interface.keys import KeyTaken
from interface.parts import part
from interface.refusals import refused
from interface.stale import typed_in
from meet.forms.applying import ApplicationForm, ApplyForm
from meet.loading import call_of, own_application_of
from translations.queries import bring_for

NOT_OPEN = _lazy("This call takes no applications now.")
SETTLED = _lazy("This application stays as it is: the call is closed or decided.")
CHANGED = _lazy("Somebody of your organisation changed the application meanwhile. Read it again.")
MOST_ROWS = 40


@require_http_methods(["GET", "POST"])
def call_apply(request: HttpRequest, call: str) -> HttpResponse:
    found, now = call_of(call), timezone.now()
    back = found.get_absolute_url()
    if request.method == "GET" and not is_open_for_applications(found, now):
        return refused(request, NOT_OPEN, back=back)
    user = person(request)
    # Sent twice at one instant, the second form finds that the first one has applied.
    applied = list(own_applications(user, found))
    applicants = applicants_for(user, found, with_applied=request.method == "POST")
    if request.method == "POST" and not applicants:
        raise PermissionDenied
    form = ApplyForm(posted(request), call=found, applicants=applicants)
    if form.is_valid():
        try:
            if application := _apply(request, found, form, now):
                messages.success(request, _("Your application has come. You are told by mail."))
                return redirect("application-detail", application.pk)
        except CallTooLate:
            return refused(request, NOT_OPEN, back=back, typed=typed_in(form))
    bring_for(request, [found, found.subject])
    context = {"call": found, "form": form, "applicants": applicants, "applied": applied}
    return render(request, "meet/apply.html", context, status=form_status(form))


def _apply(request: HttpRequest, call: Call, form: ApplyForm, now: datetime) -> Application | None:
    """The application, or None after telling the form why there is none."""
    clean = form.cleaned_data
    try:
        return applying.apply(
            call=call,
            organisation=clean["organisation"],
            by=person(request),
            said=Said(**form.said()),
            key=clean["idempotency_key"],
            now=now,
        )
    except applying.AlreadyApplied:
        form.add_error("organisation", _("It has applied already. Change its application instead."))
    except applying.NotForThem:
        form.add_error("organisation", _("This call asks others to apply."))
    except KeyTaken:
        form.add_error(None, str(SENT_BEFORE))
    return None


@require_GET
def application_list(request: HttpRequest) -> HttpResponse:
    rows = part(applications_of(request.user), "part", request.GET, MOST_ROWS)
    bring_for(request, [row.call for row in rows])
    return render(request, "meet/application_list.html", {"applications": rows})


@require_http_methods(["GET", "POST"])
def application_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """What was written, to be changed as long as that is possible, and what came of it."""
    application, now = own_application_of(request.user, pk), timezone.now()
    call = application.call
    may_change = is_changeable_application(call, application, now)
    if request.method == "POST" and not may_change:
        typed = typed_in(ApplicationForm(request.POST, application=application))
        return refused(request, SETTLED, back=request.path, typed=typed)
    bring_for(request, [call])
    form = ApplicationForm(posted(request), application=application) if may_change else None
    if form and form.is_valid():
        return _change(request, application, form, now)
    context = {
        "application": application,
        "call": call,
        "stage": stage(call, now),
        "is_alive": is_alive(call, now),
        "may_change": may_change,
        "may_withdraw": is_withdrawable_application(call, application),
        "may_apply_again": application.state == Application.State.WITHDRAWN
        and is_open_for_applications(call, now),
        "form": form,
    }
    status = form_status(form) if form else 200
    return render(request, "meet/application.html", context, status=status)


def _change(
    request: HttpRequest, application: Application, form: ApplicationForm, now: datetime
) -> HttpResponse:
    typed = typed_in(form)
    try:
        applying.change_application(
            application=application,
            by=person(request),
            said=Said(**form.said()),
            version=form.cleaned_data["version"],
            now=now,
        )
    except CallTooLate:
        return refused(request, SETTLED, back=request.path, typed=typed)
    except ApplicationChanged:
        return refused(request, CHANGED, back=request.path, typed=typed)
    messages.success(request, _("Your application is submitted as it stands here."))
    return redirect(request.path)


@require_http_methods(["GET", "POST"])
def application_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw, after a question."""
    application = own_application_of(request.user, pk)
    back = reverse("application-detail", args=[pk])
    if not is_withdrawable_application(application.call, application):
        return refused(request, SETTLED, back=back)
    bring_for(request, [application.call])
    if request.method == "GET":
        context = {"application": application, "call": application.call}
        return render(request, "meet/application_withdraw.html", context)
    try:
        applying.withdraw_application(application=application, now=timezone.now())
    except CallTooLate:
        return refused(request, SETTLED, back=back)
    messages.success(request, _("The application is withdrawn."))
    return redirect(back)
