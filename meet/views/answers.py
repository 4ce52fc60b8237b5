"""A request answered by the link in its mail, without signing in.

Opening the link changes nothing: mail programs and their guards open links by themselves. Only the
button acts, and once.
"""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods

from interface.forms import FORM_REFUSED
from interface.links import LinkOver
from interface.refusals import refused
from matchmaking.queries.instant import named_times, slots_named
from matchmaking.services import requests as services
from matchmaking.words.requests import REFUSALS
from meet.forms.answers import MailedAnswerForm
from meet.forms.other_times import time_choices
from meet.loading import MailedRequest, mailed_request_by
from meet.views.requests import ask_url, requests_url
from meet.words.requests import why_none_left, why_not_answered
from privacy.log.actors import acting_as, by_mail

OVER = _lazy(
    "This link no longer works. It lasts two weeks, and as long as you speak for the cluster. Sign "
    "in to see your requests."
)
ANSWERED = _lazy("This request waits no longer: it was answered or withdrawn. Nothing was changed.")


@login_not_required
@require_http_methods(["GET", "POST"])
def answer_by_mail(request: HttpRequest, token: str) -> HttpResponse:
    try:
        mailed = mailed_request_by(token)
    except LinkOver:
        return refused(request, OVER, back=reverse("my-home"))
    if request.method == "POST":
        return _answer(request, mailed)
    return _page(request, mailed, _form(mailed))


def _form(mailed: MailedRequest, data: QueryDict | None = None) -> MailedAnswerForm:
    """With every time that the request names: of one that is gone the act says so."""
    asked = mailed.request
    if not asked.is_instant:
        return MailedAnswerForm(data)
    return MailedAnswerForm(data, times=time_choices(slots_named(asked), asked.edition.zone))


def _page(
    request: HttpRequest, mailed: MailedRequest, form: MailedAnswerForm, status: int = 200
) -> HttpResponse:
    asked = mailed.request
    context = {
        "asked": asked,
        "reader": mailed.reader,
        "waits": mailed.waits,
        "may_answer": _may_answer(mailed),
        "form": form,
        "requests_url": requests_url(asked.invitee),
        # Of who is not signed in yet it asks that first, and leads on to the form.
        "ask_url": ask_url(asked.invitee),
    }
    if asked.is_instant and context["may_answer"]:
        times = named_times(asked, timezone.now())
        form.offer(time_choices(times.free, asked.edition.zone))
        context["why_none"] = why_none_left(times)
        context["gone"] = () if times.is_full or times.bar else times.gone
    return render(request, "meet/answer_by_mail.html", context, status=status)


def _may_answer(mailed: MailedRequest) -> bool:
    return mailed.waits and not why_not_answered(mailed.request, timezone.now())


def _answer(request: HttpRequest, mailed: MailedRequest) -> HttpResponse:
    """Give it; where it is refused, what was typed comes back in the form, or to be copied."""
    form = _form(mailed, request.POST)
    typed, back = request.POST.get("reply", ""), requests_url(mailed.request.invitee)
    if not form.is_valid():
        if _may_answer(mailed):
            return _page(request, mailed, form, FORM_REFUSED)
        return refused(request, ANSWERED, back=back, typed=typed)
    try:
        with acting_as(by_mail(mailed.reader.pk)):
            _carry_out(mailed, form)
    except services.RequestChanged:
        return refused(request, ANSWERED, back=back, typed=typed)
    except services.RequestRefused as refusal:
        why = REFUSALS[type(refusal)]
        if not _may_answer(mailed):
            ask = ask_url(mailed.request.invitee)
            return refused(request, why, back=back, ask=ask, typed=typed)
        form.add_error(None, str(why))
        return _page(request, mailed, form, status=409)
    if mailed.request.is_instant and not form.declines:
        words = _("Agreed. Both sides get the calendar entry.")
    else:
        words = _("Your answer is given. The other cluster is told in a few minutes.")
    messages.success(request, words)
    return redirect(request.path)


def _carry_out(mailed: MailedRequest, form: MailedAnswerForm) -> None:
    request, version, by, now = mailed.request, mailed.version, mailed.reader, timezone.now()
    if form.declines:
        reply = form.cleaned_data["reply"]
        services.decline(request=request, version=version, by=by, now=now, reply=reply)
    elif request.is_instant:
        slot = form.cleaned_data["slot"]
        services.accept_at(request=request, version=version, slot=slot, by=by, now=now)
    else:
        wish = form.priority
        services.accept(request=request, version=version, by=by, now=now, priority=wish)
