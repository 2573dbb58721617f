"""What an event of the ledger did, in words."""

from typing import Any

import pytest
from django.apps import apps
from django.utils import translation

from twinward.foundation.kernel.models import Event
from twinward.site import telling

#: Every table with a column that says that a row never was so, by that column.
CAN_BE_STRUCK = [
    (model._meta.label_lower, field.name)
    for model in apps.get_models()
    for field in model._meta.fields
    if "struck" in field.name and field.name not in ("struck_by", "struck_because")
]


@pytest.mark.parametrize(("label", "column"), CAN_BE_STRUCK)
def test_whatever_can_be_struck_out_is_told_as_struck_out_and_not_as_what_was_missing(label: str, column: str):
    before = {column: None, "struck_because": "", "struck_by": ""}
    after = {column: "2025-11-03", "struck_because": "Misread", "struck_by": "account:1"}
    with translation.override("en"):
        words = telling.words_of(Event(record=f"{label}:1", verb="change", facts={"before": before, "after": after, "reason": "Misread"}))
    assert words == ("struck out" if label not in telling.PARENTS else str(telling.STRUCK[label]))
    assert "struck out" in words


def test_no_table_whose_rows_can_be_struck_out_is_overlooked():
    assert {label for label, _column in CAN_BE_STRUCK} >= {
        "instruments.instrument",
        "instruments.party",
        "figures.claim",
        "registry.appointment",
    }


@pytest.mark.parametrize(
    ("record", "verb", "facts", "words"),
    [
        ("instruments.act:1", "add", {"after": {"kind": "sign", "basis": "stated"}}, "recorded as signed"),
        ("instruments.act:1", "add", {"after": {"kind": "sign", "basis": "done_here"}}, "signed"),
        ("instruments.act:1", "add", {"after": {"kind": "dance"}}, ""),
        ("twinning.liststep:1", "add", {"after": {"kind": "proposed"}}, "list proposed"),
        ("letters.letter:1", "send", {"before": "draft", "after": "sent"}, "letter logged as sent"),
        ("letters.letter:1", "add", {"after": {"state": "draft"}}, "letter drafted"),
        ("letters.letter:1", "add", {"after": {"state": "received"}}, "letter recorded as received"),
        ("letters.letter:1", "change", {"before": {"scan": None}, "after": {"scan": "0" * 64}}, "a scan attached"),
        ("letters.letter:1", "change", {"before": {"our_number": ""}, "after": {"our_number": "7"}}, ""),
        ("letters.letter:1", "change", {"before": {"subject": "A"}, "after": {"subject": "B"}}, "draft changed"),
        ("letters.letter:1", "change", {"before": {"subject": "A"}, "after": {"subject": "B"}, "reason": "misread"}, "letter corrected"),
        ("instruments.instrument:1", "add", {"after": {"origin": "recorded"}}, "recorded"),
        ("instruments.instrument:1", "add", {"after": {"origin": "here"}}, "drafted"),
        ("instruments.instrument:1", "change", {"before": {"submitted_by": ""}, "after": {"submitted_by": "account:1"}}, ""),
        ("instruments.instrument:1", "change", {"before": {"title": "A"}, "after": {"title": "B"}}, "draft changed"),
        ("instruments.instrument:1", "change", {"before": {"title": "A"}, "after": {"title": "B"}, "reason": "misread"}, "corrected"),
        (
            "instruments.instrument:1",
            "change",
            {
                "before": {"remark": "", "authentic_languages": ["en"]},
                "after": {"remark": "seen", "authentic_languages": ["en", "uk"]},
                "reason": "found",
            },
            "what was missing recorded",
        ),
        ("registry.organisation:1", "change", {}, "corrected"),
        ("registry.organisation:1", "change", {"before": {"city": "Lviv"}, "after": {"city": "Kyiv"}, "reason": "moved"}, "corrected"),
        (
            "registry.organisation:1",
            "change",
            {"before": {"city": ""}, "after": {"city": "Kyiv"}, "reason": "found"},
            "what was missing recorded",
        ),
        (
            "registry.appointment:1",
            "change",
            {"before": {"ends_from": None, "ends_before": None}, "after": {"ends_from": "2025-01-01", "ends_before": "2025-12-31"}},
            "office ended",
        ),
        ("registry.appointment:1", "change", {"before": {"ends_from": None}, "after": {"ends_from": "2025-01-01"}}, "office ended"),
        ("registry.appointment:1", "change", {"before": {"title": ""}, "after": {"title": "Minister"}}, "office corrected or ended"),
        (
            "registry.appointment:1",
            "change",
            {"before": {"starts_on": None, "starts_by": None}, "after": {"starts_on": "2024-01-01", "starts_by": "2024-01-31"}},
            "office corrected or ended",
        ),
        (
            "registry.appointment:1",
            "change",
            {"before": {"starts_by": None, "ends_before": None}, "after": {"starts_by": "2024-01-31", "ends_before": "2025-01-01"}},
            "office corrected or ended",
        ),
        (
            "registry.appointment:1",
            "change",
            {"before": {"ends_from": None, "ends_before": "2025-06-01"}, "after": {"ends_from": "2025-01-01", "ends_before": "2025-02-01"}},
            "office corrected or ended",
        ),
        (
            "registry.appointment:1",
            "change",
            {"before": {"ends_from": "2025-01-01"}, "after": {"ends_from": None}},
            "office corrected or ended",
        ),
        ("twinning.stepcorrection:1", "add", {"after": {"instead": None}}, "a step of its list struck out"),
        ("twinning.stepcorrection:1", "add", {"after": {"instead": 7}}, "a step of its list corrected"),
        ("site.demo:facts", "load", {}, ""),
    ],
)
def test_an_event_is_told_in_words_or_not_at_all(record: str, verb: str, facts: dict[str, Any], words: str):
    with translation.override("en"):
        assert telling.words_of(Event(record=record, verb=verb, facts=facts)) == words
