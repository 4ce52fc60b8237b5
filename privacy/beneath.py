"""What the fields of what lies beneath this app are, as to persons, by app label and model.

That is the outbox, and the parts that are not ours.
"""

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from privacy.declaring import Kept, Personal, Reader, Rows, Then, did

OWN = (Reader.ONESELF, Reader.COLLEAGUES, Reader.ADMINISTRATOR)
_mail = Personal(
    what=_("The mails that we sent to you"),
    why=_("To tell you what concerns you, and to find out why a mail did not arrive."),
    readers=(Reader.ONESELF, Reader.ADMINISTRATOR),
    kept=Kept.MAIL,
    of="recipient",
    quotes=True,
)
_undelivered = Personal(
    what=_("That a mail to you did not leave: your address, the subject, and why"),
    why=_("So that somebody sends it again or reaches you in another way."),
    readers=(Reader.ONESELF, Reader.ORGANISER, Reader.ADMINISTRATOR),
    kept=Kept.MAIL,
    of="recipient",
    quotes=True,
)
_key = Personal(
    what=_("The link in a mail by which you confirm, sign in or join, until it is sent"),
    why=_("To send it."),
    readers=(Reader.MACHINE,),
    kept=Kept.MAIL,
    of="recipient",
)

_unreachable = Personal(
    what=_("That mail to your address does not arrive, and what the mail server said"),
    why=_("So that you and the organiser see it and can reach each other in another way."),
    readers=(Reader.ONESELF, Reader.ORGANISER, Reader.ADMINISTRATOR),
    kept=Kept.ACCOUNT,
    of="email",
)

_wishes = Personal(
    what=_("How you want to be told by mail"),
    why=_("To send you what you want, when you want it."),
    readers=(Reader.ONESELF, Reader.ADMINISTRATOR),
    kept=Kept.ACCOUNT,
    of="user",
)

_address = Personal(
    what=_("Your e-mail addresses, and whether you confirmed them"),
    why=_("To sign in, and to be told what concerns you."),
    readers=OWN,
    kept=Kept.ACCOUNT,
    of="user",
)
_confirmation = Personal(
    what=_("The link by which you confirm an address"),
    why=_("To know the link again."),
    readers=(Reader.MACHINE,),
    kept=Kept.ACCOUNT,
    of="email_address__user",
)
_second_factor = Personal(
    what=_("Your second step: the secret of your app, passkeys, recovery codes"),
    why=_("To sign in."),
    readers=(Reader.MACHINE,),
    kept=Kept.ACCOUNT,
    of="user",
)
_session = Personal(
    what=_("That you are signed in"),
    why=_("So that you need not sign in on every page."),
    readers=(Reader.MACHINE,),
    kept=Kept.SESSION,
)
_browser = Personal(
    what=_("Where you are signed in: address, browser, since when"),
    why=_("So that you can see and end what is not yours."),
    readers=(Reader.ONESELF,),
    kept=Kept.SESSION,
    of="user",
)
_noted = Personal(
    what=_("What an administrator changed in the site's tables"),
    why=_("To trace a mistake."),
    readers=(Reader.ADMINISTRATOR,),
    kept=Kept.ACCOUNT,
    of="user",
    # What was changed stays; names of those who were erased become pseudonyms in it.
    then=Then.STAYS,
    quotes=True,
)

MODELS = {
    "notifications.OutboxMessage": Rows(
        nothing=(
            "kind object_key version known message_id state attempts due_at created_at sent_at "
            "sender about failure tried_since hold concerns_at"
        ),
        personal={
            "recipient": _undelivered,
            "language": _mail,
            "subject": _undelivered,
            "body": _mail,
            "html": _mail,
            "calendar": _mail,
            "reply_to": _mail,
            "last_error": _undelivered,
            "secret": _key,
        },
        goes_with="recipient",
        context=("created_at", "sent_at"),
    ),
    "notifications.MailServer": Rows("id away_since failures next_try_at last_error"),
    "notifications.UnreachableAddress": Rows(
        personal=dict.fromkeys(("email", "since", "reason"), _unreachable),
        goes_with="email",
    ),
    "notifications.MailWishes": Rows(
        personal=dict.fromkeys(
            (
                "user",
                "requests",
                "messages",
                "reminders",
                "organising",
                "quiet_from",
                "quiet_until",
                "zone",
            ),
            _wishes,
        ),
        goes_with="user",
    ),
    "account.EmailAddress": Rows(
        personal=dict.fromkeys(("user", "email", "verified", "primary"), _address),
        goes_with="user",
    ),
    "account.EmailConfirmation": Rows(
        personal=dict.fromkeys(("email_address", "created", "sent", "key"), _confirmation),
        goes_with="email_address__user",
    ),
    "mfa.Authenticator": Rows(
        personal=dict.fromkeys(
            ("user", "type", "data", "created_at", "last_used_at"), _second_factor
        ),
        goes_with="user",
    ),
    "usersessions.UserSession": Rows(
        personal={
            **dict.fromkeys(("user", "created_at", "ip", "last_seen_at", "user_agent"), _browser),
            **dict.fromkeys(("session_key", "data"), replace(_session, of="user")),
        },
        goes_with="user",
    ),
    "admin.LogEntry": Rows(
        nothing="action_time content_type object_id action_flag",
        personal={
            "user": did("user", Reader.ADMINISTRATOR, kept=Kept.ACCOUNT),
            "object_repr": _noted,
            "change_message": _noted,
        },
        context=("action_time",),
    ),
    "auth.Permission": Rows("name content_type codename"),
    "auth.Group": Rows("name permissions"),
    "contenttypes.ContentType": Rows("app_label model"),
    # Of whom it is stands inside the data: `privacy.services.sessions` finds it.
    "sessions.Session": Rows(
        personal=dict.fromkeys(("session_key", "session_data", "expire_date"), _session)
    ),
}
