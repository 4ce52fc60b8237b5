"""What a mail server's answer means for the mail, and for those that wait behind it."""

import smtplib
from dataclasses import dataclass
from enum import StrEnum

CLOSING = 421
PERMANENT = 500
# Too large, or no room for it: said at MAIL FROM, but about this mail.
ABOUT_SIZE = (452, 552)
# Enhanced codes (RFC 3463) x.3, x.5 and x.7: the system, the protocol, a policy; not the recipient.
NOT_ABOUT_RECIPIENT = ("3", "5", "7")


class Verdict(StrEnum):
    SENT = "sent"
    # This mail is tried again, others go on.
    LATER = "later"
    # No mail will ever reach this recipient.
    NEVER = "never"
    # The server takes no mail at all at present.
    AWAY = "away"
    # It was not tried: its reader does not want it.
    UNTRIED = "untried"


@dataclass(frozen=True, slots=True)
class Answer:
    """A verdict, with what was said."""

    verdict: Verdict
    words: str = ""


SENT = Answer(Verdict.SENT)


def answer_of(error: Exception) -> Answer:
    """What an error that came while sending means."""
    match error:
        case smtplib.SMTPRecipientsRefused():
            code, said = next(iter(error.recipients.values()))
            return _answer(_of_recipient(code, _text(said)), code, said)
        case smtplib.SMTPSenderRefused():
            is_this_one = error.smtp_code in ABOUT_SIZE
            verdict = Verdict.LATER if is_this_one else Verdict.AWAY
            return _answer(verdict, error.smtp_code, error.smtp_error)
        case smtplib.SMTPDataError():
            verdict = Verdict.AWAY if error.smtp_code == CLOSING else Verdict.LATER
            return _answer(verdict, error.smtp_code, error.smtp_error)
        case smtplib.SMTPResponseException():
            return _answer(Verdict.AWAY, error.smtp_code, error.smtp_error)
        case smtplib.SMTPException() | OSError():
            return Answer(Verdict.AWAY, in_words(error))
    return Answer(Verdict.LATER, in_words(error))


def in_words(error: Exception) -> str:
    return " ".join(f"{type(error).__name__}: {error}".split())[:500]


def _of_recipient(code: int, said: str) -> Verdict:
    if code == CLOSING:
        return Verdict.AWAY
    if code < PERMANENT:
        return Verdict.LATER
    _class, _, detail = said.partition(".")
    is_enhanced = _class == "5" and detail[1:2] == "."
    if is_enhanced and detail[0] in NOT_ABOUT_RECIPIENT:
        return Verdict.LATER
    return Verdict.NEVER


def _answer(verdict: Verdict, code: int, said: bytes | str) -> Answer:
    return Answer(verdict, " ".join(f"{code} {_text(said)}".split())[:500])


def _text(said: bytes | str) -> str:
    return said.decode(errors="replace") if isinstance(said, bytes) else said
