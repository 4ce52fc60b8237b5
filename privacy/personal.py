"""What the log's fields are, as to persons, and those of what an erasure still looks for."""

from django.utils.translation import gettext_lazy as _

from privacy.declaring import Kept, Personal, Reader, Rows, Then

_traces = Personal(
    what=_("Your name and addresses, sealed, once you asked to be erased"),
    why=_("To find a mail that was being written to you at that very moment."),
    readers=(Reader.MACHINE,),
    kept=Kept.MOMENT,
    of="person",
    then=Then.STAYS,
)

MODELS = {
    "ErasedTraces": Rows(personal={"person": _traces, "words": _traces}),
    # Who acted stands there as a number, which is a pseudonym's once its person is erased. Values
    # are those of the rows that are logged, each declared there, and leave the log with them.
    "LogEntry": Rows(
        nothing=(
            "transaction_id happened_at actor table_name row_id operation subjects before after"
            " salt salts blanked place hash"
        )
    ),
    "LogSeal": Rows(nothing="last_place hash sealed_at"),
}
