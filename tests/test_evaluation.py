"""Evaluation: question sets and their errors, conversations, figures, the command, its report, and comparisons."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from bot.cli import cli
from bot.evaluation import figures as measured
from bot.evaluation.compare import compare
from bot.evaluation.figures import calibration_error, figures, refusal_curve, reliability
from bot.evaluation.measures import auroc
from bot.evaluation.run import Removed, Run, SetRun, Verdict, read_run, run_json
from bot.evaluation.run import Result as Asked
from bot.evaluation.sets import InvalidQuestionSet, bound, conversations, read_cases, read_sets
from ingest.parse import parse
from ingest.sources import RawDocument
from vectorstore.query import Form

ROWS = [
    {
        "id": "a1",
        "intent": "list",
        "vi": "Bốn nhiệm vụ trọng tâm sáu tháng cuối năm 2021 là gì?",
        "vi_plain": "bon nhiem vu trong tam sau thang cuoi nam 2021 la gi",
        "document": "hoi-nghi.txt",
        "expect_all": ["phòng, chống dịch COVID-19", "kết nạp 120 đảng viên mới"],
        "items": 4,
    },
    {"id": "a2", "intent": "ordinal", "vi": "Còn nhiệm vụ thứ hai?", "follows": "a1", "expect_all": ["Đại hội XIII"]},
    {"id": "a3", "vi": "Ai chủ trì Hội nghị?", "document": "hoi-nghi.txt", "expect_all": ["Lê Văn Không Có"]},
    {"id": "a4", "intent": "unrelated", "vi": "Giá vàng hôm nay bao nhiêu một lượng?", "answered": False},
    {"id": "a5", "intent": "unanswerable", "vi": "Ai trồng cây ở huyện Tân Lập?", "answered": False, "near_miss": True},
]  # fmt: skip


def write(path: Path, rows: Sequence[object]) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["eval", *arguments])


# Question sets


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("{", "JSON"),
        ("[1]", "dictionary"),
        ('{"id": "b", "expect_all": ["x"]}', "vi | vi_plain | en"),
        ('{"id": "b", "vi": "Ai?"}', "expect_all | answer | items"),
        ('{"id": "b", "vi": "Ai?", "items": "4"}', "items"),
        ('{"id": "b", "vi": "Ai?", "answered": "no"}', "answered"),
        ('{"id": "b", "vi": 3, "answered": false}', "vi"),
        ('{"id": "b", "question": "Ai?", "lang": "fr", "answered": false}', "lang"),
        ('{"vi": "Ai?", "answered": false}', "id"),
        ('{"id": "a", "vi": "Ai?", "answered": false}', '"a"'),
        ('{"id": "b", "vi": "Ai?", "answered": false, "follows": "z"}', '"z"'),
        ('{"id": "b", "en": "Who?", "answered": false, "follows": "a"}', '"a"'),
    ],
)
def test_malformed_row_is_told_with_file_line_and_reason(tmp_path: Path, row: str, reason: str) -> None:
    file = tmp_path / "set.jsonl"
    file.write_text('{"id": "a", "vi": "Ai?", "answered": false}\n\n' + row + "\n", encoding="utf-8")
    with pytest.raises(InvalidQuestionSet) as caught:
        read_cases([file])
    for message in (caught.value.vi, caught.value.en):
        assert str(file) in message
        assert "3" in message
    assert reason in caught.value.en


def test_what_is_no_question_set_is_told(tmp_path: Path) -> None:
    (tmp_path / "latin.jsonl").write_bytes("Ai chủ trì?".encode("utf-16"))
    for path in (tmp_path / "nowhere", tmp_path / "latin.jsonl"):
        with pytest.raises(InvalidQuestionSet, match=path.name):
            read_sets(path)
    (tmp_path / "empty").mkdir()
    with pytest.raises(InvalidQuestionSet, match="empty"):
        read_sets(tmp_path / "empty")


def test_folder_gives_sets_with_texts_and_one_of_all_other_files(tmp_path: Path) -> None:
    write(tmp_path / "x-passages.jsonl", [{"id": "p1", "title": "A_B", "text": "Hà Nội là thủ đô."}])
    write(tmp_path / "x-questions.jsonl", [{"id": "q", "document_id": "p1", "vi": "Thủ đô?", "answer": "Hà Nội"}])
    write(tmp_path / "one.jsonl", ROWS)
    write(
        tmp_path / "two.jsonl", [{"id": "s", "lang": "en", "question": "Who won?", "answered": False, "follows": None}]
    )
    with_texts, others = read_sets(tmp_path)
    assert with_texts.name == "x"
    assert [b.id for b in with_texts.bulletins] == ["p1"]
    assert with_texts.cases[0].expected == ("Hà Nội",)
    assert with_texts.cases[0].group == "A_B"
    assert others.bulletins == ()
    assert [case.id for case in others.cases] == ["a1", "a2", "a3", "a4", "a5", "s"]
    assert others.cases[-1].forms == {Form.ENGLISH: "Who won?"}
    assert others.cases[1].group == others.cases[0].group, "a conversation is not split"


def test_question_about_a_text_that_is_not_there_is_told(tmp_path: Path) -> None:
    write(tmp_path / "x-documents.jsonl", [{"id": "p1", "title": "A", "text": "Hà Nội là thủ đô."}])
    write(tmp_path / "x-questions.jsonl", [{"id": "q", "document_id": "p2", "vi": "Thủ đô?", "answer": "Hà Nội"}])
    with pytest.raises(InvalidQuestionSet, match="p2"):
        read_sets(tmp_path)


def test_conversations_lead_from_a_first_question_to_each_last_one(tmp_path: Path) -> None:
    def row(name: str, follows: str | None = None) -> dict[str, Any]:
        return {"id": name, "vi": f"Câu {name}?", "answered": False, "follows": follows}

    cases = read_cases([write(tmp_path / "s.jsonl", [row("a"), row("b", "a"), row("c", "b"), row("d", "a"), row("e")])])
    assert [[case.id for case in each] for each in conversations(cases)] == [["a", "b", "c"], ["a", "d"], ["e"]]


def test_file_names_become_ids(tmp_path: Path, bulletins: Path) -> None:
    file = bulletins / "hoi-nghi.txt"
    bulletin = parse(RawDocument(str(file), file.name, file.read_bytes()))
    [questions] = read_sets(
        write(tmp_path / "s.jsonl", [*ROWS[:1], {**ROWS[0], "id": "z", "documents": ["hoi-nghi.txt"]}])
    )
    first, second = bound(questions, [bulletin]).cases
    assert first.document_id == bulletin.id
    assert second.documents == (bulletin.id,)
    with pytest.raises(KeyError):
        bound(questions, [])


# Figures


def asked(name: str = "a", **changes: Any) -> Asked:
    values: dict[str, Any] = {
        "id": name,
        "form": Form.VIETNAMESE,
        "intent": "who",
        "question": "Ai <b>chủ trì</b>?",
        "before": (),
        "answerable": True,
        "near_miss": False,
        "expected": ("Trần Thị Hạnh",),
        "items": None,
        "verdict": Verdict.RIGHT,
        "answered": True,
        "shown": "Trần Thị Hạnh chủ trì.",
        "sources": ("Hội nghị",),
        "missing": (),
        "found": 0,
        "is_ranked": True,
        "place": 0,
        "passage": "Trần Thị Hạnh chủ trì.",
        "holds": True,
        "confidence": 0.9,
        "threshold": 0.2,
        "milliseconds": 10.0,
    }
    return Asked(**{**values, **changes})


def test_figures_count_each_kind_of_question_by_itself() -> None:
    found = figures(
        [
            asked("a"),
            asked("b", verdict=Verdict.REFUSED, answered=False, place=None, confidence=0.1),
            asked("c", items=3, verdict=Verdict.INCOMPLETE, place=3),
            asked("d", answerable=False, near_miss=True, is_ranked=False, confidence=0.6, verdict=Verdict.ANSWERED),
            asked("e", answerable=False, is_ranked=False, confidence=0.05, answered=False),
        ]
    )
    assert (found.asked, found.right) == (5, 40.0)
    assert found.recall_1 == pytest.approx(100 / 3)
    assert found.recall_5 == pytest.approx(200 / 3)
    assert found.contained == pytest.approx(100 / 3)
    assert found.lists == 0.0
    assert (found.refused, found.near_misses) == (50.0, 0.0)
    assert found.false_refusals == pytest.approx(100 / 3)
    assert found.auroc == pytest.approx(5 / 6)
    assert (found.p50, found.p95) == (10.0, 10.0)
    nothing = figures([])
    assert nothing.asked == 0
    assert {getattr(nothing, name) for name in ("right", "recall_1", "auroc", "p50")} == {None}


def test_questions_asked_with_their_subject_left_out_count_as_unanswerable() -> None:
    found = figures([asked(removed=Removed(False, 0.1)), asked(removed=Removed(True, 0.95))])
    assert found.refused == 50.0
    assert found.auroc == 0.5
    assert found.contained == 100.0


confidences = st.lists(st.tuples(st.floats(0, 1), st.booleans(), st.booleans()), min_size=1, max_size=40)


@given(confidences)
def test_refusal_curve_rises_to_everything(rows: list[tuple[float, bool, bool]]) -> None:
    results = [asked(confidence=c, answerable=a, near_miss=not a and n) for c, a, n in rows]
    points = refusal_curve(results)
    if not any(a for _, a, _ in rows) or all(a for _, a, _ in rows):
        assert points == []
        return
    assert points[0].false_refusals == 0.0
    for name in ("threshold", "false_refusals", "near_misses", "unrelated"):
        values = [getattr(point, name) for point in points]
        if None not in values:
            assert values == sorted(values)
            assert all(0 <= value <= 100 for value in values)


@given(confidences)
def test_reliability_counts_every_question_once(rows: list[tuple[float, bool, bool]]) -> None:
    bins = reliability([asked(confidence=c, holds=h) for c, h, _ in rows])
    assert sum(each.count for each in bins) == len(rows)
    assert sum(each.count * each.right for each in bins) == pytest.approx(sum(h for _, h, _ in rows))
    assert all(each.low - 1e-9 <= each.confidence <= each.high + 1e-9 for each in bins)
    assert 0 <= calibration_error(bins) <= 1


@given(st.lists(st.floats(0, 1), min_size=1, max_size=20), st.lists(st.floats(0, 1), min_size=1, max_size=20))
def test_auroc_is_symmetric(positive: list[float], negative: list[float]) -> None:
    assert auroc(positive, negative) + auroc(negative, positive) == pytest.approx(1)


def test_grouping_keeps_every_result() -> None:
    results = [asked("a"), asked("b", form=Form.ENGLISH, intent=""), asked("c", intent="when")]
    assert {form: len(found) for form, found in measured.by_form(results).items()} == {"vi": 2, "en": 1}
    assert list(measured.by_intent(results)) == ["who", "when"]


# Saved runs


def saved(*results: Asked) -> Run:
    return Run("2026-01-01T00:00:00+00:00", "0.1.0", "tiny", (SetRun("s", 3, 20, results),))


def test_saved_run_is_read_back_whole(tmp_path: Path) -> None:
    first = saved(asked(removed=Removed(False, 0.1)), asked("b", verdict=Verdict.MISSED, before=("Câu trước?",)))
    file = tmp_path / "run.json"
    file.write_text(run_json(first), encoding="utf-8")
    assert read_run(file) == first
    file.write_text('{"answered": true}', encoding="utf-8")
    for path in (file, tmp_path / "nowhere.json"):
        with pytest.raises(InvalidQuestionSet, match=path.name):
            read_run(path)


def test_comparison_tells_what_was_mended_and_broken(tmp_path: Path) -> None:
    wrong = {"verdict": Verdict.OTHER, "missing": ("x",)}
    before = saved(asked("a"), asked("b", **wrong), asked("c", **wrong), asked("d"), asked("gone"), asked("e"))
    after = saved(
        asked("a", **wrong),
        asked("b"),
        asked("c", verdict=Verdict.MISSED),
        asked("d", question="Worded anew?"),
        asked("e"),
        asked("new"),
    )
    found = compare(before, after)
    assert [change.after.id for change in found.broken] == ["a"]
    assert [change.after.id for change in found.mended] == ["b"]
    assert [change.after.id for change in found.other] == ["c"]
    assert (found.only_before, found.only_after) == (2, 2)
    [beside] = found.figures
    assert (beside.before.asked, beside.before.right, beside.after.right) == (4, 50.0, 50.0)
    files = []
    for name, run_ in (("a.json", before), ("b.json", after)):
        files.append(tmp_path / name)
        files[-1].write_text(run_json(run_), encoding="utf-8")
    page = tmp_path / "changes.html"
    result = run("--compare", *map(str, files), "--html", str(page))
    assert result.exit_code == 0
    assert "Trước đúng, nay sai: 1" in result.stdout
    assert "Trước đúng, nay sai" in page.read_text(encoding="utf-8")
    assert json.loads(run("--compare", *map(str, files), "--json").stdout)["broken"][0]["after"]["id"] == "a"


# The command


@pytest.fixture(scope="module")
def evaluated(tmp_path_factory: pytest.TempPathFactory, bulletins: Path) -> tuple[dict[str, Any], str, Path]:
    """The rows asked of the three bulletins: the run, the report, and where the questions stand."""
    folder = tmp_path_factory.mktemp("evaluated")
    questions = write(folder / "rows.jsonl", ROWS)
    result = run(str(questions), "--documents", str(bulletins), "--html", str(folder / "report.html"), "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout), (folder / "report.html").read_text(encoding="utf-8"), questions


def test_each_question_is_judged_and_told_why(evaluated: tuple[dict[str, Any], str, Path]) -> None:
    [questions] = evaluated[0]["sets"]
    assert (questions["name"], questions["bulletins"]) == ("rows", 3)
    results = {(r["id"], r["form"]): r for r in questions["results"]}
    assert len(results) == 6, "one question has two forms"
    assert results["a1", "vi"]["verdict"] == results["a1", "vi-plain"]["verdict"] == "right"
    assert results["a1", "vi"]["found"] == 4
    assert results["a1", "vi"]["place"] is not None
    assert results["a2", "vi"]["before"] == [ROWS[0]["vi"]]
    assert results["a2", "vi"]["verdict"] == "right"
    wrong = results["a3", "vi"]
    assert wrong["verdict"] != "right"
    assert wrong["missing"] == ["Lê Văn Không Có"]
    assert results["a4", "vi"]["verdict"] == "right"
    for result in results.values():
        assert 0 <= result["confidence"] <= 1
        assert result["milliseconds"] > 0


class _Page(HTMLParser):
    """What a page loads, and how many charts it has."""

    def __init__(self) -> None:
        super().__init__()
        self.loaded: list[str] = []
        self.charts = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Counts and collects."""
        self.charts += tag == "svg"
        self.loaded += [value or "" for name, value in attrs if name in ("src", "srcset", "data", "xlink:href")]
        self.loaded += [value or "" for name, value in attrs if name == "href" and not (value or "").startswith("#")]


