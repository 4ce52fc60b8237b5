"""What the fields of files are, as to persons."""

from django.utils.translation import gettext_lazy as _

from privacy.declaring import Kept, Personal, Reader, Rows

_file = Personal(
    what=_(
        "The files that you upload, and those that the site makes for you; lists of an event go "
        "at once when somebody of it is erased. What you hand in with a registration is kept until "
        "the event's personal data are erased, and your colleagues and the organiser read it. "
        "A logo, which everybody sees, stays until it is removed or your account is erased"
    ),
    why=_(
        "To read the lists that you import, to hand you the tables that you ask for, and to hand "
        "in what an event asks for."
    ),
    readers=(Reader.ONESELF, Reader.COLLEAGUES, Reader.ORGANISER),
    kept=Kept.WEEK,
    of="owner",
)
_part = Personal(
    what=_file.what, why=_file.why, readers=_file.readers, kept=Kept.WEEK, of="file__owner"
)

MODELS = {
    "StoredFile": Rows(
        nothing="key about purpose readers kind size sha256 delete_after",
        personal={"owner": _file, "name": _file, "stored_at": _file},
        goes_with="owner",
    ),
    # Goes with its file.
    "FilePart": Rows(nothing="file position", personal={"data": _part}, goes_with="file__owner"),
}
