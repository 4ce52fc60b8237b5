"""What clusters did of themselves."""

from django.db.models import QuerySet

from events.models import Edition, RegistrationNews


def latest_news(edition: Edition, most: int) -> QuerySet[RegistrationNews]:
    """The last few, the newest first."""
    rows = RegistrationNews.objects.filter(registration__edition=edition)
    return rows.select_related("registration__cluster", "registration__edition")[:most]
