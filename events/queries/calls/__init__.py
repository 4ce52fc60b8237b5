"""Calls and applications as pages and acts ask for them."""

from events.queries.calls.announced import (
    call_lines,
    calls_column,
    calls_left,
    open_calls,
    open_calls_of,
)
from events.queries.calls.applications import (
    applicants_for,
    applicants_waiting,
    application_counts,
    applications_called,
    applications_of,
    own_applications,
)
from events.queries.calls.making import (
    calls_backstage_of,
    calls_managed_by,
    editions_to_call_for,
    series_to_call_for,
)
from events.queries.calls.ranking import (
    Ranked,
    ranking,
    ranking_for,
)
from events.queries.calls.reviewing import (
    Reviewed,
    ToReview,
    calls_reviewed_by,
    invitations_to_review,
    open_invitations,
    own_review,
    reviewers_of,
    reviews_for,
    to_review,
)
from events.queries.calls.secrecy import secret_from

__all__ = (
    "Ranked",
    "Reviewed",
    "ToReview",
    "applicants_for",
    "applicants_waiting",
    "application_counts",
    "applications_called",
    "applications_of",
    "call_lines",
    "calls_backstage_of",
    "calls_column",
    "calls_left",
    "calls_managed_by",
    "calls_reviewed_by",
    "editions_to_call_for",
    "invitations_to_review",
    "open_calls",
    "open_calls_of",
    "open_invitations",
    "own_applications",
    "own_review",
    "ranking",
    "ranking_for",
    "reviewers_of",
    "reviews_for",
    "secret_from",
    "series_to_call_for",
    "to_review",
)
