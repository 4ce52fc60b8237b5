"""An organiser chooses clusters of the register, looks at the invitation, and sends it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.loading import person
from clusters.models import Organisation
from events.models import Edition, EventInvitation, InvitationRound
from events.queries.inviting import is_round_sent
from events.rules import Act, day_at, is_open_for_invitations
from events.services import inviting as services
from interface.forms import FORM_REFUSED, SENT_BEFORE, form_status, posted, unjudged
from interface.keys import KeyTaken
from interface.parts import part
from interface.refusals import refused
from interface.stale import CONFLICT, typed_in
from interface.words import number
from organise.forms.inviting import ClusterChoiceForm, InvitationForm
from organise.loading import organised_edition, prepared_round
from organise.queries.inviting import to_invite
from organise.views.circulars import CHANGED
from organise.views.invitations import CLOSED

MOST_LISTED = 60
NOBODY_LEFT = _lazy("All of these were invited or registered meanwhile. Nothing was sent.")


@dataclass(frozen=True)
class Selection:
    """The clusters of a choice, and those that were taken out of it one by one."""

    clusters: Sequence[Organisation]
    out: Sequence[Organisation]

    @property
    def without(self) -> str:
        return " ".join(str(row.pk) for row in self.out)


@require_http_methods(["GET", "POST"])
def invitation_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Whom, and with which words; nothing is stored before it is sent."""
    edition = organised_edition(request, slug, Act.WRITE)
    if not is_open_for_invitations(edition, timezone.now()):
        return _closed(request, edition)
    prepared = prepared_round(edition, request.GET.get("prepared", ""))
    written = {f"text-{row.language}": row.text for row in prepared.texts.all()} if prepared else {}
    beginning = prepared.choice if prepared else request.GET
    choice = ClusterChoiceForm(posted(request) or beginning, edition=edition)
    selection = _selection(edition, choice, request.POST)
    readers = _readers(edition, selection.clusters)
    form = InvitationForm(
        posted(request),
        edition=edition,
        readers=readers,
        chosen={**choice.chosen, "without": selection.without},
        initial={"text": prepared.text if prepared else "", **written},
    )
    act = request.POST.get("act")
    if act not in (InvitationForm.LOOK, InvitationForm.TRY, InvitationForm.SEND):
        unjudged(form)
    elif form.is_valid() and (answer := _acted(request, edition, choice, form, selection)):
        return answer
    return _page(request, edition, choice, form, selection)


def _closed(request: HttpRequest, edition: Edition) -> HttpResponse:
    form = InvitationForm(posted(request), edition=edition, readers=[], chosen={})
    back = reverse("organise-invitations", args=[edition.slug])
    return refused(request, CLOSED, back=back, typed=typed_in(form))


def _selection(edition: Edition, choice: ClusterChoiceForm, sent: QueryDict) -> Selection:
    """What the choice finds, without those taken out before and the one taken out now."""
    if not choice.is_valid():
        return Selection([], [])
    out = {*sent.get("without", "").split(), sent.get(InvitationForm.OUT, "")}
    out.discard(sent.get(InvitationForm.PUT_BACK, ""))
    found = list(to_invite(edition, choice.chosen, day_at(edition, timezone.now())))
    return Selection(
        [row for row in found if str(row.pk) not in out],
        [row for row in found if str(row.pk) in out],
    )


def _readers(edition: Edition, clusters: Sequence[Organisation]) -> list[EventInvitation]:
    """What is to be sent, to whom; not stored."""
    return [EventInvitation(edition=edition, cluster=cluster) for cluster in clusters]


