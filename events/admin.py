"""The administrators' back room for series, editions, programmes and registrations.

States are read there and changed on the organiser's pages: those count places and tell people.
"""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest

from events.models import (
    Delegate,
    Edition,
    EditionOrganiser,
    Registration,
    Series,
    Session,
    Speaker,
)


@admin.register(Series)
class SeriesAdmin(admin.ModelAdmin[Series]):
    list_display = ("name", "slug", "organiser", "editions_held", "is_demo")
    list_filter = ("is_demo",)
    list_select_related = ("organiser",)
    search_fields = ("name", "slug")
    autocomplete_fields = ("organiser",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Series]:
        return super().get_queryset(request).annotate(edition_count=Count("editions"))

    def get_prepopulated_fields(
        self, request: HttpRequest, obj: Series | None = None
    ) -> dict[str, Any]:
        return {} if obj else {"slug": ("name",)}

    def get_readonly_fields(self, request: HttpRequest, obj: Series | None = None) -> Any:
        """An address is never changed."""
        return ("slug",) if obj else ()

    @admin.display(description="editions", ordering="edition_count")
    def editions_held(self, series: Series) -> int:
        return int(getattr(series, "edition_count", 0))


class EditionOrganiserInline(admin.TabularInline[EditionOrganiser, Edition]):
    model = EditionOrganiser
    autocomplete_fields = ("organisation",)
    extra = 0


@admin.register(Edition)
class EditionAdmin(admin.ModelAdmin[Edition]):
    date_hierarchy = "starts_on"
    list_display = ("name", "series", "ordinal", "starts_on", "city", "state", "is_recorded")
    list_filter = ("state", "is_recorded", "is_demo", "kind", "series")
    list_select_related = ("series",)
    search_fields = ("name", "slug", "city", "series__name", "host_region__name")
    autocomplete_fields = (
        "series",
        "owner",
        "host_region",
        "guest_regions",
        "sectors",
        "partnerships",
        "funding_programmes",
    )
    readonly_fields = ("capacity", "version", "idempotency_key", "created_at")
    inlines: ClassVar[Any] = (EditionOrganiserInline,)

    def get_readonly_fields(self, request: HttpRequest, obj: Edition | None = None) -> Any:
        """An address is never changed; state and dates only of what was entered from sources."""
        if obj is None:
            return (*self.readonly_fields, "state")
        # Dates and zone change where all that depends on them changes along.
        run_here = () if obj.is_recorded else ("state", "starts_on", "ends_on", "time_zone")
        return (*self.readonly_fields, "slug", "is_recorded", *run_here)

    def has_delete_permission(self, request: HttpRequest, obj: Edition | None = None) -> bool:
        """An event is cancelled, not deleted: its address must not be used again."""
        return False


class SpeakerInline(admin.TabularInline[Speaker, Session]):
    model = Speaker
    autocomplete_fields = ("organisation",)
    extra = 0


@admin.register(Session)
class SessionAdmin(admin.ModelAdmin[Session]):
    list_display = ("title", "edition", "kind", "day_on", "place")
    list_filter = ("kind",)
    list_select_related = ("edition",)
    search_fields = ("title", "edition__name", "speakers__name", "speakers__organisation__name")
    autocomplete_fields = ("edition", "visited")
    readonly_fields = ("idempotency_key",)
    inlines = (SpeakerInline,)


class DelegateInline(admin.TabularInline[Delegate, Registration]):
    model = Delegate
    extra = 0
    # Days and times of presence: one line of text is no form for them.
    exclude = ("presence",)


@admin.register(Registration)
class RegistrationAdmin(admin.ModelAdmin[Registration]):
    """Without the message, which is the cluster's and the organiser's own."""

    date_hierarchy = "created_at"
    list_display = ("cluster", "edition", "state", "seats", "created_at", "decided_at")
    list_filter = ("state",)
    list_select_related = ("cluster", "edition")
    search_fields = ("cluster__name", "edition__name")
    autocomplete_fields = ("edition", "cluster", "registered_by")
    exclude = ("message",)
    readonly_fields = (
        "state",
        "seats",
        "version",
        "idempotency_key",
        "created_at",
        "decided_at",
    )
    inlines = (DelegateInline,)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Clusters register themselves, within the edition's capacity."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Registration | None = None) -> bool:
        return False
