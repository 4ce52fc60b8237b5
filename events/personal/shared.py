"""What several of these declarations share."""

from django.utils.translation import gettext_lazy as _

from privacy.declaring import Kept, Personal, Reader, Then

BACKSTAGE = (Reader.COLLEAGUES, Reader.ORGANISER, Reader.STAFF, Reader.ADMINISTRATOR)
TOKEN = Personal(
    what=_("A hash of the link in an invitation"),
    why=_("To know the link again."),
    readers=(Reader.MACHINE,),
    kept=Kept.ACCOUNT,
    of="email",
    then=Then.STAYS,
)
