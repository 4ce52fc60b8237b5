"""Sessions: whose they are stands in their data alone."""

from datetime import datetime

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session

from privacy.people import Person


def end_sessions(person: Person) -> int:
    """Sign the person out everywhere; how many sessions that were."""
    ours = [
        session.session_key
        for session in Session.objects.iterator(chunk_size=500)
        if session.get_decoded().get(SESSION_KEY) == str(person.pk)
    ]
    return Session.objects.filter(session_key__in=ours).delete()[0]


def drop_expired(now: datetime) -> int:
    return Session.objects.filter(expire_date__lt=now).delete()[0]
