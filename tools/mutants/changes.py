"""The changes that are tried: each replaces a piece of one statement by another."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, pairwise
from pathlib import Path

# Where a line that is wrong does most harm.
TARGETS = (
    "*/rules.py",
    "*/rules/**/*.py",
    "*/loading.py",
    "*/loading/**/*.py",
    "*/services.py",
    "*/services/**/*.py",
    "matchmaking/runs/*.py",
    "scheduling/check/*.py",
)
OPPOSITE: dict[type[ast.AST], tuple[str, str]] = {
    ast.Eq: ("==", "!="),
    ast.NotEq: ("!=", "=="),
    ast.Lt: ("<", "<="),
    ast.LtE: ("<=", "<"),
    ast.Gt: (">", ">="),
    ast.GtE: (">=", ">"),
    ast.In: ("in", "not in"),
    ast.NotIn: ("not in", "in"),
    ast.Is: ("is", "is not"),
    ast.IsNot: ("is not", "is"),
    ast.And: ("and", "or"),
    ast.Or: ("or", "and"),
    ast.Add: ("+", "-"),
    ast.Sub: ("-", "+"),
    ast.Mult: ("*", "+"),
    ast.FloorDiv: ("//", "*"),
    ast.BitAnd: ("&", "|"),
    ast.BitOr: ("|", "&"),
}
# Calls whose keywords choose rows or say what is written to them.
WITH_ROWS = {"filter", "exclude", "get", "update", "create", "get_or_create", "update_or_create"}
NOT_RUN = {"annotation", "returns"}
# Keywords that speak where we made a mistake, whatever people send.
GUARDS = {"frozen", "slots", "strict"}


@dataclass(frozen=True, order=True)
class Change:
    """`before` becomes `after` at a place (in characters) of the text of `file`."""

    file: str
    line: int
    start: int
    end: int
    before: str
    after: str

    def applied(self, text: str) -> str:
        return text[: self.start] + self.after + text[self.end :]

    def lines(self, text: str) -> tuple[str, str]:
        """The line (or lines) as it is and as it becomes, with single spaces."""
        first = text.rfind("\n", 0, self.start) + 1
        last = text.find("\n", self.end)
        changed = text[first : self.start] + self.after + text[self.end : last]
        return " ".join(text[first:last].split()), " ".join(changed.split())


def targets(tree: Path) -> list[str]:
    """The files that are changed, in order."""
    found = chain.from_iterable(tree.glob(pattern) for pattern in TARGETS)
    return sorted({str(path.relative_to(tree)) for path in found})


def changes_of(file: str, text: str) -> list[Change]:
    """All changes of a file, in order."""
    source = _Source(text)
    found = set()
    for node in _run(ast.parse(text)):
        for start, end, after in source.pieces(node):
            line = text.count("\n", 0, start) + 1
            found.add(Change(file, line, start, end, text[start:end], after))
    return sorted(found)


def _run(node: ast.AST) -> Iterator[ast.AST]:
    """The nodes that are run and may matter: no annotations, no guards."""
    if isinstance(node, ast.keyword) and node.arg in GUARDS:
        return
    yield node
    for name, value in ast.iter_fields(node):
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST) and name not in NOT_RUN:
                yield from _run(child)


# From one place of the text to another, and what comes there.
Piece = tuple[int, int, str]
Part = ast.expr | ast.stmt | ast.keyword


class _Source:
    """A text and the pieces of it that change."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.starts = [0]
        for line in text.splitlines(keepends=True):
            self.starts.append(self.starts[-1] + len(line))

    def pieces(self, node: ast.AST) -> Iterator[Piece]:
        match node:
            case ast.Compare(left=left, ops=[operator], comparators=[right]):
                yield from self._between(left, operator, right)
            case ast.BinOp(left=left, op=operator, right=right):
                yield from self._between(left, operator, right)
            case ast.BoolOp(op=operator, values=values):
                for left, right in pairwise(values):
                    yield from self._between(left, operator, right)
            case ast.Constant() | ast.UnaryOp() | ast.If() | ast.IfExp():
                yield from self._values(node)
            case _:
                yield from self._left_out(node)

    def _values(self, node: ast.AST) -> Iterator[Piece]:
        """Another constant, the opposite of a condition."""
        match node:
            case ast.Constant(value=bool() as value):
                yield *self._span(node), str(not value)
            case ast.Constant(value=int() as value):
                yield *self._span(node), str(value + 1)
            case ast.UnaryOp(op=ast.Not()):
                start, _ = self._span(node)
                yield start, start + len("not "), ""
            case ast.If(test=test) | ast.IfExp(test=test) if not isinstance(test, ast.UnaryOp):
                start, end = self._span(test)
                yield start, end, f"not ({self.text[start:end]})"

    def _left_out(self, node: ast.AST) -> Iterator[Piece]:
        """Statements that do nothing any more, decorators and conditions that are gone."""
        match node:
            case ast.Raise() | ast.AugAssign() | ast.Expr(value=ast.Call() | ast.YieldFrom()):
                yield *self._span(node), "pass"
            case ast.Call(func=ast.Attribute(attr=name), keywords=keywords) if name in WITH_ROWS:
                for start, end in (self._span(keyword) for keyword in keywords if keyword.arg):
                    yield start, end + (self.text[end] == ","), ""
            case ast.FunctionDef(decorator_list=decorators):
                for start, end in map(self._span, decorators):
                    yield start - 1, end, ""

    def _between(self, left: ast.expr, operator: ast.AST, right: ast.expr) -> Iterator[Piece]:
        """The operator, which stands somewhere between its sides."""
        if type(operator) in OPPOSITE:
            word, other = OPPOSITE[type(operator)]
            start = self.text.find(word, self._span(left)[1], self._span(right)[0])
            if start >= 0:
                yield start, start + len(word), other

    def _span(self, part: Part) -> tuple[int, int]:
        end_line, end_column = part.end_lineno or 0, part.end_col_offset or 0
        return self._place(part.lineno, part.col_offset), self._place(end_line, end_column)

    def _place(self, line: int, column: int) -> int:
        """In characters of the text; ast counts in bytes of the line."""
        start = self.starts[line - 1]
        content = self.text[start : self.starts[line]].encode()
        return start + len(content[:column].decode())
