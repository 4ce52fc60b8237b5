"""Tables of the documents, as data of tests."""

from pathlib import Path

DOCS = Path(__file__).resolve().parents[2] / "docs"


def table_after(file: str, heading: str) -> list[list[str]]:
    """The rows of the first table under a heading, without its head; codes without their marks."""
    section = (DOCS / file).read_text().split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]
    rows = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip().strip("`") for cell in row.strip("|").split("|")] for row in rows[2:]]
