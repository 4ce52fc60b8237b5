"""What the fields of an account are, as to persons."""

from django.utils.translation import gettext_lazy as _

from privacy.declaring import Kept, Personal, Reader, Rows, Then

_name = Personal(
    what=_("Your name"),
    why=_("So that those you work with know who acts."),
    readers=(
        Reader.ONESELF,
        Reader.COLLEAGUES,
        Reader.OTHER_SIDE,
        Reader.DELEGATES,
        Reader.INVITED,
        Reader.ORGANISER,
        Reader.STAFF,
        Reader.ADMINISTRATOR,
    ),
    kept=Kept.ACCOUNT,
    of="pk",
    then=Then.PSEUDONYM,
)
_address = Personal(
    what=_("Your e-mail address"),
    why=_("To sign in, and to be told what concerns you."),
    readers=(Reader.ONESELF, Reader.COLLEAGUES, Reader.ADMINISTRATOR),
    kept=Kept.ACCOUNT,
    of="pk",
    then=Then.PSEUDONYM,
)
_password = Personal(
    what=_("Your password, as a hash that cannot be turned back"),
    why=_("To sign in."),
    readers=(Reader.MACHINE,),
    kept=Kept.ACCOUNT,
    of="pk",
)
_subject = Personal(
    what=_("A random number that stands for you in the list of erasures"),
    why=_("So that a backup that is restored forgets you again."),
    readers=(Reader.MACHINE,),
    kept=Kept.ACCOUNT,
    of="pk",
    then=Then.STAYS,
)
_settings = Personal(
    what=_("Your language, and the page that led you here"),
    why=_("To write to you in your language, and to lead you on."),
    readers=(Reader.ONESELF, Reader.ADMINISTRATOR),
    kept=Kept.ACCOUNT,
    of="pk",
)
_visits = Personal(
    what=_("When you opened the account, signed in last and were first asked for a second step"),
    why=_("To find accounts that nobody uses, and to give you time for the second step."),
    readers=(Reader.ONESELF, Reader.ADMINISTRATOR),
    kept=Kept.ACCOUNT,
    of="pk",
)
_joined = Personal(
    what=_visits.what,
    why=_visits.why,
    readers=_visits.readers,
    kept=Kept.ACCOUNT,
    of="pk",
    then=Then.STAYS,
)
_rights = Personal(
    what=_("What an administrator lets you do"),
    why=_("To open to you what your work needs."),
    readers=(Reader.ONESELF, Reader.ADMINISTRATOR),
    kept=Kept.ACCOUNT,
    of="pk",
)

MODELS = {
    "User": Rows(
        personal={
            "password": _password,
            "email": _address,
            "name": _name,
            # Made of name and address by the database.
            "sort_name": Personal(
                what=_name.what,
                why=_name.why,
                readers=(Reader.MACHINE,),
                kept=Kept.ACCOUNT,
                of="pk",
                then=Then.STAYS,
            ),
            "language": _settings,
            "came_for": _settings,
            "last_login": _visits,
            "joined_at": _joined,
            "is_reader": _rights,
            "is_editor": _rights,
            "is_administrator": _rights,
            "is_staff": _rights,
            "is_superuser": _rights,
            "is_active": _rights,
            "second_step_asked_at": _visits,
            "groups": _rights,
            "user_permissions": _rights,
            "subject": _subject,
            "erased_at": _joined,
        }
    )
}
