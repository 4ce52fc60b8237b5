"""The organiser asks for a time; the cluster frees it or keeps it."""

from functools import partial

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.loading import person
from interface.forms import FORM_REFUSED
from interface.refusals import refused
from matchmaking.services import remedies as services
from meet.forms.asks import AnswerForm
from meet.loading import ask_of, managed_registration_of
from meet.words.availability import ANSWERED, REFUSALS
from notifications.tasks import deliver, wake


@require_POST
def answer_ask(request: HttpRequest, edition: str, cluster: str, pk: int) -> HttpResponse:
    ask = ask_of(managed_registration_of(request.user, edition, cluster), pk)
    back = reverse("meet-availability", args=[edition, cluster])
    form = AnswerForm(request.POST)
    if not form.is_valid():
        words = _("Choose whether you free this time or keep it.")
        return refused(request, words, back=back, status=FORM_REFUSED)
    is_free = form.cleaned_data["answer"] == "free"
    try:
        services.answer(
            ask=ask,
            is_free=is_free,
            user=person(request),
            now=timezone.now(),
            shown_for=form.cleaned_data["shown_for"],
        )
    except services.AskRefused as refusal:
        return refused(request, str(REFUSALS[type(refusal)]), back=back)
    transaction.on_commit(partial(wake, deliver))
    messages.success(request, str(ANSWERED[is_free]))
    return redirect(back)
