"""The administrators' back room for what is known of past editions."""

from typing import Any, ClassVar

from django.contrib import admin

from archive.models import (
    Award,
    Delegation,
    EditionFact,
    EditionLink,
    Lesson,
    MediaLink,
    ProjectAppearance,
    SeriesFact,
)
from clusters.admin import HTTPS_URLS
from events.admin import EditionAdmin, SeriesAdmin
from events.models import Edition, Series

FACT_COLUMNS = ("subject", "topic", "statement", "source")


class SeriesFactInline(admin.TabularInline[SeriesFact, Series]):
    model = SeriesFact
    autocomplete_fields = ("source",)
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


class RecordedSeriesAdmin(SeriesAdmin):
    inlines = (SeriesFactInline,)


class RecordedEditionAdmin(EditionAdmin):
    inlines: ClassVar[Any] = (
        *EditionAdmin.inlines,
        EditionFactInline,
        LessonInline,
        DelegationInline,
        MediaLinkInline,
    )


# Events know nothing of what is kept here: their pages are shown with it instead.
admin.site.unregister([Series, Edition])
admin.site.register(Series, RecordedSeriesAdmin)
admin.site.register(Edition, RecordedEditionAdmin)


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
