"""The call that an act is about, locked; and why acts on it are refused."""

from django.db.models import F

from events.models import Application, Call


class CallChanged(Exception):
    """Somebody changed the call, or what is decided on it, since it was read."""


class CallTooLate(Exception):
    """The state of the call, or the time, does not allow it any more, or not yet."""


class ApplicationChanged(Exception):
    """Somebody changed the application since it was read."""


def locked_call(pk: int) -> Call:
    """The call with its edition or series and its body, locked until the transaction ends."""
    rows = Call.objects.select_related("edition__owner", "series", "body")
    return rows.select_for_update(of=("self",), no_key=True).get(pk=pk)


def call_as_shown(pk: int, version: int) -> Call:
    """The same, if it is as somebody saw it. Raises `CallChanged`."""
    call = locked_call(pk)
    if call.version != version:
        raise CallChanged
    return call


def call_of(application: Application) -> tuple[Call, Application]:
    """The locked call of an application, and the application as it is now."""
    call = locked_call(application.call_id)
    rows = Application.objects.select_related("organisation", "submitted_by")
    current = rows.get(pk=application.pk)
    current.call = call
    return call, current


def touch(call: Call) -> None:
    """Whoever saw the call before looks again."""
    Call.objects.filter(pk=call.pk).update(version=F("version") + 1)
    call.version += 1
