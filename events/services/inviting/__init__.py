"""Invitations of clusters to an event: sent by its organiser, answered by each cluster."""

from events.services.circulars import AlreadyLeft
from events.services.inviting.answering import (
    InvitationChanged,
    InvitationOver,
    decline_invitation,
    is_answerable,
    take_answer_back,
)
from events.services.inviting.letters import (
    stop_all,
    stop_for_cluster,
    stop_for_clusters,
    try_invitation,
)
from events.services.inviting.sending import (
    MOST_AT_ONCE,
    Invited,
    InvitingClosed,
    NobodyLeft,
    TooMany,
    can_be_taken_back,
    copy_rounds,
    invite,
    remind_invited,
    take_round_back,
    withdraw_invitations,
)

__all__ = (
    "MOST_AT_ONCE",
    "AlreadyLeft",
    "InvitationChanged",
    "InvitationOver",
    "Invited",
    "InvitingClosed",
    "NobodyLeft",
    "TooMany",
    "can_be_taken_back",
    "copy_rounds",
    "decline_invitation",
    "invite",
    "is_answerable",
    "remind_invited",
    "stop_all",
    "stop_for_cluster",
    "stop_for_clusters",
    "take_answer_back",
    "take_round_back",
    "try_invitation",
    "withdraw_invitations",
)
