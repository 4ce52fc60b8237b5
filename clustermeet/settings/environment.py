"""How the environment is read."""

import os
from datetime import date
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit


def flag(name: str, default: bool = False) -> bool:
    """Whether the variable says yes; `default` where it is not set."""
    return os.environ.get(name, str(int(default))).lower() in {"1", "true", "yes", "on"}


def secret(name: str, default: str = "") -> str:
    """The variable, or what is in the file that `<name>_FILE` names."""
    file = os.environ.get(f"{name}_FILE")
    return Path(file).read_text().rstrip("\n") if file else os.environ.get(name, default)


def with_password(address: str, password: str) -> str:
    """The address with a password of any characters."""
    parts = urlsplit(address)
    who, _, host = parts.netloc.rpartition("@")
    user = who.partition(":")[0]
    return urlunsplit(parts._replace(netloc=f"{user}:{quote(password, safe='')}@{host}"))


def day(name: str) -> date | None:
    """A day as 2027-11-30; anything else stops the start."""
    told = os.environ.get(name, "")
    return date.fromisoformat(told) if told else None


def listed(name: str) -> list[str]:
    """What stands between the variable's commas."""
    return [item.strip() for item in os.environ.get(name, "").split(",") if item.strip()]
