"""What the fields of the register are, as to persons: those of members, invitations and claims."""

from django.utils.translation import gettext_lazy as _

from privacy.declaring import Kept, Personal, Reader, Rows, Then, did

FACT = (
    "subject topic statement qualifier number starts_on ends_on source passage inferred_because"
    " position"
)
MEMBERS = (Reader.ONESELF, Reader.COLLEAGUES, Reader.ADMINISTRATOR)


def _member(of: str) -> Personal:
    return Personal(
        what=_("The organisations that you speak for, or spoke for"),
        why=_("To let you act for them, and others know who does."),
        readers=MEMBERS,
        kept=Kept.ACCOUNT,
        of=of,
    )


_invited = Personal(
    what=_("The address that a colleague invited you at"),
    why=_("To ask you in, and to know that it was you."),
    readers=MEMBERS,
    kept=Kept.ACCOUNT,
    of="email",
    then=Then.PSEUDONYM,
)
_token = Personal(
    what=_("A hash of the link in an invitation"),
    why=_("To know the link again."),
    readers=(Reader.MACHINE,),
    kept=Kept.ACCOUNT,
    of="email",
    then=Then.STAYS,
)
_claim = Personal(
    what=_("What you wrote when you asked to speak for an organisation"),
    why=_("So that an administrator can decide."),
    readers=(Reader.ONESELF, Reader.ADMINISTRATOR),
    kept=Kept.ACCOUNT,
    of="user",
    quotes=True,
)

MODELS = {
    "Source": Rows("slug title publisher published_on url note known_as"),
    "Region": Rows(
        "code scheme level nuts_version name local_name local_language parent latitude longitude"
        " note sort_name known_as"
    ),
    "RegionFact": Rows(FACT),
    "RegionFormerCode": Rows("region code nuts_version"),
    "RegionName": Rows("region language name known_as"),
    "SmallRegion": Rows("region code name latin_name known_as"),
    "RegionPartnership": Rows("slug name description regions sort_name known_as"),
    "RegionPartnershipFact": Rows(FACT),
    "Sector": Rows("slug name position sort_name known_as"),
    "Organisation": Rows(
        "logo slug kind name short_name name_language region parent summary description website"
        " founded_year member_count sectors languages is_demo is_draft version created_at"
        " sort_name known_as"
    ),
    "OrganisationFact": Rows(FACT),
    "Keyword": Rows("organisation text position"),
    "Document": Rows("organisation title url position"),
    "Label": Rows("slug name issuer description sort_name"),
    "LabelAward": Rows("label organisation awarded_on valid_until is_stated source"),
    "Membership": Rows(
        nothing="version",
        personal={
            "user": _member("user"),
            "organisation": _member("user"),
            "role": _member("user"),
            "created_at": _member("user"),
        },
        goes_with="user",
        context=("organisation__name",),
    ),
    "FormerMembership": Rows(
        personal={
            "user": _member("user"),
            "organisation": _member("user"),
            "role": _member("user"),
            "ended_at": _member("user"),
            "given_back_at": _member("user"),
            "ended_by": did("ended_by", *MEMBERS, kept=Kept.ACCOUNT),
        },
        goes_with="user",
        context=("organisation__name",),
    ),
    "Invitation": Rows(
        nothing="organisation role idempotency_key created_at expires_at accepted_at revoked_at",
        personal={
            "email": _invited,
            "token_hash": _token,
            "invited_by": did("invited_by", *MEMBERS, kept=Kept.ACCOUNT),
            "accepted_by": did("accepted_by", *MEMBERS, kept=Kept.ACCOUNT),
        },
        context=("organisation__name", "created_at"),
    ),
    "Claim": Rows(
        nothing="idempotency_key",
        personal={
            "user": _claim,
            "organisation": _claim,
            "proposed_name": _claim,
            "proposed_kind": _claim,
            "proposed_region": _claim,
            "reason": _claim,
            "state": _claim,
            "created_at": _claim,
            "decided_at": _claim,
            "decided_by": did("decided_by", Reader.ADMINISTRATOR, kept=Kept.ACCOUNT),
        },
        goes_with="user",
        context=("organisation__name",),
    ),
    "FundingProgramme": Rows(
        "slug kind name description operator parent started_year sort_name known_as"
    ),
    "FundingProgrammeFact": Rows(FACT),
    "Project": Rows(
        "slug name full_name summary description programme starts_on ends_on date_precision"
        " website sectors is_demo sort_name known_as"
    ),
    "ProjectFact": Rows(FACT),
    "ProjectPartner": Rows("source passage project organisation role region position"),
    "WorkPackage": Rows("source passage project number title"),
    "ProjectMarket": Rows("source passage project country_code name"),
}
