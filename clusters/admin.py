"""The register's vocabularies and bodies, for administrators."""

from typing import Any

from django.contrib import admin
from django.db.models import URLField

from clusters.models import (
    Claim,
    Document,
    FundingProgramme,
    Invitation,
    Keyword,
    Label,
    LabelAward,
    Membership,
    Organisation,
    Project,
    ProjectMarket,
    ProjectPartner,
    Region,
    RegionFormerCode,
    RegionName,
    RegionPartnership,
    Sector,
    SmallRegion,
    Source,
    WorkPackage,
)

# An address that is typed without its scheme.
HTTPS_URLS: dict[type[Any], dict[str, Any]] = {URLField: {"assume_scheme": "https"}}


class RegionFormerCodeInline(admin.TabularInline[RegionFormerCode, Region]):
    model = RegionFormerCode
    extra = 0


class RegionNameInline(admin.TabularInline[RegionName, Region]):
    model = RegionName
    extra = 0


class SmallRegionInline(admin.TabularInline[SmallRegion, Region]):
    model = SmallRegion
    extra = 0


@admin.register(Region)
class RegionAdmin(admin.ModelAdmin[Region]):
    list_display = ("code", "name", "scheme", "level", "nuts_version", "parent")
    list_filter = ("scheme", "level")
    search_fields = ("code", "name", "local_name")
    autocomplete_fields = ("parent",)
    inlines = (RegionNameInline, RegionFormerCodeInline, SmallRegionInline)


@admin.register(Sector)
class SectorAdmin(admin.ModelAdmin[Sector]):
    list_display = ("name", "slug", "position")
    search_fields = ("name",)


@admin.register(RegionPartnership)
class RegionPartnershipAdmin(admin.ModelAdmin[RegionPartnership]):
    list_display = ("name", "slug")
    search_fields = ("name",)
    filter_horizontal = ("regions",)


class KeywordInline(admin.TabularInline[Keyword, Organisation]):
    model = Keyword
    extra = 0


class DocumentInline(admin.TabularInline[Document, Organisation]):
    model = Document
    extra = 0
    formfield_overrides = HTTPS_URLS


class LabelAwardInline(admin.TabularInline[LabelAward, Organisation]):
    model = LabelAward
    extra = 0


class MembershipInline(admin.TabularInline[Membership, Organisation]):
    """Shown only: places are given and taken on the body's page of its people, and told there."""

    model = Membership

    def has_add_permission(self, request: object, obj: object = None) -> bool:
        return False

    def has_change_permission(self, request: object, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: object, obj: object = None) -> bool:
        return False


@admin.register(Organisation)
class OrganisationAdmin(admin.ModelAdmin[Organisation]):
    formfield_overrides = HTTPS_URLS
    list_display = ("name", "kind", "region", "parent", "is_demo")
    list_filter = ("kind", "is_demo")
    list_select_related = ("region", "parent")
    search_fields = ("name", "short_name", "slug")
    autocomplete_fields = ("region", "parent")
    filter_horizontal = ("sectors",)
    readonly_fields = ("version", "created_at")
    inlines = (KeywordInline, DocumentInline, LabelAwardInline, MembershipInline)

    def get_readonly_fields(
        self, request: object, obj: Organisation | None = None
    ) -> tuple[str, ...]:
        """A slug is never changed once it is an address."""
        return (*self.readonly_fields, "slug") if obj else self.readonly_fields


@admin.register(Label)
class LabelAdmin(admin.ModelAdmin[Label]):
    list_display = ("name", "issuer")
    autocomplete_fields = ("issuer",)


@admin.register(Source)
class SourceAdmin(admin.ModelAdmin[Source]):
    formfield_overrides = HTTPS_URLS
    list_display = ("title", "publisher", "published_on")
    search_fields = ("title", "publisher")


@admin.register(FundingProgramme)
class FundingProgrammeAdmin(admin.ModelAdmin[FundingProgramme]):
    list_display = ("name", "kind", "operator", "started_year")
    search_fields = ("name",)
    autocomplete_fields = ("operator", "parent")


class ProjectPartnerInline(admin.TabularInline[ProjectPartner, Project]):
    model = ProjectPartner
    extra = 0
    autocomplete_fields = ("organisation", "region")


class WorkPackageInline(admin.TabularInline[WorkPackage, Project]):
    model = WorkPackage
    extra = 0


class ProjectMarketInline(admin.TabularInline[ProjectMarket, Project]):
    model = ProjectMarket
    extra = 0


@admin.register(Project)
class ProjectAdmin(admin.ModelAdmin[Project]):
    formfield_overrides = HTTPS_URLS
    list_display = ("name", "programme", "starts_on", "ends_on", "is_demo")
    search_fields = ("name", "full_name")
    autocomplete_fields = ("programme",)
    filter_horizontal = ("sectors",)
    inlines = (ProjectPartnerInline, WorkPackageInline, ProjectMarketInline)


@admin.register(Claim)
class ClaimAdmin(admin.ModelAdmin[Claim]):
    """Read here; decided on the page for claims, which tells those concerned."""

    list_display = ("user", "organisation", "proposed_name", "state", "created_at")
    list_filter = ("state",)
    list_select_related = ("user", "organisation")

    def has_add_permission(self, request: object) -> bool:
        return False

    def has_change_permission(self, request: object, obj: Claim | None = None) -> bool:
        return False


@admin.register(Invitation)
class InvitationAdmin(admin.ModelAdmin[Invitation]):
    list_display = ("email", "organisation", "invited_by", "expires_at", "accepted_at")
    list_select_related = ("organisation", "invited_by")
    exclude = ("token_hash",)

    def has_add_permission(self, request: object) -> bool:
        return False

    def has_change_permission(self, request: object, obj: Invitation | None = None) -> bool:
        return False
