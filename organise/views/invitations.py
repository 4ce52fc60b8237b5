"""Invitations to clusters of the register: how they stand, taken back, reminded."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from events.models.inviting import Standing
from events.queries.inviting import (
    counted_by_region,
    counted_by_sector,
    in_all,
    invitations,
    prepared_rounds,
    sent_rounds,
    to_remind,
    unanswered,
)
from events.rules import Act, is_open_for_invitations
from events.services import inviting as services
from interface.parts import part
from interface.refusals import refused
from interface.words import number
from organise.forms.inviting import ChosenForm, StandingForm
from organise.loading import organised_edition, round_of

MOST_SHOWN, MOST_REGIONS, MOST_ROUNDS = 50, 20, 5
CLOSED = _lazy(
    "Clusters are invited while registration is open, until the event begins. Nothing was sent."
)
LEFT = _lazy(
    "The first mails have left, or a cluster has answered. Take back single invitations instead: "
    "their clusters are told."
)


@require_GET
def invitation_list(request: HttpRequest, slug: str) -> HttpResponse:
    """How many were invited and what they answered, by region and sector, and each of them."""
    edition = organised_edition(request, slug, Act.WRITE)
    now = timezone.now()
    form = StandingForm(request.GET)
    answer = form.cleaned_data["answer"] if form.is_valid() else ""
    rows = invitations(edition, *([Standing(answer)] if answer else []))
    rounds = part(sent_rounds(edition), "rounds", request.GET, MOST_ROUNDS)
    newest = rounds.items[0] if rounds and rounds.number == 1 else None
    by_region, is_open = counted_by_region(edition), is_open_for_invitations(edition, now)
    context = {
        "edition": edition,
        "is_open": is_open,
        "total": in_all(by_region),
        "by_region": part(by_region, "regions", request.GET, MOST_REGIONS),
        "by_sector": counted_by_sector(edition),
        "form": form,
        "rows": part(rows, "rows", request.GET, MOST_SHOWN),
        "withdrawable": (Standing.OPEN, Standing.NOBODY),
        "rounds": rounds,
        "newest": newest if newest and services.can_be_taken_back(newest, now) else None,
        "prepared": part(prepared_rounds(edition), "prepared", request.GET, MOST_ROUNDS),
        "to_remind": to_remind(edition, now).count() if is_open else 0,
    }
    return render(request, "organise/invitation_list.html", context)


@require_POST
def round_take_back(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    edition = organised_edition(request, slug, Act.WRITE)
    found = round_of(edition, pk)
    try:
        services.take_round_back(round_=found, now=timezone.now())
    except services.AlreadyLeft:
        return refused(request, LEFT, back=reverse("organise-invitations", args=[slug]))
    messages.success(request, _("Taken back. No mail was sent."))
    return redirect("organise-invitations", slug)


@require_POST
def invitations_withdraw(request: HttpRequest, slug: str) -> HttpResponse:
    """Take back those that are ticked, as far as nobody has answered."""
    edition = organised_edition(request, slug, Act.WRITE)
    back = reverse("organise-invitations", args=[slug])
    ids = list(unanswered(edition).order_by().values_list("pk", flat=True))
    form = ChosenForm(request.POST, ids=ids)
    if not is_open_for_invitations(edition, timezone.now()):
        return refused(request, CLOSED, back=back)
    if not form.is_valid():
        said = _("Tick invitations that nobody has answered yet. Nothing was taken back.")
        return refused(request, said, back=back)
    try:
        count = services.withdraw_invitations(
            edition=edition, chosen=form.cleaned_data["chosen"], now=timezone.now()
        )
    except services.InvitingClosed:
        return refused(request, CLOSED, back=back)
    words = ngettext(
        "%(count)s invitation is taken back. Who has read of it is told.",
        "%(count)s invitations are taken back. Who has read of them is told.",
        count,
    )
    messages.success(request, words % {"count": number(count)})
    return redirect(back)


@require_POST
def invitations_remind(request: HttpRequest, slug: str) -> HttpResponse:
    """Remind those that have not answered, each once."""
    edition = organised_edition(request, slug, Act.WRITE)
    back = reverse("organise-invitations", args=[slug])
    try:
        count = services.remind_invited(edition=edition, now=timezone.now())
    except services.InvitingClosed:
        return refused(request, CLOSED, back=back)
    words = ngettext(
        "%(count)s cluster is reminded.", "%(count)s clusters are reminded.", count
    ) % {"count": number(count)}
    messages.success(request, words if count else _("All of them were reminded before."))
    return redirect(back)
