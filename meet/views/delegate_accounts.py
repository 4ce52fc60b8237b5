"""Delegates' own accounts: managers ask for them and end them, delegates take them up."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.loading import person
from events.models import Delegate, DelegateAccess
from events.rules import is_open_for_delegates
from events.services import delegate_accounts as services
from interface.forms import FORM_REFUSED, SENT_BEFORE, form_status, posted
from interface.keys import KeyTaken
from interface.plain_text import isolated
from interface.refusals import refused
from meet.forms.delegate_accounts import ActingForm, DelegateInvitationForm
from meet.loading import delegate_of, own_registration_of
from meet.loading.delegates import (
    account_of,
    delegate_invitation_by,
    own_delegate_invitation_of,
)
from meet.queries.people import access_of
from meet.words.delegates import REFUSALS, address_taken


@require_http_methods(["GET", "POST"])
def delegate_invite(request: HttpRequest, pk: int, delegate: int) -> HttpResponse:
    """Ask a delegate to take up an account."""
    registration = own_registration_of(request.user, pk)
    row = delegate_of(registration, delegate)
    back = reverse("registration-delegates", args=[pk])
    if not is_open_for_delegates(registration.edition, registration, timezone.now()):
        return refused(request, str(REFUSALS[services.NotInvitable]), back=back)
    asked = access_of(row)
    form = DelegateInvitationForm(posted(request), initial={"email": asked.email if asked else ""})
    if form.is_valid():
        try:
            access = _invite(request, row, form)
        except services.AddressTaken as taken:
            form.add_error("email", address_taken(taken.delegate.name))
        except KeyTaken:
            form.add_error(None, SENT_BEFORE)
        except services.AccountRefused as reason:
            return refused(request, str(REFUSALS[type(reason)]), back=back)
        else:
            words = _("Invitation sent to %(address)s.") % {"address": access.email}
            messages.success(request, words)
            return redirect(back)
    context = {
        "registration": registration,
        "edition": registration.edition,
        "delegate": row,
        "asked": asked,
        "form": form,
    }
    return render(request, "meet/delegate_invite.html", context, status=form_status(form))


def _invite(request: HttpRequest, row: Delegate, form: DelegateInvitationForm) -> DelegateAccess:
    return services.invite_delegate(
        delegate=row,
        email=form.cleaned_data["email"],
        by=person(request),
        key=form.cleaned_data["idempotency_key"],
        now=timezone.now(),
        address_of=_address_of,
    )


def _address_of(token: str) -> str:
    return f"{settings.SITE_URL}{reverse('delegate-accept', args=[token])}"


@require_POST
def delegate_acting(request: HttpRequest, pk: int, delegate: int) -> HttpResponse:
    """Let a delegate ask and answer for the cluster, or no longer."""
    registration = own_registration_of(request.user, pk)
    access = account_of(registration, delegate)
    back = reverse("registration-delegates", args=[pk])
    form = ActingForm(request.POST)
    if not form.is_valid():
        words = _("The form was not complete. Try again.")
        return refused(request, words, back=back, status=FORM_REFUSED)
    may_act = form.cleaned_data["may_act"]
    try:
        services.let_act(access=access, may_act=may_act, now=timezone.now())
    except services.AccessEnded as reason:
        return refused(request, str(REFUSALS[type(reason)]), back=back)
    words = _("%(name)s does not ask and answer for you any more.")
    if may_act:
        words = _("%(name)s may ask and answer for you.")
    messages.success(request, words % {"name": isolated(access.delegate)})
    return redirect(back)


@require_POST
def delegate_account_end(request: HttpRequest, pk: int, delegate: int) -> HttpResponse:
    """Take the invitation back, or end the account."""
    registration = own_registration_of(request.user, pk)
    access = account_of(registration, delegate)
    back = reverse("registration-delegates", args=[pk])
    try:
        was_taken_up = services.end_access(access=access, by=person(request), now=timezone.now())
    except services.AccessEnded as reason:
        return refused(request, str(REFUSALS[type(reason)]), back=back)
    words = _("Invitation taken back: %(address)s.")
    if was_taken_up:
        words = _("The account of %(name)s is ended.")
    messages.success(request, words % {"address": access.email, "name": isolated(access.delegate)})
    return redirect(back)


@require_http_methods(["GET", "POST"])
def delegate_accept(request: HttpRequest, token: str) -> HttpResponse:
    """The page that an invitation's link opens; its button takes the account up."""
    access = delegate_invitation_by(token)
    refusal = ""
    if request.method == "POST":
        try:
            services.accept_as_delegate(access=access, user=person(request), now=timezone.now())
        except services.AccountRefused as reason:
            refusal = str(REFUSALS[type(reason)])
        else:
            return _there(request, access)
    context = {"access": access, "refusal": refusal}
    status = 409 if refusal else 200
    return render(request, "meet/delegate_invitation.html", context, status=status)


@require_POST
def delegate_take(request: HttpRequest, pk: int) -> HttpResponse:
    """The same from the start page, by the own address."""
    access = own_delegate_invitation_of(person(request), pk)
    try:
        services.accept_as_delegate(access=access, user=person(request), now=timezone.now())
    except services.AccountRefused as reason:
        return refused(request, str(REFUSALS[type(reason)]), back=reverse("my-home"))
    return _there(request, access)


def _there(request: HttpRequest, access: DelegateAccess) -> HttpResponse:
    messages.success(request, _("This is your own agenda. You get a mail when it changes."))
    return redirect("delegate-agenda", access.registration.edition.slug)
