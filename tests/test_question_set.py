"""The public question set: its rows are well formed, and what they expect stands in the bulletin that they name."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from benchmarks.sets import PAIRS, PROJECT, TESTERS
from bot.evaluation.measures import normal
from bot.evaluation.sets import conversations, read_cases
from ingest.parse import parse
from ingest.sources import RawDocument

QUESTIONS = PROJECT / "benchmarks" / "questions"
WRITTEN = [p for parent in (TESTERS, PAIRS) for p in sorted(parent.iterdir()) if p.is_dir()]
"""The sets of testers, and those that the reader is trained on."""
FORMS = ("vi", "vi_plain", "en")
KEYS = {"id", "intent", "follows", *FORMS, "document", "documents", "expect_all", "items", "answered", "near_miss"}
LEAST = {
    "list": 40,
    "ordinal": 25,
    "who": 40,
    "when": 35,
    "how_many": 50,
    "where": 15,
    "definition": 8,
    "summary": 8,
    "which": 8,
    "latest": 7,
    "number": 12,
    "signer": 12,
    "what": 25,
    "greeting": 10,
    "unrelated": 30,
    "unanswerable": 70,
}

Row = dict[str, Any]


@pytest.fixture(scope="module")
def rows() -> dict[str, list[Row]]:
    """The rows of every file of questions, by the file's name."""
    return {
        file.name: [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
        for file in sorted(QUESTIONS.glob("*.jsonl"))
    }


@pytest.fixture(scope="module")
def every_row(rows: dict[str, list[Row]]) -> list[Row]:
    return [row for file in rows.values() for row in file]


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    """The text of every sample bulletin, as answers are compared with it, by the file's name."""
    return {
        file.name: normal(parse(RawDocument(str(file), file.name, file.read_bytes(), None)).text)
        for file in sorted((PROJECT / "data" / "bulletins").iterdir())
    }


def test_there_are_enough_questions_and_bulletins(every_row: list[Row], texts: dict[str, str]) -> None:
    assert len(every_row) >= 400
    assert len(texts) >= 40


def test_every_intent_is_well_represented(every_row: list[Row]) -> None:
    counts = Counter(row["intent"] for row in every_row)
    assert counts.keys() == LEAST.keys()
    assert {intent: counts[intent] for intent, least in LEAST.items() if counts[intent] < least} == {}
    assert sum("follows" in row for row in every_row) >= 35


def test_ids_are_unique(every_row: list[Row]) -> None:
    assert [id for id, times in Counter(row["id"] for row in every_row).items() if times > 1] == []


def test_rows_have_known_keys_and_all_forms(every_row: list[Row]) -> None:
    """Only what is off the subject may be asked in one form: an emoji or a Russian question has no three."""
    assert {row["id"]: row.keys() - KEYS for row in every_row if row.keys() - KEYS} == {}
    asked = {row["id"]: [form for form in FORMS if row.get(form, "").strip()] for row in every_row}
    assert [row["id"] for row in every_row if not asked[row["id"]]] == []
    assert [row["id"] for row in every_row if row["intent"] != "unrelated" and len(asked[row["id"]]) < 3] == []


def test_unaccented_forms_have_no_accents(every_row: list[Row]) -> None:
    accented = [row["id"] for row in every_row if row["intent"] != "unrelated" and not row["vi_plain"].isascii()]
    assert accented == []


def test_no_question_is_asked_twice(every_row: list[Row]) -> None:
    """Elliptic questions may be: "Ai ký?" asks something else in each conversation."""
    for form in FORMS:
        asked = Counter(normal(row[form]) for row in every_row if form in row and "follows" not in row)
        assert [question for question, times in asked.items() if times > 1] == []


def test_rows_are_answerable_or_refused(every_row: list[Row]) -> None:
    """What is to be answered says by what; what is not names no bulletin; only it is a near miss."""
    for row in every_row:
        if row.get("answered", True):
            assert row["expect_all"], row["id"]
            assert not row.get("near_miss", False), row["id"]
            assert row.get("items", len(row["expect_all"])) >= len(row["expect_all"]), row["id"]
        else:
            assert not row.keys() & {"expect_all", "items", "document", "documents"}, row["id"]
            assert row.get("near_miss", False) == (row["intent"] == "unanswerable"), row["id"]
        assert not {"document", "documents"} <= row.keys(), row["id"]


def test_what_is_expected_stands_in_the_bulletins_named(every_row: list[Row], texts: dict[str, str]) -> None:
    for row in every_row:
        named = row.get("documents", [row["document"]] if "document" in row else list(texts))
        for expected in row.get("expect_all", []):
            assert any(normal(expected) in texts[name] for name in named), (row["id"], expected)
        if "documents" in row:
            unused = [name for name in named if not any(normal(e) in texts[name] for e in row["expect_all"])]
            assert unused == [], row["id"]


def test_a_follow_up_comes_right_after_the_question_that_it_follows(rows: dict[str, list[Row]]) -> None:
    """A conversation stands in one file, in the order in which it is held; two follow-ups never share a question."""
    for name, file in rows.items():
        for before, row in zip([None, *file], file, strict=False):
            if "follows" in row:
                assert row["follows"] == (before or {}).get("id"), (name, row["id"])


def test_the_evaluation_reads_every_row(every_row: list[Row]) -> None:
    cases = read_cases(sorted(QUESTIONS.glob("*.jsonl")))
    assert [case.id for case in cases] == [row["id"] for row in every_row]
    assert sum(map(len, conversations(cases))) == len(cases)


@pytest.mark.parametrize("folder", WRITTEN, ids=lambda folder: str(folder.name))
def test_what_testers_expect_stands_in_their_bulletins(folder: Path) -> None:
    texts = {
        file.name: normal(parse(RawDocument(str(file), file.name, file.read_bytes(), None)).text)
        for file in folder.glob("*.txt")
    }
    cases = read_cases([folder / "questions.jsonl"])
    assert len(cases) >= 90
    assert len({case.id for case in cases}) == len(cases)
    for case in cases:
        assert len(case.forms) == len(FORMS), case.id
        assert case.answered or case.near_miss or case.intent == "unrelated", case.id
        assert [e for e in case.expected if normal(e) not in texts[case.document_id or ""]] == [], case.id
