"""python -m tools.figures [TREE...]
python -m tools.figures imports [--format mermaid|dot]

Without a word: the figures of this tree, and of others that are checked out beside it. With
`imports`: a drawing of who imports whom; it exits 1 where an arrow goes up, round or between faces.
"""

import argparse
import sys
from pathlib import Path

from tools.figures import drawing, tables
from tools.figures.imports import arrows, floors, wrong_ways
from tools.figures.measures import measure

CHECKOUT = Path(__file__).resolve().parents[2]


def main(arguments: list[str]) -> int:
    if arguments[:1] == ["imports"]:
        parser = argparse.ArgumentParser(prog="python -m tools.figures imports")
        parser.add_argument("--format", choices=drawing.FORMATS, default="mermaid")
        return print_imports(parser.parse_args(arguments[1:]).format)
    parser = argparse.ArgumentParser(prog="python -m tools.figures", description=__doc__)
    parser.add_argument("trees", nargs="*", type=Path, metavar="TREE", help="other checkouts")
    trees = parser.parse_args(arguments).trees
    for tree in trees:
        if not (tree / ".git").exists():
            parser.error(f"{tree} is no checkout of git")
    return print_figures([CHECKOUT, *trees])


def print_figures(trees: list[Path]) -> int:
    """Tables in Markdown: each tree beside the others, then each tree's apps."""
    measured = [measure(tree) for tree in trees]
    print(tables.beside_each_other(measured))
    for tree in measured:
        print(f"\n{tables.by_app(tree)}")
    return 0


def print_imports(form: str) -> int:
    """The drawing, and on standard error each arrow that points the wrong way."""
    contract = floors(CHECKOUT / "pyproject.toml")
    drawn = arrows(CHECKOUT)
    print(drawing.FORMATS[form](contract, drawn))
    wrong = wrong_ways(contract, drawn)
    for sentence in wrong:
        print(sentence, file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
