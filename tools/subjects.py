"""Whether the message of a commit is one: `python -m tools.subjects FILE`, run by a hook of git.

The subject is an imperative of at most 72 characters, the body says why.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

MOST = 72
# Made by git, and gone before anybody reads the history.
PASSING = ("fixup! ", "squash! ", "amend! ", "Merge ", "Revert ")
# Not "Added", "Adding" or "Adds"; these only look like one of them.
TOLD = re.compile(r"(?!(?:Bring|Embed|Feed|Focus|Need|Ring|Shed)$)\w+(?:ed|ing|[^s]s)$")
CUT = "# ------------------------ >8 ------------------------"


def faults(message: str) -> Iterator[str]:
    """What is wrong with it, in words."""
    lines = [line for line in message.partition(CUT)[0].splitlines() if not line.startswith("#")]
    subject, *rest = "\n".join(lines).strip().splitlines() or [""]
    if subject.startswith(PASSING):
        return
    verb = subject.partition(" ")[0].rstrip(",:")
    if not verb[:1].isupper() or TOLD.match(verb):
        yield "The subject begins with a verb, in the form of “Add”, not of “Added” or “Adds”."
    if len(subject) > MOST:
        yield f"The subject has {len(subject)} characters. {MOST} are the most."
    if subject.endswith("."):
        yield "The subject ends without a full stop."
    if rest and rest[0]:
        yield "An empty line stands between subject and body."
    if not any(rest):
        yield "There is no body that says why."


def main() -> int:
    """1 with what is wrong with the message in the file, else 0."""
    found = list(faults(Path(sys.argv[1]).read_text(encoding="utf-8")))
    sys.stderr.writelines(f"{fault}\n" for fault in found)
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
