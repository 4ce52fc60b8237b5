"""The organiser writes to several clusters at once: chooses them, looks at it, sends it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.loading import person
from events.models import Circular, Edition, Registration
from events.queries.filling import by_language
from events.queries.messages import sent_to, to_write_again, written_in
from events.rules import Act
from events.services import circulars as services
from interface.forms import FORM_REFUSED, SENT_BEFORE, form_status, posted, unjudged
from interface.keys import KeyTaken
from interface.parts import part
from interface.refusals import refused
from interface.stale import CONFLICT
from organise.forms.circulars import ChoiceForm, CircularForm
from organise.loading import circular_of, organised_edition
from organise.loading.writing import earlier_circular
from organise.queries.audience import audience
from organise.words.ready_texts import READY_TEXTS
from translations.queries import bring_for

# Links on a page of what was sent, and names beside what is written.
MOST_READERS, MOST_NAMED = 50, 500
# Earlier messages that one can begin from.
MOST_EARLIER = 5
CHANGED = _lazy("The message or the clusters are not those that you looked at. Look again.")


@require_http_methods(["GET", "POST"])
def circular_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Whom, and what; nothing is stored before it is sent."""
    edition = organised_edition(request, slug, Act.WRITE)
    begun = _begun(request, edition)
    choice = ChoiceForm(posted(request) or begun.choice or request.GET, edition=edition)
    readers = list(audience(edition, choice.chosen)) if choice.is_valid() else []
    for reader in readers:
        reader.edition = edition
    form = CircularForm(
        posted(request),
        edition=edition,
        readers=readers,
        chosen=choice.chosen,
        initial=begun.fields,
    )
    act = request.POST.get("act")
    if act == CircularForm.CHOOSE:
        unjudged(form)
    elif form.is_valid() and readers:
        if act == CircularForm.TRY:
            services.write_to_oneself(
                registration=readers[0],
                by=person(request),
                text=form.cleaned_data["text"],
                texts=form.texts,
                now=timezone.now(),
            )
            messages.success(request, _("You get the mail that the first of them would get."))
        elif act == CircularForm.SEND and form.was_looked_at:
            return _sent(request, edition, choice, form, readers)
        elif act == CircularForm.SEND:
            form.add_error(None, str(CHANGED))
    return _page(request, edition, choice, form)


@dataclass(frozen=True, slots=True)
class _Begun:
    """What the form begins with: its fields, and whom it is for."""

    fields: Mapping[str, str]
    choice: Mapping[str, str]


def _begun(request: HttpRequest, edition: Edition) -> _Begun:
    """From an earlier message, or from a ready text; empty where the address names neither."""
    if request.method == "POST":
        return _Begun({}, {})
    offered = ChoiceForm(edition=edition)
    if found := earlier_circular(edition, person(request), request.GET.get("from", "")):
        texts = {found.edition.languages[0]: found.text, **by_language(found.texts.all())}
        fields = CircularForm.begun(edition, found.text, texts)
        return _Begun(fields, offered.on_offer(found.choice))
    if ready := READY_TEXTS.get(request.GET.get("ready", "")):
        with translation.override(edition.languages[0]):
            fields = CircularForm.begun(edition, str(ready.text), {})
        return _Begun(fields, offered.on_offer(ready.choice))
    return _Begun({}, {})


def _earlier(request: HttpRequest, edition: Edition) -> list[Circular]:
    """The last messages that one can begin from, with the names of their events."""
    rows = list(to_write_again(edition, person(request))[:MOST_EARLIER])
    bring_for(request, [row.edition for row in rows])
    return rows


def _page(
    request: HttpRequest, edition: Edition, choice: ChoiceForm, form: CircularForm
) -> HttpResponse:
    readers = form.readers
    context: dict[str, Any] = {
        "edition": edition,
        "choice": choice,
        "form": form,
        "readers": readers[:MOST_NAMED],
        "all_readers": len(readers),
        "more": max(len(readers) - MOST_NAMED, 0),
        "ready": READY_TEXTS,
        "earlier": [] if form.is_bound else _earlier(request, edition),
        "silent": sum(not getattr(reader, "has_people", True) for reader in readers),
    }
    status = form_status(form)
    text = getattr(form, "cleaned_data", {}).get("text")
    if readers and text:
        context["example"] = readers[0].cluster
        context["previews"] = form.previews()
        context["seen"] = form.mark
    if form.is_bound and form.non_field_errors():
        status = CONFLICT
    if choice.errors or (form.is_bound and not readers and text):
        status = FORM_REFUSED
    return render(request, "organise/circular_new.html", context, status=status)


def _sent(
    request: HttpRequest,
    edition: Edition,
    choice: ChoiceForm,
    form: CircularForm,
    readers: Sequence[Registration],
) -> HttpResponse:
    try:
        circular = services.write_to_several(
            edition=edition,
            registrations=readers,
            choice=choice.chosen,
            by=person(request),
            text=form.cleaned_data["text"],
            texts=form.texts,
            key=form.cleaned_data["idempotency_key"],
            now=timezone.now(),
        )
    except KeyTaken:
        form.add_error(None, SENT_BEFORE)
        return _page(request, edition, choice, form)
    return redirect("organise-circular", edition.slug, circular.pk)


@require_GET
def circular(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """What was written to whom; for some minutes it can be taken back."""
    edition = organised_edition(request, slug, Act.WRITE)
    found = circular_of(edition, pk)
    context = {
        "edition": edition,
        "circular": found,
        "texts": written_in(found),
        "choice": ChoiceForm(found.choice, edition=edition).words(),
        "readers": part(sent_to(found), "readers", request.GET, MOST_READERS),
        "may_take_back": services.can_be_taken_back(found, timezone.now()),
    }
    return render(request, "organise/circular.html", context)


@require_POST
def circular_take_back(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    edition = organised_edition(request, slug, Act.WRITE)
    found = circular_of(edition, pk)
    try:
        services.take_back(circular=found, now=timezone.now())
    except services.AlreadyLeft:
        said = _("The first mails have left: this can no longer be taken back.")
        return refused(request, said, back=request.path.removesuffix("take-back/"))
    messages.success(request, _("Taken back. No mail was sent."))
    return redirect("organise-messages", slug)
