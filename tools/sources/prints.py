"""python -m tools.sources.prints FOLDER

Writes `tests/archive/passages/prints.json` from the source texts in a folder (`<source>.txt`). The
texts are not ours to publish, and they name people to contact: what is kept is a print of every
five words that follow each other, and of every three for passages that are shorter. A passage that
was not copied from the text as it stands has such words in a row that the text has not.
"""

import json
import sys
from hashlib import blake2b
from pathlib import Path

FILE = Path(__file__).resolve().parents[2] / "tests" / "archive" / "passages" / "prints.json"
LONG, SHORT = 5, 3


def prints(passage: str) -> set[str]:
    """The prints that a text must have to hold the passage; none for fewer than three words."""
    words = _words(passage)
    return _runs(words, LONG if len(words) >= LONG else SHORT)


def _words(text: str) -> list[str]:
    """Without the marks around them."""
    return [word for word in map(_bare, text.split()) if word]


def _runs(words: list[str], length: int) -> set[str]:
    runs = [" ".join(words[start : start + length]) for start in range(len(words) - length + 1)]
    return {blake2b(run.encode(), digest_size=5).hexdigest() for run in runs}


def _bare(word: str) -> str:
    first = next((place for place, sign in enumerate(word) if sign.isalnum()), len(word))
    last = next((place for place, sign in enumerate(reversed(word)) if sign.isalnum()), 0)
    return word[first : len(word) - last]


def main(folder: str) -> None:
    texts = {path.stem: path.read_text(encoding="utf-8") for path in Path(folder).glob("*.txt")}
    known = {
        name: sorted(_runs(_words(text), LONG) | _runs(_words(text), SHORT))
        for name, text in texts.items()
    }
    FILE.write_text(json.dumps(known, indent=0, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
