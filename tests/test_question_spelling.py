"""Chat spellings, abbreviations and slips of the fingers are read as what they mean; ordinary words stay."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.question.abbreviations import expanded, with_abbreviations
from bot.question.glossary import english_words
from bot.question.informal import written_out
from bot.question.language import is_foreign
from bot.question.typos import mended, mended_english
from bot.question.understand import understand
from tests import vietnamese
from tests.conftest import BULLETINS
from tests.test_index import bulletin
from tests.tiny_embedder import TinyEmbedder
from vectorstore.catalogue import Catalogue
from vectorstore.index import Index
from vectorstore.settings import VectorstoreSettings


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalogue]:
    with Index.open(VectorstoreSettings(data_dir=tmp_path_factory.mktemp("index")), TinyEmbedder()) as index:
        index.replace([bulletin(name, text) for name, text in BULLETINS.items()])
        yield index.catalogue


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("hoi nghi bn ng du", "hoi nghi bao nhieu nguoi du"),
        ("Kết nạp bn đảng viên?", "Kết nạp bao nhiêu đảng viên?"),
        ("chao bn", "chao ban"),
        ("b lam dc j", "ban lam duoc gi"),
        ("ai ký văn bản này ko?", "ai ký văn bản này không?"),
        ("bn ng du", "bao nhieu nguoi du"),
        ("han den bao h", "han den bao gio"),
        ("ai ki vb nay", "ai ky van ban nay"),
        ("ket qua ntn", "ket qua nhu the nao"),
        ("Nghị quyết 01-NQ/ĐUK có hiệu lực ko", "Nghị quyết 01-NQ/ĐUK có hiệu lực không"),
        ("thu ns nam nay", "thu ngan sach nam nay"),
        ("doan ktra o p my trieu", "doan kiem tra o phuong my trieu"),
        ("doan kt o dang uy xa gap ai", "doan kiem tra o dang uy xa gap ai"),
        ("nha e muon vao dang", "nha em muon vao dang"),
        ("di du dh dang bo xa", "di du dai hoi dang bo xa"),
        ("chanh vp huyen uy la ai", "chanh van phong huyen uy la ai"),
        ("bv rung o xa nao", "bao ve rung o xa nao"),
        ("dh tay kha o dau", "dai hoc tay kha o dau"),
        ("bao nhieu dv htxsnv", "bao nhieu dang vien hoan thanh xuat sac nhiem vu"),
        ("nop hs o dau", "nop ho so o dau"),
        ("so hs gioi cua truong cap 3", "so hoc sinh gioi cua truong trung hoc pho thong"),
        ("cb nao dc khen", "can bo nao duoc khen"),
        ("bi thu cb thon la ai", "bi thu chi bo thon la ai"),
        ("cac dc uvbtv", "cac dong chi uy vien ban thuong vu"),
        ("dc nào dc bầu", "đồng chí nào được bầu"),
        ("quê của dc Hà Thị Mừng", "quê của đồng chí Hà Thị Mừng"),
        ("que cua dc hong ha", "que cua dong chi hong ha"),
        ("Ai dc Ban Thường vụ khen?", "Ai được Ban Thường vụ khen?"),
        ("có họp dc không", "có họp được không"),
        ("dc ho tro nhung gi", "duoc ho tro nhung gi"),
        ("bt dang uy xa la ai", "bi thu dang uy xa la ai"),
        ("CT UBND phường là ai?", "chủ tịch UBND phường là ai?"),
        ("ct hanh dong cua tt hdnd", "chuong trinh hanh dong cua thuong truc hoi dong nhan dan"),
        ("BTC Thị ủy họp ở đâu?", "ban tổ chức Thị ủy họp ở đâu?"),
        ("nq cua bch noi gi", "nghi quyet cua ban chap hanh noi gi"),
        ("hop dc hong", "hop duoc khong"),
        ("dv cong truc tuyen, dvc muc 4", "dich vu cong truc tuyen, dich vu cong muc 4"),
        ("kh 12 cua ubnd tx", "kh 12 cua uy ban nhan dan thi xa"),
        (
            "nq so 31-nq/hu va kl cua btv, ai ky 45 kl tu",
            "nq so 31-nq/hu va ket luan cua ban thuong vu, ai ky 45 kl tu",
        ),
        ("cds la viet tat cua gi", "cds la viet tat cua gi"),
        ("What's the second one?", "What is the second one?"),
        ("Who’s the chair, and when’s it due?", "Who is the chair, and when is it due?"),
        ("whats the deadline", "what is the deadline"),
        (
            "Wasn't it signed? It's late, I'd say they've lost it.",
            "Was not it signed? It is late, I would say they have lost it.",
        ),
    ],
)
def test_chat_spellings_and_contractions_are_written_out(typed: str, meant: str) -> None:
    assert written_out(typed) == meant


@pytest.mark.parametrize(
    "text", ["What is vs?", "how r u", "TP Lam Hải", "Bốn nhiệm vụ trọng tâm là gì?", "2 k 3", "K'Brơi"]
)
def test_other_spellings_stay(text: str) -> None:
    assert written_out(text) == text


def test_codes_are_found_with_and_without_punctuation() -> None:
    assert with_abbreviations([("dh07",), ("ql 1a",), ("nam 2021",)], "") == (
        ("dh07", "dh 07"),
        ("ql 1a", "ql1a"),
        ("nam 2021",),
    )


def test_abbreviations_are_found_both_ways() -> None:
    assert ("bao hiem xa hoi", "bhxh") in with_abbreviations((), "BHXH nộp bao nhiêu?")
    assert ("bao hiem xa hoi", "bhxh") in with_abbreviations((), "nộp bảo hiểm xã hội bao nhiêu?")
    assert expanded("UBKT họp khi nào? Nghị quyết 01-NQ/ĐUK") == "ủy ban kiểm tra họp khi nào? Nghị quyết 01-NQ/ĐUK"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("bốn nhiêm vụ trọng tâm", "bốn nhiệm vụ trọng tâm"),
        ("bon nhiejm vu trong tam", "bon nhiệm vu trong tam"),
        ("Hội ngihj thống nhất gì?", "Hội ngihj thống nhất gì?"),
        ("Số điện thoại là gì?", "Số điện thoại là gì?"),
        ("Bao nhiêu xã?", "Bao nhiêu xã?"),
        ("Hội nghị nói về chuyện gì?", "Hội nghị nói về chuyện gì?"),
        ("COVID-19 và VNeID", "COVID-19 và VNeID"),
    ],
)
def test_slips_are_mended_where_the_corpus_tells_how(corpus: Catalogue, typed: str, meant: str) -> None:
    assert mended(typed, corpus) == meant


def test_english_slips_are_mended_from_the_glossary(corpus: Catalogue) -> None:
    assert mended_english("Who chaired the confrence?", english_words(), corpus) == "Who chaired the conference?"
    assert mended_english("Who is Zwqxelle?", english_words(), corpus) == "Who is Zwqxelle?"


@given(vietnamese.question)
def test_any_question_can_be_read(corpus: Catalogue, question: str) -> None:
    mended_english(mended(expanded(written_out(question)), corpus), english_words(), corpus)


_WORDS = st.sampled_from(["오늘", "何", "BN", "bn", "ko", "p.", "e", "a\u0316", "İ", "ﬁ", "ai", "Bản tin số 9", "dh"])


@given(st.one_of(st.text(), st.lists(st.one_of(_WORDS, st.text(max_size=4)), max_size=8).map(" ".join)))
def test_whatever_is_typed_is_understood(corpus: Catalogue, question: str) -> None:
    understand(question, corpus)


@pytest.mark.parametrize(
    "question",
    [
        "Quelles sont les quatre tâches prioritaires ?",
        "Qui a présidé la conférence ?",
        "Was sind die vier wichtigsten Aufgaben?",
        "Wer hat die Konferenz geleitet?",
        "¿Cuáles son las cuatro tareas?",
        "今天天气怎么样？",
        "Кто председательствовал на конференции?",
        "네 가지 중점 과제는 무엇입니까?",
    ],
)
def test_other_languages_are_told_apart(question: str) -> None:
    assert is_foreign(question)


@pytest.mark.parametrize(
    "question",
    [
        "Bốn nhiệm vụ trọng tâm là gì?",
        "ai den du le",
        "con nhiem vu thu hai",
        "Who is Nguyen Van Hung?",
        "What does the Dang uy Khoi plan for 2022?",
        "Who won El Clásico in Las Vegas?",
        "Ai là Müller?",
        "ộ" * 300,
        "Aichủtrìhộinghị lầnthứsáucủaĐảngủy",
        "",
        "2021",
    ],
)
def test_vietnamese_and_english_are_not_foreign(question: str) -> None:
    assert not is_foreign(question)
