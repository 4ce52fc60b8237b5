"""The administrators' back room for series, editions, programmes and registrations.

States are read there and changed on the organiser's pages: those count places and tell people.
"""

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet, URLField
from django.http import HttpRequest

from events.models import (
    Award,
    Delegate,
    Delegation,
    Edition,
    EditionFact,
    EditionLink,
    EditionOrganiser,
    Lesson,
    MediaLink,
    ProjectAppearance,
    Registration,
    Series,
    SeriesFact,
    Session,
    Speaker,
)

HTTPS_URLS: dict[type[Any], dict[str, Any]] = {URLField: {"assume_scheme": "https"}}
FACT_COLUMNS = ("subject", "topic", "statement", "source")


class SeriesFactInline(admin.TabularInline[SeriesFact, Series]):
    model = SeriesFact
    autocomplete_fields = ("source",)
    extra = 0


@admin.register(Series)
class SeriesAdmin(admin.ModelAdmin[Series]):
    list_display = ("name", "slug", "organiser", "editions_held", "is_demo")
    list_filter = ("is_demo",)
    list_select_related = ("organiser",)
    search_fields = ("name", "slug")
    autocomplete_fields = ("organiser",)
    inlines = (SeriesFactInline,)

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


class EditionFactInline(admin.TabularInline[EditionFact, Edition]):
    model = EditionFact
    autocomplete_fields = ("source",)
    extra = 0


class LessonInline(admin.TabularInline[Lesson, Edition]):
    model = Lesson
    autocomplete_fields = ("source",)
    extra = 0


class DelegationInline(admin.TabularInline[Delegation, Edition]):
    model = Delegation
    autocomplete_fields = ("organisation", "project", "source")
    extra = 0


class MediaLinkInline(admin.TabularInline[MediaLink, Edition]):
    model = MediaLink
    autocomplete_fields = ("source",)
    formfield_overrides = HTTPS_URLS
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
    inlines = (
        EditionOrganiserInline,
        EditionFactInline,
        LessonInline,
        DelegationInline,
        MediaLinkInline,
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Edition | None = None) -> Any:
        """An address is never changed; the state only of what was entered from sources."""
        if obj is None:
            return (*self.readonly_fields, "state")
        fixed = ("slug", "is_recorded")
        return (*self.readonly_fields, *fixed, *(() if obj.is_recorded else ("state",)))

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


@admin.register(Registration)
class RegistrationAdmin(admin.ModelAdmin[Registration]):
    date_hierarchy = "created_at"
    list_display = ("cluster", "edition", "state", "seats", "created_at", "decided_at")
    list_filter = ("state",)
    list_select_related = ("cluster", "edition")
    search_fields = ("cluster__name", "edition__name")
    autocomplete_fields = ("edition", "cluster", "registered_by")
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


@admin.register(EditionFact, SeriesFact, Lesson)
class FactAdmin(admin.ModelAdmin[Any]):
    list_display = FACT_COLUMNS
    list_select_related = ("subject", "source")
    search_fields = ("statement", "subject__name", "source__title")
    autocomplete_fields = ("subject", "source")


@admin.register(Delegation)
class DelegationAdmin(admin.ModelAdmin[Delegation]):
    list_display = ("edition", "organisation", "project", "name", "source")
    list_select_related = ("edition", "organisation", "project", "source")
    search_fields = ("name", "edition__name", "organisation__name", "project__name")
    autocomplete_fields = ("edition", "organisation", "project", "source")


@admin.register(ProjectAppearance)
class ProjectAppearanceAdmin(admin.ModelAdmin[ProjectAppearance]):
    list_display = ("project", "edition", "kind", "source")
    list_filter = ("kind",)
    list_select_related = ("project", "edition", "source")
    search_fields = ("project__name", "edition__name")
    autocomplete_fields = ("project", "edition", "source")


@admin.register(Award)
class AwardAdmin(admin.ModelAdmin[Award]):
    list_display = ("name", "kind", "year", "project", "edition", "source")
    list_filter = ("kind",)
    list_select_related = ("project", "edition", "source")
    search_fields = ("name", "slug", "project__name", "recipients__name")
    autocomplete_fields = ("project", "recipients", "given_by", "edition", "source")


@admin.register(MediaLink)
class MediaLinkAdmin(admin.ModelAdmin[MediaLink]):
    formfield_overrides = HTTPS_URLS
    list_display = ("title", "edition", "kind", "url", "source")
    list_filter = ("kind",)
    list_select_related = ("edition", "source")
    search_fields = ("title", "edition__name")
    autocomplete_fields = ("edition", "source")


@admin.register(EditionLink)
class EditionLinkAdmin(admin.ModelAdmin[EditionLink]):
    list_display = ("earlier", "later", "reason", "source")
    list_select_related = ("earlier", "later", "source")
    search_fields = ("earlier__name", "later__name", "reason")
    autocomplete_fields = ("earlier", "later", "source")