def _acted(
    request: HttpRequest,
    edition: Edition,
    choice: ClusterChoiceForm,
    form: InvitationForm,
    selection: Selection,
) -> HttpResponse | None:
    """Try it on oneself, or send it; None where the page is shown again."""
    act, text = request.POST.get("act"), form.cleaned_data["text"]
    if act == InvitationForm.SEND and _was_sent(request, edition, form):
        return redirect("organise-invitations", edition.slug)
    if not form.readers:
        return None
    if act == InvitationForm.TRY:
        first = form.readers[0]
        tried = EventInvitation(edition=edition, cluster=first.cluster)
        tried.round = InvitationRound(edition=edition, author=person(request), text=text)
        by, now = person(request), timezone.now()
        services.try_invitation(invitation=tried, by=by, now=now, texts=form.texts)
        messages.success(request, _("You get the mail that the first of them would get."))
    elif act == InvitationForm.SEND and form.was_looked_at:
        return _sent(request, edition, choice, form, selection)
    elif act == InvitationForm.SEND:
        form.add_error(None, str(CHANGED))
    return None


def _was_sent(request: HttpRequest, edition: Edition, form: InvitationForm) -> bool:
    """Whether this very form was sent before: whom it invited is no longer among the clusters."""
    key, text = form.cleaned_data["idempotency_key"], form.cleaned_data["text"]
    return is_round_sent(edition, person(request), key, text)


def _sent(
    request: HttpRequest,
    edition: Edition,
    choice: ClusterChoiceForm,
    form: InvitationForm,
    selection: Selection,
) -> HttpResponse | None:
    try:
        invited = services.invite(
            edition=edition,
            clusters=selection.clusters,
            choice=choice.chosen,
            by=person(request),
            text=form.cleaned_data["text"],
            texts=form.texts,
            key=form.cleaned_data["idempotency_key"],
            now=timezone.now(),
        )
    except services.InvitingClosed:
        return _closed(request, edition)
    except KeyTaken:
        form.add_error(None, SENT_BEFORE)
    except services.NobodyLeft:
        form.add_error(None, str(NOBODY_LEFT))
    except services.TooMany:
        form.add_error(None, too_many())
    else:
        messages.success(request, _said(invited))
        return redirect("organise-invitations", edition.slug)
    return None


def too_many() -> str:
    words = _("At most %(most)s clusters are invited at once. Choose fewer, then the others.")
    return words % {"most": number(services.MOST_AT_ONCE)}


def _said(invited: services.Invited) -> str:
    words = ngettext(
        "%(count)s cluster is invited. The mails leave in a few minutes.",
        "%(count)s clusters are invited. The mails leave in a few minutes.",
        invited.clusters,
    ) % {"count": number(invited.clusters)}
    if not invited.known:
        return words
    others = ngettext(
        "%(count)s was invited or registered meanwhile and gets none.",
        "%(count)s were invited or registered meanwhile and get none.",
        invited.known,
    )
    return f"{words} {others % {'count': number(invited.known)}}"


def _page(
    request: HttpRequest,
    edition: Edition,
    choice: ClusterChoiceForm,
    form: InvitationForm,
    selection: Selection,
) -> HttpResponse:
    turned = QueryDict(mutable=True)
    turned["turn"] = request.POST.get(InvitationForm.TURN) or request.POST.get("shown", "")
    is_too_many = len(selection.clusters) > services.MOST_AT_ONCE
    context: dict[str, Any] = {
        "edition": edition,
        "choice": choice,
        "form": form,
        "selection": selection,
        "listed": part(selection.clusters, "turn", turned, MOST_LISTED),
        "total": len(selection.clusters),
        "silent": sum(not getattr(row, "has_people", True) for row in selection.clusters),
        "too_many": too_many() if is_too_many else "",
    }
    text = getattr(form, "cleaned_data", {}).get("text")
    if selection.clusters and text and not is_too_many:
        context["example"] = selection.clusters[0]
        context["previews"] = form.previews()
        context["seen"] = form.mark
    status = form_status(form)
    if form.is_bound and form.non_field_errors():
        status = CONFLICT
    if choice.errors or (text and not selection.clusters):
        status = FORM_REFUSED
    return render(request, "organise/invitation_new.html", context, status=status)
