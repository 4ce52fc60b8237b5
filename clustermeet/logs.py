"""What logs must not hold: the parts of addresses by which whoever has them acts as a person."""

import logging
import re

# Of each such address all is kept but the secret.
SECRETS = re.compile(
    r"((?<!/my)/(?:answers|calendars|delegate-invitations|event-roles|invitations|invited"
    r"|accounts/confirm-email|accounts/password/reset/key|account/data/erase|mail/stop)/)"
    r"(?!done/)[^/\s\"']+"
)
HIDDEN = r"\1[hidden]"


class NoSecrets(logging.Filter):
    """Takes the secrets out of a record, and out of the trace of its error."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = hidden(record.getMessage()), None
        if record.exc_info and not record.exc_text:
            record.exc_text = hidden(logging.Formatter().formatException(record.exc_info))
        return True


def hidden(text: str) -> str:
    return SECRETS.sub(HIDDEN, text)