def test_report_stands_alone_and_shows_charts_and_what_went_wrong(evaluated: tuple[dict[str, Any], str, Path]) -> None:
    _, report, _ = evaluated
    page = _Page()
    page.feed(report)
    assert page.loaded == []
    assert all(url.startswith("data:") for url in re.findall(r'url\("?([^")]+)', report))
    assert "@import" not in report
    assert page.charts >= 4
    assert "Lê Văn Không Có" in report
    assert "Ai chủ trì Hội nghị?" in report


def test_report_escapes_what_questions_and_documents_say() -> None:
    from bot.evaluation.report import report_html

    hostile = "<script>alert(1)</script>"
    report = report_html(saved(asked(question=hostile, shown=hostile, verdict=Verdict.OTHER, missing=(hostile,))))
    assert "<script" not in report


def test_table_and_wrong_questions_in_both_languages(
    evaluated: tuple[dict[str, Any], str, Path], bulletins: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    arguments = (str(evaluated[2]), "--documents", str(bulletins), "--form", "vi", "--wrong", "--fail-under", "95")
    monkeypatch.setenv("BANTIN_LANGUAGE", "en")
    result = run(*arguments)
    assert result.exit_code == 1
    assert "Recall at 1" in result.stdout
    assert "No accents" not in result.stdout
    assert "Lê Văn Không Có" in result.stdout
    assert "95%" in result.stderr


def test_library_that_cannot_be_asked_is_told(tmp_path: Path, bulletins: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BANTIN_DATA_DIR", str(tmp_path / "data"))
    questions = str(write(tmp_path / "rows.jsonl", ROWS))
    empty = run(questions)
    assert empty.exit_code == 1
    assert "bantin ingest" in empty.stderr
    assert CliRunner().invoke(cli, ["ingest", str(bulletins / "trong-cay.txt")]).exit_code == 0
    lacking = run(questions)
    assert lacking.exit_code == 1
    assert "hoi-nghi.txt" in lacking.stderr
    assert run().exit_code == 2
    assert run(questions, "--documents", str(tmp_path / "nowhere")).exit_code == 1


def test_set_with_texts_of_its_own_needs_no_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BANTIN_DATA_DIR", str(tmp_path / "data"))
    text = "Điều 1. Phạm vi\nLuật này quy định việc trồng rừng.\nĐiều 2. Thời hạn\nThời hạn giao rừng là 50 năm."
    write(tmp_path / "law-documents.jsonl", [{"id": "law", "title": "Luật Rừng", "text": text}])
    question = {
        "id": "q",
        "document_id": "law",
        "vi": "Thời hạn giao rừng là bao lâu?",
        "answer": "50 năm",
        "article": "2",
    }
    write(tmp_path / "law-questions.jsonl", [question])
    result = run(str(tmp_path), "--json")
    assert result.exit_code == 0, result.output
    [asked_] = json.loads(result.stdout)["sets"][0]["results"]
    assert (asked_["verdict"], asked_["place"]) == ("right", 0)
    assert not (tmp_path / "data").exists()
