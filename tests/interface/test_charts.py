"""Charts: their geometry, their words, and the table beside them."""

import re

import pytest
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from interface.templatetags.charts import LOWEST_LABEL, Bar, Line, nice_step, number, scale

VALUE = Line("Best score found", [(0.4, 96), (2, 141), (19.4, 168)])
BOUND = Line("Upper bound", [(0.4, 196), (24, 171)], "bound")
HOSTILE = "</title><script>alert(1)</script>"


def shown(source: str, **context: object) -> str:
    return Template("{% load charts %}" + source).render(Context(context))


def test_steps_hold_their_value_to_the_right_end() -> None:
    html = shown('{% step_chart "Run" lines %}', lines=[BOUND, VALUE])
    paths = re.findall(r'class="line (value|bound)" d="([^"]+)"', html)
    assert [kind for kind, _ in paths] == ["bound", "value"]
    assert all(path.endswith("H300") for _, path in paths)
    assert paths[1][1].count("V") == 2


def test_the_table_tells_each_lines_value_at_each_instant() -> None:
    html = shown('{% step_chart "Run" lines %}', lines=[BOUND, VALUE])
    rows = re.findall(r'<th scope="row">([^<]+)</th><td class="num">([^<]*)</td>', html)
    assert rows == [("0.4", "196"), ("2", "196"), ("19.4", "196"), ("24", "171")]


def test_a_figure_and_its_bound_never_cover_each_other() -> None:
    html = shown('{% step_chart "Run" lines %}', lines=[BOUND, VALUE])
    heights = [float(at) for at in re.findall(r'class="end [a-z]+" x="305" y="([\d.]+)"', html)]
    assert abs(heights[0] - heights[1]) >= 14


def test_lines_that_end_in_the_same_figure_say_it_once_and_above_the_axis() -> None:
    lines = [Line("Fewest possible", [(0, 0)], "bound"), Line("Breaks", [(0.02, 1), (0.4, 0)])]
    html = shown('{% step_chart "Run" lines %}', lines=lines)
    ends = re.findall(r'class="end [a-z]+" x="305" y="([\d.]+)">([^<]*)<', html)
    assert [figure for _, figure in ends] == ["", "0"]
    assert all(float(at) <= LOWEST_LABEL for at, _ in ends)


def test_a_short_run_has_ticks_that_differ() -> None:
    html = shown('{% step_chart "Run" lines %}', lines=[Line("Placed", [(0.01, 3), (0.06, 5)])])
    assert re.findall(r">([\d.]+ s)</text>", html) == ["0 s", "0.02 s", "0.04 s", "0.06 s"]


def test_counted_things_have_whole_ticks() -> None:
    html = shown('{% step_chart "Run" lines %}', lines=[Line("Breaks", [(0, 9), (3, 0)])])
    assert re.findall(r'text-anchor="end">([^<]+)</text>', html) == ["0", "5", "10"]


def test_a_run_without_points_yet_is_drawn_empty() -> None:
    assert "<svg" in shown('{% step_chart "Run" lines %}', lines=[Line("Best", [])])


@pytest.mark.parametrize(
    "source",
    [
        '{% step_chart "Title" lines %}',
        '{% bar_chart "Title" bars unit="Meetings" %}',
        '{% dot_strip "Title" bars unit="min" %}',
    ],
)
def test_every_chart_has_title_description_and_table(source: str) -> None:
    html = shown(source, lines=[VALUE], bars=[Bar("Norway", 12), Bar("Denmark", 31, "b")])
    assert '<title id="title-title">Title</title>' in html
    assert re.search(r'<desc id="title-desc">[^<]{5,}</desc>', html)
    assert 'aria-labelledby="title-title title-desc"' in html
    assert "<details" in html
    assert "<table" in html
    assert "style=" not in html


@pytest.mark.parametrize("tag", ["bar_chart", "dot_strip"])
def test_labels_are_escaped(tag: str) -> None:
    html = shown(f"{{% {tag} title bars %}}", title=HOSTILE, bars=[Bar(HOSTILE, 1, url=HOSTILE)])
    assert "<script" not in html


@pytest.mark.parametrize("tag", ["bar_chart", "dot_strip"])
def test_no_figures_make_an_empty_chart(tag: str) -> None:
    assert "<svg" in shown(f'{{% {tag} "None yet" bars %}}', bars=[])


def test_the_longest_bar_is_the_largest_value() -> None:
    html = shown('{% bar_chart "Meetings" bars %}', bars=[Bar("One", 10), Bar("Two", 20)])
    assert re.findall(r'<rect[^>]* width="([\d.]+)"', html) == ["145.0", "290.0"]


@pytest.mark.parametrize(("unit", "figure"), [("%", "88 %"), ("Meetings", "88"), ("", "88")])
def test_a_sign_stands_beside_the_figure_of_a_bar(unit: str, figure: str) -> None:
    html = shown('{% bar_chart "Share" bars unit=unit %}', bars=[Bar("One", 88)], unit=unit)
    assert f">{figure}</text>" in html


def test_equal_dots_pile_up() -> None:
    html = shown('{% dot_strip "Waiting" dots %}', dots=[Bar("A", 30), Bar("B", 30), Bar("C", 0)])
    places = re.findall(r"M([\d.]+) ([\d.]+)h0", html)
    assert len(set(places)) == 3


@given(st.lists(st.integers(-10_000, 1_000_000), min_size=1, max_size=30))
def test_a_scale_holds_all_values_between_round_ends(values: list[int]) -> None:
    made = scale(values, 0, 100)
    assert made.low <= min(values)
    assert made.high >= max(values)
    assert made.low < made.high
    assert 2 <= len(made.ticks) <= 8
    assert all(0 <= made.at(value) <= 100 for value in values)


@pytest.mark.parametrize(("span", "step"), [(100, 25), (9, 2.5), (4, 1), (0, 1), (0.3, 0.1)])
def test_steps_are_round(span: float, step: float) -> None:
    assert nice_step(span, 4) == pytest.approx(step)


@pytest.mark.parametrize(
    ("value", "said"), [(168, "168"), (2.0, "2"), (2.54, "2.5"), (2180, "2,180")]
)
def test_figures_have_no_useless_decimals(value: float, said: str) -> None:
    assert number(value) == said
