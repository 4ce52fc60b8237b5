"""The register's standing things: regions, organisations, people's places in them, projects."""

from clusters.models.organisations import (
    Document,
    Keyword,
    Label,
    LabelAward,
    Organisation,
    OrganisationFact,
    Sector,
)
from clusters.models.people import Claim, FormerMembership, Invitation, Membership
from clusters.models.projects import (
    FundingProgramme,
    FundingProgrammeFact,
    Project,
    ProjectFact,
    ProjectMarket,
    ProjectPartner,
    WorkPackage,
)
from clusters.models.regions import (
    Region,
    RegionFact,
    RegionFormerCode,
    RegionName,
    RegionPartnership,
    RegionPartnershipFact,
    SmallRegion,
)
from clusters.models.roles import ACTING, KNOWING, Role
from clusters.models.sources import Fact, Qualifier, Source, Sourced

__all__ = [
    "ACTING",
    "KNOWING",
    "Claim",
    "Document",
    "Fact",
    "FormerMembership",
    "FundingProgramme",
    "FundingProgrammeFact",
    "Invitation",
    "Keyword",
    "Label",
    "LabelAward",
    "Membership",
    "Organisation",
    "OrganisationFact",
    "Project",
    "ProjectFact",
    "ProjectMarket",
    "ProjectPartner",
    "Qualifier",
    "Region",
    "RegionFact",
    "RegionFormerCode",
    "RegionName",
    "RegionPartnership",
    "RegionPartnershipFact",
    "Role",
    "Sector",
    "SmallRegion",
    "Source",
    "Sourced",
    "WorkPackage",
]
