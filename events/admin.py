"""The administrators' back room for series, editions, programmes and registrations.

What is known of past events is entered there. Of events that are run here, states, co-organisers,
programme and registrations are read there and changed on the organiser's pages alone: those ask
bodies, count places and tell people.
"""

from typing import Any, ClassVar

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Count, ForeignKey, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext as _

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


class EditionForm(ModelForm[Edition]):
    """An edition that is added here was entered from sources."""

    def clean_is_recorded(self) -> bool:
        if not self.cleaned_data["is_recorded"]:
            raise ValidationError(_("Add an event that is run here on the organiser’s pages."))
        return True


class EditionOrganiserInline(admin.TabularInline[EditionOrganiser, Edition]):
    """What a source says needs no yes; a co-organiser of an event that is run here is asked."""

    model = EditionOrganiser
    autocomplete_fields = ("organisation",)
    extra = 0

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _is_of_sources(obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _is_of_sources(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _is_of_sources(obj)


def _is_of_sources(edition: Edition | None) -> bool:
    """Whether an edition, or the one that is being added, was entered from sources."""
    return edition is None or edition.is_recorded


@admin.register(Edition)
class EditionAdmin(admin.ModelAdmin[Edition]):
    form = EditionForm
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

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"is_recorded": True, **super().get_changeform_initial_data(request)}

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

    def formfield_for_foreignkey(
        self, db_field: ForeignKey[Any], request: HttpRequest, **kwargs: Any
    ) -> Any:
        """A programme is added to what was entered from sources."""
        if db_field.name == "edition":
            kwargs["queryset"] = Edition.objects.filter(is_recorded=True)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def has_change_permission(self, request: HttpRequest, obj: Session | None = None) -> bool:
        return super().has_change_permission(request, obj) and _is_past(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Session | None = None) -> bool:
        return super().has_delete_permission(request, obj) and _is_past(obj)


def _is_past(session: Session | None) -> bool:
    """Whether a session is of an edition that was entered from sources; of any, without one."""
    return session is None or session.edition.is_recorded


class DelegateInline(admin.TabularInline[Delegate, Registration]):
    model = Delegate
    extra = 0
    exclude = ("presence",)


@admin.register(Registration)
class RegistrationAdmin(admin.ModelAdmin[Registration]):
    """To read alone, without the message, which is the cluster's and the organiser's own."""

    date_hierarchy = "created_at"
    list_display = ("cluster", "edition", "state", "seats", "created_at", "decided_at")
    list_filter = ("state",)
    list_select_related = ("cluster", "edition")
    search_fields = ("cluster__name", "edition__name")
    exclude = ("message",)
    inlines = (DelegateInline,)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Clusters register themselves, within the edition's capacity."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Registration | None = None) -> bool:
        """A delegate who is changed or removed may leave meetings without anybody."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Registration | None = None) -> bool:
        return False
