"""The meetings in Django's admin, to look things up: only services write placements."""

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from matchmaking.models import (
    AppliedRemedy,
    AvailabilityAsk,
    Meeting,
    MeetingParticipant,
    MeetingRequest,
    MeetingWindow,
    Need,
    Offer,
    Pause,
    Placement,
    PlacementParticipant,
    ScheduleEdit,
    ScheduleRun,
    ScheduleVersion,
    Slot,
    Table,
    Unavailability,
    UnplacedMeeting,
)


class ReadOnly(admin.options.BaseModelAdmin[Any]):
    """Rows that only the services write: shown, never changed here."""

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False


class PauseInline(ReadOnly, admin.TabularInline[Pause, MeetingWindow]):
    model = Pause


class ParticipantInline(ReadOnly, admin.TabularInline[MeetingParticipant, Meeting]):
    model = MeetingParticipant
    fields = ("registration",)


class SeatInline(ReadOnly, admin.TabularInline[PlacementParticipant, Placement]):
    model = PlacementParticipant
    fields = ("registration", "seat", "seats")


@admin.register(MeetingWindow)
class MeetingWindowAdmin(ReadOnly, admin.ModelAdmin[MeetingWindow]):
    """Windows are arranged on the organiser's page, which cuts the slots anew."""

    list_display = ("name", "edition", "period", "slot_minutes", "changeover_minutes")
    list_select_related = ("edition",)
    search_fields = ("name", "edition__name")
    inlines = (PauseInline,)


@admin.register(Slot)
class SlotAdmin(ReadOnly, admin.ModelAdmin[Slot]):
    list_display = ("period", "window", "edition")
    list_select_related = ("window", "edition")
    search_fields = ("edition__name",)


@admin.register(Table)
class TableAdmin(ReadOnly, admin.ModelAdmin[Table]):
    list_display = ("number", "room", "edition")
    list_select_related = ("edition",)
    search_fields = ("edition__name", "room")


@admin.register(Unavailability)
class UnavailabilityAdmin(ReadOnly, admin.ModelAdmin[Unavailability]):
    list_display = ("registration", "period")
    list_select_related = ("registration",)
    search_fields = ("registration__cluster__name", "registration__edition__name")


@admin.register(Offer, Need)
class ProfileLineAdmin(admin.ModelAdmin[Any]):
    list_display = ("text", "cluster", "position")
    list_select_related = ("cluster",)
    search_fields = ("text", "cluster__name")
    autocomplete_fields = ("cluster",)
    filter_horizontal = ("sectors",)


@admin.register(MeetingRequest)
class MeetingRequestAdmin(ReadOnly, admin.ModelAdmin[MeetingRequest]):
    """Without the messages, which are the two clusters' own."""

    list_display = ("requester_name", "invitee_name", "state", "priority", "created_at")
    list_filter = ("state", "priority")
    list_select_related = ("requester__cluster", "invitee__cluster")
    search_fields = (
        "requester__cluster__name",
        "invitee__cluster__name",
        "edition__name",
    )
    exclude = ("message", "reply")
    date_hierarchy = "created_at"

    @admin.display(description="requester", ordering="requester__cluster__sort_name")
    def requester_name(self, request: MeetingRequest) -> str:
        return str(request.requester.cluster)

    @admin.display(description="invitee", ordering="invitee__cluster__sort_name")
    def invitee_name(self, request: MeetingRequest) -> str:
        return str(request.invitee.cluster)


@admin.register(Meeting)
class MeetingAdmin(ReadOnly, admin.ModelAdmin[Meeting]):
    list_display = ("pk", "edition", "priority", "is_cancelled", "was_held")
    list_filter = ("is_cancelled", "was_held", "priority")
    list_select_related = ("edition",)
    search_fields = ("edition__name", "participants__registration__cluster__name")
    inlines = (ParticipantInline,)


@admin.register(ScheduleRun)
class ScheduleRunAdmin(ReadOnly, admin.ModelAdmin[ScheduleRun]):
    list_display = ("number", "edition", "state", "requested_by", "requested_at", "finished_at")
    list_filter = ("state",)
    list_select_related = ("edition", "requested_by")
    search_fields = ("edition__name", "problem_sha256")
    date_hierarchy = "requested_at"


@admin.register(ScheduleVersion)
class ScheduleVersionAdmin(ReadOnly, admin.ModelAdmin[ScheduleVersion]):
    list_display = ("number", "edition", "state", "revision", "created_at", "published_at")
    list_filter = ("state",)
    list_select_related = ("edition",)
    search_fields = ("edition__name",)


@admin.register(Placement)
class PlacementAdmin(ReadOnly, admin.ModelAdmin[Placement]):
    list_display = ("meeting", "version", "slot", "table", "is_locked", "is_by_hand")
    list_filter = ("is_locked", "is_by_hand")
    list_select_related = ("meeting", "version", "slot", "table")
    search_fields = ("edition__name",)
    inlines = (SeatInline,)


@admin.register(UnplacedMeeting)
class UnplacedMeetingAdmin(ReadOnly, admin.ModelAdmin[UnplacedMeeting]):
    list_display = ("meeting", "version", "reason")
    list_select_related = ("meeting", "version")
    search_fields = ("version__edition__name",)


@admin.register(ScheduleEdit)
class ScheduleEditAdmin(ReadOnly, admin.ModelAdmin[ScheduleEdit]):
    list_display = ("number", "version", "kind", "meeting", "made_by", "made_at", "undone_at")
    list_filter = ("kind",)
    list_select_related = ("version", "meeting", "made_by")
    search_fields = ("version__edition__name",)


@admin.register(AvailabilityAsk)
class AvailabilityAskAdmin(ReadOnly, admin.ModelAdmin[AvailabilityAsk]):
    list_display = ("registration", "period", "meeting", "state", "asked_by", "asked_at")
    list_filter = ("state",)
    list_select_related = ("registration", "meeting", "asked_by")
    search_fields = ("registration__cluster__name", "edition__name")


@admin.register(AppliedRemedy)
class AppliedRemedyAdmin(ReadOnly, admin.ModelAdmin[AppliedRemedy]):
    list_display = ("meeting", "version", "made_by", "made_at", "undone_at")
    list_select_related = ("meeting", "version", "made_by")
    search_fields = ("version__edition__name",)
