"""Tags of the interface: what they show, and that text from people is escaped."""

import pytest
from django import forms
from django.template import Context, Template

from interface.templatetags.ui import avatar_code, state_word

HOSTILE = '"><script>alert(1)</script>'


class Sample(forms.Form):
    name = forms.CharField(help_text="As on the public page.")
    kind = forms.ChoiceField(
        choices=[("a", "National"), ("b", "Regional")], widget=forms.RadioSelect
    )
    series = forms.ChoiceField(choices=[("", "None"), ("x", "Series")], required=False)
    agree = forms.BooleanField(label="Show it")
    key = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean_name(self) -> str:
        if self.cleaned_data["name"] == "taken":
            raise forms.ValidationError("Choose another name: this one is taken.")
        return str(self.cleaned_data["name"])


def shown(source: str, **context: object) -> str:
    return Template("{% load ui %}" + source).render(Context(context))


def test_an_icon_is_hidden_from_screen_readers() -> None:
    html = shown('{% icon "calendar" %}')
    assert 'aria-hidden="true"' in html
    assert "icons/icons" in html
    assert "#calendar" in html


@pytest.mark.parametrize(
    ("state", "word", "tone"),
    [
        ("pending", "To answer", "info"),
        ("waiting", "Waiting", "warn"),
        ("not_placed", "Not placed", "warn"),
        ("approved", "Approved", "ok"),
        ("failed", "Failed", "bad"),
        ("registration_open", "Registration open", ""),
    ],
)
def test_a_state_has_its_word_and_colour(state: str, word: str, tone: str) -> None:
    html = shown("{% state_tag state %}", state=state)
    assert html.endswith(f"{word}</span>")
    assert f'class="{f"tag {tone}".strip()}"' in html
    assert "#" in html


def test_an_unknown_state_is_plain_escaped_words() -> None:
    assert shown("{% state_tag state %}", state="in_review") == '<span class="tag">In review</span>'
    assert "<script" not in shown("{% state_tag state %}", state=HOSTILE)
    assert state_word("in_review") == "In review"


def test_a_states_word_can_be_replaced() -> None:
    assert "Draft 3</span>" in shown('{% state_tag "draft" "Draft 3" %}')


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Intelligent Factory Lombardy", "IF"),
        ("Cluster of Energy and Water", "EW"),
        ("DOMOTYS", "DO"),
        ("Clúster de l'Aigua", "LA"),
        ("Òptica i Fotònica", "ÒF"),
        ("4 & 5", "–"),
        ("", "–"),
    ],
)
def test_an_avatar_has_two_letters(name: str, code: str) -> None:
    assert avatar_code(name) == code


def test_an_avatar_escapes_its_name() -> None:
    assert "<script" not in shown("{% avatar name 'b' %}", name=HOSTILE)


def test_current_marks_only_the_place_where_one_is() -> None:
    assert shown('{% current section "requests" %}', section="requests") == ' aria-current="page"'
    assert shown('{% current section "requests" %}', section="agenda") == ""
    assert shown('{% current day 1 "date" %}', day=1) == ' aria-current="date"'


def test_a_field_ties_hint_and_error_to_its_control() -> None:
    html = shown("{% field form.name %}", form=Sample({"name": "taken"}))
    assert 'for="id_name"' in html
    assert 'id="id_name_helptext"' in html
    assert 'id="id_name_error"' in html
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'aria-invalid="true"' in html
    assert "Choose another name: this one is taken." in html


def test_a_choice_of_several_is_a_fieldset_with_a_legend() -> None:
    html = shown("{% field form.kind %}", form=Sample())
    assert "<fieldset" in html
    assert "<legend>Kind</legend>" in html


def test_only_optional_fields_say_so() -> None:
    assert "(optional)" in shown("{% field form.series %}", form=Sample())
    assert "(optional)" not in shown("{% field form.name %}", form=Sample())
    assert "(optional)" not in shown("{% field form.series in_row=True %}", form=Sample())


def test_a_tick_stands_before_its_label() -> None:
    html = shown("{% field form.agree %}", form=Sample())
    assert html.index("<input") < html.index("<label")


def test_a_label_and_a_value_are_escaped() -> None:
    html = shown("{% field form.name label=label %}", form=Sample({"name": HOSTILE}), label=HOSTILE)
    assert "<script" not in html


def test_all_fields_come_with_the_hidden_ones() -> None:
    html = shown("{% form_fields form %}", form=Sample())
    assert html.count('type="hidden"') == 1
    assert html.count('class="field') == 4


def test_the_error_summary_leads_to_each_field_in_the_same_words() -> None:
    html = shown("{% error_summary form %}{% field form.kind %}", form=Sample({"name": "taken"}))
    assert '<a href="#id_name">Choose another name: this one is taken.</a>' in html
    assert '<a href="#id_kind_0">Choose “Kind”.</a>' in html
    assert '<a href="#id_agree">Tick “Show it”.</a>' in html
    assert html.count("Choose “Kind”.") == 2
    assert 'id="id_kind_0"' in html


def test_the_error_summary_is_absent_when_all_is_well() -> None:
    assert shown("{% error_summary form %}", form=Sample()).strip() == ""
    assert (
        shown(
            "{% error_summary form %}", form=Sample({"name": "a", "kind": "a", "agree": "on"})
        ).strip()
        == ""
    )
    assert shown("{% error_summary form %}").strip() == ""


def test_errors_of_several_forms_share_a_summary() -> None:
    html = shown(
        "{% error_summary one two %}", one=Sample({}, prefix="one"), two=Sample({}, prefix="two")
    )
    assert "#id_one-name" in html
    assert "#id_two-name" in html


def test_an_error_from_a_person_is_escaped() -> None:
    form = Sample({"name": "x"})
    form.add_error(None, HOSTILE)
    form.add_error("name", HOSTILE)
    assert "<script" not in shown("{% error_summary form %}{% field form.name %}", form=form)


@pytest.mark.parametrize(
    ("component", "given"),
    [
        ("notice", ["text", "url", "action"]),
        ("done", ["text", "undo_url", "key"]),
        ("empty", ["text", "url", "action"]),
        ("stat", ["term", "figure", "unit"]),
        ("organisation", ["name", "url", "note", "tag", "lang", "mark"]),
    ],
)
def test_components_escape_what_they_are_given(component: str, given: list[str]) -> None:
    source = f'{{% include "interface/{component}.html" %}}'
    assert "<script" not in shown(source, **dict.fromkeys(given, HOSTILE))
