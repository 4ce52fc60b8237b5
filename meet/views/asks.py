"""The organiser asks for a time; the cluster frees it or keeps it."""

from functools import partial

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.loading import person
from interface.forms import FORM_REFUSED
from interface.refusals import refused
from matchmaking.models import AvailabilityAsk
from matchmaking.services import remedies as services
from meet.forms.asks import AnswerForm
from meet.loading import managed_registration
from notifications.tasks import deliver, wake

WORDS: dict[type[services.AskRefused], str] = {
    services.AskClosed: "This event is over. Times can no longer be changed.",
    services.AskAnswered: "This question was answered otherwise or taken back meanwhile.",
}
SAID = {
    True: "Freed. The organiser is told and can place your meeting.",
    False: "Kept. The organiser is told.",
}


@require_POST
def answer_ask(request: HttpRequest, edition: str, cluster: str, pk: int) -> HttpResponse:
    registration = managed_registration(request, edition, cluster)
    ask = get_object_or_404(
        AvailabilityAsk.objects.select_related("registration__cluster", "asked_by"),
        registration=registration,
        pk=pk,
    )
    back = reverse("meet-availability", args=[edition, cluster])
    form = AnswerForm(request.POST)
    if not form.is_valid():
        words = "Choose whether you free this time or keep it."
        return refused(request, words, back=back, status=FORM_REFUSED)
    is_free = form.cleaned_data["answer"] == "free"
    try:
        services.answer(ask=ask, is_free=is_free, user=person(request), now=timezone.now())
    except services.AskRefused as refusal:
        return refused(request, WORDS[type(refusal)], back=back)
    transaction.on_commit(partial(wake, deliver))
    messages.success(request, SAID[is_free])
    return redirect(back)
