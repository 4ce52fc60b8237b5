"""The imports between apps as text that others draw: Mermaid, or Graphviz."""

from collections.abc import Callable

from tools.figures.imports import Arrows, Floors


def mermaid(house: Floors, drawn: Arrows) -> str:
    """One line of boxes a floor; each arrow to what is imported, with its number of imports."""
    lines = ["flowchart TD"]
    for number, apps in enumerate(house.floors):
        lines.append(f'  subgraph floor{number}[" "]')
        lines += [f"    {app}" for app in apps]
        lines.append("  end")
    lines += [f"  {app}" for app in house.beside]
    lines += [
        f"  {importer} -- {count} --> {imported}"
        for (importer, imported), count in _in_order(house, drawn)
    ]
    return "\n".join(lines)


def dot(house: Floors, drawn: Arrows) -> str:
    """The same for `dot -Tsvg`."""
    lines = ["digraph imports {", "  node [shape=box];"]
    lines += [f"  {{ rank=same; {'; '.join(apps)}; }}" for apps in house.floors]
    lines += [f"  {app};" for app in house.beside]
    lines += [
        f"  {importer} -> {imported} [label={count}];"
        for (importer, imported), count in _in_order(house, drawn)
    ]
    return "\n".join([*lines, "}"])


FORMATS: dict[str, Callable[[Floors, Arrows], str]] = {"mermaid": mermaid, "dot": dot}


def _in_order(house: Floors, drawn: Arrows) -> list[tuple[tuple[str, str], int]]:
    """From the roof down, so that the drawing changes only where the imports do."""
    order = [*(app for floor in house.floors for app in floor), *house.beside]
    return sorted(drawn.items(), key=lambda arrow: [order.index(app) for app in arrow[0]])
