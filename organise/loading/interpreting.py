"""Who interprets at an edition that was loaded for this person."""

from django.shortcuts import get_object_or_404

from events.models import Edition
from matchmaking.models import Interpreter


def interpreter_of(edition: Edition, pk: int) -> Interpreter:
    """Somebody who interprets at the edition."""
    return get_object_or_404(Interpreter.objects.select_related("edition"), edition=edition, pk=pk)
