"""Events with their programme, who organises them, and who took tables along."""

from django.utils.translation import gettext_lazy as _

from privacy.declaring import Kept, Personal, Reader, Rows, did

_speaker = Personal(
    what=_("The names of those who speak in an event's public programme, with their role"),
    why=_("The programme of an event is public, and stays part of the record."),
    readers=(Reader.EVERYBODY,),
    kept=Kept.RECORD,
)

MODELS = {
    "Series": Rows("slug name aim organiser is_demo sort_name known_as"),
    "Edition": Rows(
        "slug series ordinal kind name summary owner host_region guest_regions sectors partnerships"
        " languages funding_programmes starts_on ends_on date_precision time_zone venue city"
        " country_code latitude longitude capacity registration_closes_at requests_open_at"
        " requests_close_at"
        " fairness common_language"
        " is_fairness_public notice_minutes who_moves instant_meetings"
        " instant_from_start other_regions_only most_requests most_musts most_meetings"
        " fewest_meetings answer_days meets_online online_pattern people_kept_months people_told_at"
        " cancelled_at"
        " people_erased_at"
        " state is_recorded is_demo version idempotency_key created_at sort_name"
        " known_as"
        # The organising body's own mailbox for answers, not somebody's.
        " reply_to"
    ),
    "EditionOrganiser": Rows("source passage edition organisation role state version position"),
    "Naming": Rows("edition organisation role state version asked_at"),
    "SeriesAsk": Rows("edition series ordinal state version asked_at"),
    "EditionMove": Rows(
        nothing=(
            "edition from_first from_last from_zone to_first to_last to_zone moved_at"
            " idempotency_key"
        ),
        personal={"moved_by": did("moved_by", Reader.ORGANISER, Reader.STAFF)},
        edition="edition",
        context=("edition__name", "moved_at"),
    ),
    "Export": Rows(
        nothing=(
            "edition table form columns has_personal language state tries file asked_at"
            " idempotency_key"
        ),
        # The page shows one's own; that there was one stands in the event's log.
        personal={"asked_by": did("asked_by", Reader.ORGANISER, Reader.ADMINISTRATOR)},
        edition="edition",
        context=("edition__name", "asked_at"),
    ),
    "Session": Rows(
        "source passage edition kind title description day_on day_title period place visited"
        " position idempotency_key binds"
    ),
    "Speaker": Rows(
        nothing="source session organisation position",
        personal={
            "name": _speaker,
            "role": _speaker,
            "topic": _speaker,
            "passage": _speaker,
            "known_as": _speaker,
        },
    ),
}
