"""Why a file is not taken, in words."""

from django.utils.translation import gettext_lazy as _

from files.kinds import UnknownKind
from files.pictures import BrokenPicture, TooManyPixels
from files.services import EmptyFile, FileTooLarge
from files.sheets.reading import TooLarge, Unreadable

REFUSALS = {
    EmptyFile: _("This file is empty."),
    FileTooLarge: _("This file is larger than 10 MB."),
    UnknownKind: _("This is no file of a kind that is taken here, whatever its name says."),
    BrokenPicture: _("This picture cannot be read. Save it anew and try again."),
    TooManyPixels: _("This picture has more than 40 million pixels. Make it smaller."),
    Unreadable: _("This file cannot be read as a list. Save it anew as XLSX or CSV."),
    TooLarge: _(
        "This list has more than 10,000 rows, 600 columns, 200,000 cells or 5,000 signs in a cell. "
        "Part it, or copy what is filled in to a new sheet."
    ),
}
