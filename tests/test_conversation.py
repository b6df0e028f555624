"""Conversations: what leans on the question before is completed from it, what stands alone is left alone."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given

from bot.answer.persons import persons
from bot.assistant import Assistant
from bot.models import Answer
from bot.question.conversation import (
    About,
    FollowUp,
    Further,
    Instead,
    OtherItems,
    Place,
    Turn,
    follow,
)
from bot.question.informal import written_out
from bot.question.numbers import LAST
from bot.question.pronouns import asks_of_person, with_person
from bot.sessions import SessionStore
from ingest.parse import parse
from ingest.sources import RawDocument
from tests import vietnamese
from tests.conftest import BULLETINS
from tests.test_answers import RESOLUTION
from tests.test_index import bulletin, library
from vectorstore.embedder import Embedder
from vectorstore.index import Index
from vectorstore.settings import VectorstoreSettings

OFFICIALS = """HUYỆN ỦY KHÊ LĨNH

Số: 44-TB/HU

Khê Lĩnh, ngày 12 tháng 3 năm 2024

THÔNG BÁO

Về công tác cán bộ

Ban Thường vụ Huyện ủy Khê Lĩnh trao quyết định cho hai cán bộ.

Đồng chí Lục Thế Hòa giữ chức Trưởng Ban Dân vận Huyện ủy. Đồng chí Lục Thế Hòa sinh năm 1979, quê xã Đồng Mít.

Đồng chí Cù Thị Nhàn giữ chức Chánh Văn phòng Huyện ủy. Đồng chí Cù Thị Nhàn sinh năm 1983, tốt nghiệp Đại học Luật.
"""
PLACE = Place("id", "hash", 0, 10)


def after(question: str, text: str) -> FollowUp | None:
    return follow(
        written_out(text), Turn(question, (PLACE,), PLACE, "id"), lambda name: name in ("cam son", "vinh khe")
    )


@pytest.mark.parametrize(
    ("text", "ordinal"),
    [
        ("còn nhiệm vụ thứ hai?", 2),
        ("con nhiem vu thu hai", 2),
        ("Thế ý thứ ba là gì?", 3),
        ("cái cuối cùng thì sao?", LAST),
        ("nhiệm vụ tiếp theo?", None),
        ("and the third one?", 3),
        ("what about the second?", 2),
        ("What does the last one say?", LAST),
        ("Khâu thứ hai là gì?", 2),
        ("Nói rõ hơn về giải pháp thứ hai", 2),
        ("What's the second one?", 2),
        ("What’s the third?", 3),
        ("number two?", 2),
        ("item 3", 3),
        ("The 3rd one?", 3),
        ("2nd?", 2),
        ("Mục 3?", 3),
        ("mục số 3", 3),
        ("cái thứ 3", 3),
        ("ý 2", 2),
        ("Mục 3 nói gì?", 3),
        ("nv thu 2 la j", 2),
        ("việc thứ ba giao cho ai, hạn đến bao giờ?", 3),
        ("viec thu ba giao cho ai, han den bao gio", 3),
        ("nhiem vu thu hai gom 3 muc nao", 2),
        ("Who is the third one given to, and by when?", 3),
    ],
)
def test_another_item(text: str, ordinal: int | None) -> None:
    expected = OtherItems(() if ordinal is None else (ordinal,))
    assert after("Bốn nhiệm vụ trọng tâm là gì?", text) == expected


@pytest.mark.parametrize(
    ("text", "ordinals"),
    [
        ("nhiệm vụ thứ nhất và thứ ba?", (1, 3)),
        ("nhiem vu thu nhat va thu ba", (1, 3)),
        ("nhiệm vụ thứ 2, 3 và 4?", (2, 3, 4)),
        ("hai nhiệm vụ đầu tiên?", (1, 2)),
        ("2 giải pháp cuối", (-2, -1)),
        ("the last two?", (-2, -1)),
        ("the first and the third?", (1, 3)),
        ("What are the first three tasks?", (1, 2, 3)),
        ("số thứ tự 1?", (1,)),
        ("so thu tu 3 la gi", (3,)),
        ("mục có số thứ tự 2", (2,)),
    ],
)
def test_several_items(text: str, ordinals: tuple[int, ...]) -> None:
    assert after("Bốn nhiệm vụ trọng tâm là gì?", text) == OtherItems(ordinals)


@pytest.mark.parametrize(
    "text",
    ["nói rõ hơn", "noi ro hon duoc khong", "cụ thể hơn đi", "Giải thích thêm về điều này", "tell me more", "go on"],
)
def test_going_on(text: str) -> None:
    assert after("Ai chủ trì hội nghị?", text) == Further()


@pytest.mark.parametrize(
    ("question", "text", "complete"),
    [
        ("Doanh thu năm 2021 là bao nhiêu?", "năm 2020 thì sao?", "Doanh thu năm 2020 là bao nhiêu?"),
        ("Doanh thu 6 tháng đầu năm 2021?", "còn 6 tháng cuối năm?", "Doanh thu 6 tháng cuối năm 2021?"),
        ("Doanh thu 6 tháng đầu năm 2021?", "còn quý II?", "Doanh thu quý II năm 2021?"),
        ("How many members joined in 2021?", "and in 2020?", "How many members joined in 2020?"),
        ("Kế hoạch của Huyện ủy Vĩnh Khê là gì?", "thế còn huyện Cẩm Sơn?", "Kế hoạch của Huyện ủy Cẩm Sơn là gì?"),
        ("Kế hoạch của Huyện ủy Vĩnh Khê là gì?", "còn Cẩm Sơn thì sao?", "Kế hoạch của Huyện ủy Cẩm Sơn là gì?"),
        ("ke hoach cua huyen uy vinh khe", "the con huyen cam son", "ke hoach cua huyen uy cam son"),
        ("What does the Vinh Khe plan say?", "what about Cam Son?", "What does the Cam Son plan say?"),
        (
            "Ai là Bí thư Huyện ủy Cẩm Sơn năm 2022?",
            "Còn huyện Thượng Giang năm 2023?",
            "Ai là Bí thư Huyện ủy Thượng Giang năm 2023?",
        ),
    ],
)
def test_the_last_question_with_another_time_or_place(question: str, text: str, complete: str) -> None:
    assert after(question, text) == Instead(complete)


@pytest.mark.parametrize(
    "text",
    ["ai ký?", "Ai ký văn bản này?", "số mấy?", "ai chủ trì", "Hội nghị đó họp ở đâu?", "who signed it?", "khi nào?"],
)
def test_something_of_the_same_bulletin(text: str) -> None:
    found = after("Hội nghị lần thứ sáu bàn gì?", text)
    assert isinstance(found, About)
    assert found.only


@pytest.mark.parametrize(
    "text",
    [
        "Huyện Thanh Khê trồng bao nhiêu cây xanh?",
        "Ai là Bí thư Huyện ủy Cẩm Sơn?",
        "Năm 2022 kết nạp bao nhiêu đảng viên?",
        "Nghị quyết 01-NQ/ĐUK nói gì?",
        "Nhiệm vụ thứ hai của Kế hoạch trồng cây là gì?",
        "How many trees did Thanh Khe plant?",
        "nhiem vu thu hai cua ke hoach trong cay la gi",
        "Văn bản nào nói về Chuyển đổi số?",
    ],
)
def test_what_stands_alone_is_left_alone(text: str) -> None:
    assert after("Bốn nhiệm vụ trọng tâm là gì?", text) is None


@pytest.mark.parametrize(
    ("text", "complete"),
    [
        ("Nó thay thế văn bản nào?", "Văn bản này thay thế văn bản nào?"),
        ("Mục đích của nó là gì?", "Mục đích của văn bản này là gì?"),
        ("no thay the van ban nao", "van ban nay thay the van ban nao"),
    ],
)
def test_a_document_is_what_it_stands_for(text: str, complete: str) -> None:
    found = after("Chỉ thị số 27-CT/TU ban hành ngày nào?", text)
    assert isinstance(found, About)
    assert found.text == complete


@pytest.mark.parametrize(
    ("text", "complete"),
    [
        ("quê ở đâu?", "Lê Văn Thắng quê ở đâu?"),
        ("Quê ông ấy ở đâu?", "Quê ông Lê Văn Thắng ở đâu?"),
        ("dong chi ay giu chuc vu gi", "dong chi le van thang giu chuc vu gi"),
        ("Người đó là ai?", "Lê Văn Thắng là ai?"),
        ("Where is he from?", "Where is Le Van Thang from?"),
        ("What is his phone number?", "What is Le Van Thang's phone number?"),
    ],
)
def test_a_person_is_named_for_a_pronoun(text: str, complete: str) -> None:
    assert asks_of_person(text)
    assert with_person(text, "Lê Văn Thắng") == complete


@pytest.mark.parametrize("text", ["he thong nay la gi", "Quê hương đổi mới ra sao?", "Ai ký?", "Who signed it?"])
def test_no_person_is_asked_about(text: str) -> None:
    assert not asks_of_person(text)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Phó Giáo sư, Tiến sĩ Vương Khánh Lâm, Bí thư Đảng ủy", ["Vương Khánh Lâm"]),
        ("Ông Âu Văn Phú và đồng chí H Mai Niê", ["Âu Văn Phú", "H Mai Niê"]),
        ("6 | Viên Đình Bách | Trưởng Ban Tuyên giáo | Xã Nà Sản", ["Viên Đình Bách"]),
        ("Theo Quyết định, Đoàn Thanh niên huyện Kim Sơn họp tại Trường Đại học Nam Châu", []),
    ],
)
def test_persons_are_told_from_places(text: str, names: list[str]) -> None:
    assert persons(text) == names


@given(vietnamese.question, vietnamese.question)
def test_any_two_questions(question: str, text: str) -> None:
    after(question, text)


# With the assistant

TABLE = (
    Path(__file__).parent.parent / "data" / "bulletins" / "2023-03-12-huyen-uy-thuong-giang-ke-hoach-chuyen-doi-so.docx"
)
ROW = "Đơn vị nào chủ trì số hóa hồ sơ đảng viên theo Kế hoạch số 15-KH/HU?"


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory, default_embedder: Embedder) -> Iterator[Index]:
    texts = {**BULLETINS, "nghi-quyet.txt": RESOLUTION, "cong-tac-can-bo.txt": OFFICIALS}
    with library(tmp_path_factory.mktemp("conversation"), default_embedder, texts) as opened:
        yield opened


@pytest.fixture
def assistant(index: Index) -> Assistant:
    return Assistant(index)


def talk(assistant: Assistant, *questions: str) -> Answer:
    """The answer to the last of several questions of one conversation."""
    answers = [assistant.ask(question, "s") for question in questions]
    return answers[-1]


TASKS = "Hội nghị lần thứ sáu thống nhất bốn nhiệm vụ trọng tâm nào?"


@pytest.mark.parametrize(
    ("questions", "expected"),
    [
        ((TASKS, "còn nhiệm vụ thứ hai?"), "Hai là, quán triệt"),
        ((TASKS, "con nhiem vu thu hai", "nhiệm vụ tiếp theo?"), "Ba là, nâng cao"),
        ((TASKS, "and the last one?"), "Bốn là, tăng cường"),
        ((TASKS, "Ok, còn nhiệm vụ thứ ba?"), "Ba là, nâng cao"),
        ((TASKS, "ai chủ trì?"), "Trần Thị Hạnh"),
        (("Nghị quyết về nhiệm vụ quý I năm 2024 có mấy nhiệm vụ?", "ai ký?"), "Lê Văn Thắng"),
        (("Ai chủ trì Hội nghị lần thứ sáu?", "nói rõ hơn"), "12.450 tỷ đồng"),
    ],
)
def test_a_conversation_goes_on(assistant: Assistant, questions: tuple[str, ...], expected: str) -> None:
    assert any(expected in citation.quote for citation in talk(assistant, *questions).citations)


REPORT = """\
HUYỆN ỦY MỘC SƠN
Số 312-BC/HU
Mộc Sơn, ngày 16 tháng 12 năm 2024

BÁO CÁO
kết quả giảm nghèo tại ba xã trọng điểm

Năm 2023 huyện huy động 41,6 tỷ đồng cho giảm nghèo; năm 2024 huy động 58,9 tỷ đồng cho giảm nghèo.

Ban Thường vụ Huyện ủy phân công:
- Đồng chí Hoàng Trung Nghĩa phụ trách xã Đồng Nghê.
- Đồng chí Bế Ngọc Quyết phụ trách xã Nà Ngần.

Xã | Hộ nghèo năm 2023 | Hộ nghèo năm 2024
Đồng Nghê | 243 hộ | 178 hộ
Nà Ngần | 298 hộ | 236 hộ

Các việc phải bàn giao gồm:
1. Hồ sơ: xong trước ngày 16/8/2024, do Văn phòng Huyện ủy Mộc Sơn lập biên bản.
2. Đơn thư: xong trước ngày 19/8/2024, do Ủy ban Kiểm tra Huyện ủy lập biên bản.
"""
FUNDS = "Năm 2024 huyện Mộc Sơn huy động bao nhiêu tiền cho giảm nghèo?"
FUNDS_EN = "How much money did Moc Son district mobilise for poverty reduction in 2024?"
POOR = "Năm 2024 xã Đồng Nghê còn bao nhiêu hộ nghèo?"
POOR_EN = "How many poor households did Dong Nghe commune have in 2024?"
HANDED = "Các việc phải bàn giao của Huyện ủy Mộc Sơn gồm những gì?"


@pytest.fixture(scope="module")
def report_index(tmp_path_factory: pytest.TempPathFactory, default_embedder: Embedder) -> Iterator[Index]:
    with library(tmp_path_factory.mktemp("report"), default_embedder, {**BULLETINS, "bao-cao.txt": REPORT}) as opened:
        yield opened


@pytest.fixture
def of_report(report_index: Index) -> Assistant:
    return Assistant(report_index)


@pytest.mark.parametrize(
    ("questions", "expected"),
    [
        ((FUNDS, "năm trước đó thì sao?"), "41,6 tỷ đồng"),
        ((FUNDS_EN, "And the year before?"), "41,6 tỷ đồng"),
        ((POOR, "còn xã Nà Ngần?"), "236 hộ"),
        ((POOR_EN, "What about Na Ngan commune?"), "236 hộ"),
        ((POOR, "còn xã Nà Ngần?", "ai được phân công phụ trách xã này?"), "Bế Ngọc Quyết"),
        ((POOR_EN, "Who is in charge of that commune?"), "Hoàng Trung Nghĩa"),
        ((HANDED, "việc thứ hai?", "hạn đến bao giờ?"), "19/8/2024"),
        ((HANDED, "viec thu hai", "han den bao h"), "19/8/2024"),
        ((HANDED, "What is the second one?", "When is that due?"), "19/8/2024"),
        ((HANDED, "việc thứ hai?", "ai lập biên bản việc đó?"), "Ủy ban Kiểm tra Huyện ủy"),
    ],
)
def test_what_goes_on_from_a_report(of_report: Assistant, questions: tuple[str, ...], expected: str) -> None:
    assert expected in talk(of_report, *questions).citations[0].quote


def test_a_question_of_its_own_is_not_drawn_into_the_last_bulletin(of_report: Assistant) -> None:
    answer = talk(of_report, HANDED, "Hội nghị lần thứ sáu kết nạp bao nhiêu đảng viên mới?")
    assert "120 đảng viên mới" in answer.text


def test_nobody_signed_where_none_is_told(of_report: Assistant) -> None:
    answer = talk(of_report, FUNDS, "ai ký?")
    assert not answer.answered


def test_thanks_are_no_question(of_report: Assistant) -> None:
    assert not talk(of_report, POOR, "Cảm ơn bạn nhiều").citations


OFFICE = "Đồng chí Lục Thế Hòa giữ chức vụ gì?"


@pytest.mark.parametrize("text", ["quê ở đâu?", "Quê ông ấy ở đâu?", "que ong ay o dau", "Where is he from?"])
def test_the_person_last_named_is_asked_about(assistant: Assistant, text: str) -> None:
    assert "Đồng Mít" in talk(assistant, OFFICE, text).citations[0].quote


def test_nothing_is_said_of_another_person_instead(assistant: Assistant) -> None:
    assert not talk(assistant, "Đồng chí Cù Thị Nhàn giữ chức vụ gì?", "Quê bà ấy ở đâu?").answered
    assert not talk(assistant, "Ai chủ trì Hội nghị lần thứ sáu?", "Bà ấy sinh năm nào?").answered


def test_an_english_question_is_refused_in_english_after_a_vietnamese_one(assistant: Assistant) -> None:
    refused = talk(assistant, "Ai chủ trì Hội nghị lần thứ sáu?", "What is its phone number?")
    assert (refused.answered, refused.language) == (False, "en")


@pytest.mark.parametrize("text", ["ok", "NQ 01"])
def test_what_tells_no_language_is_answered_in_that_of_the_conversation(assistant: Assistant, text: str) -> None:
    assert talk(assistant, "Who chaired the sixth conference?", text).language == "en"
    assert assistant.ask(text).language == "vi"


def test_figures_of_one_year_are_not_told_of_another(assistant: Assistant) -> None:
    assert not talk(assistant, "Kế hoạch của huyện Thanh Khê năm 2022 là gì?", "còn năm 2026?").answered


def test_what_answers_another_question_too_is_shown_once(assistant: Assistant) -> None:
    answer = assistant.ask("Huyện Thanh Khê trồng bao nhiêu cây xanh? Ai chủ trì trồng cây xanh ở huyện Thanh Khê?")
    assert "Câu 2" not in answer.text
    places = [(citation.bulletin.id, citation.start) for citation in answer.citations]
    assert len(places) == len(set(places))


def test_an_item_that_is_not_there_is_refused_and_the_list_remembered(assistant: Assistant) -> None:
    refused = talk(assistant, TASKS, "còn nhiệm vụ thứ sáu?")
    assert not refused.answered
    assert "4 mục" in refused.text
    assert talk(assistant, "thế còn nhiệm vụ thứ ba?").citations[0].quote.startswith("Ba là")


def test_thanks_do_not_end_a_conversation(assistant: Assistant) -> None:
    assert talk(assistant, TASKS, "cảm ơn", "còn nhiệm vụ thứ nhất?").citations[0].quote.startswith("Một là")


def test_conversations_do_not_mix(assistant: Assistant) -> None:
    assistant.ask(TASKS, "one")
    other = assistant.ask("còn nhiệm vụ thứ hai?", "two")
    assert [citation.quote for citation in other.citations] != [
        citation.quote for citation in assistant.ask("còn nhiệm vụ thứ hai?", "one").citations
    ]


def test_a_forgotten_conversation_has_no_context(assistant: Assistant) -> None:
    talk(assistant, TASKS)
    assistant.forget("s")
    assert assistant.previous_question("còn nhiệm vụ thứ hai?", "s") is None


def test_a_conversation_survives_a_restart(index: Index, tmp_path: Path) -> None:
    first = Assistant(index, SessionStore.open(tmp_path, 24))
    talk(first, TASKS)
    first.close()
    second = Assistant(index, SessionStore.open(tmp_path, 24))
    assert talk(second, "còn nhiệm vụ thứ hai?").citations[0].quote.startswith("Hai là")
    second.close()


def test_several_questions_are_answered_each(assistant: Assistant) -> None:
    answer = assistant.ask("Ai chủ trì Hội nghị lần thứ sáu? Huyện Thanh Khê trồng bao nhiêu cây xanh?")
    quotes = " ".join(citation.quote for citation in answer.citations)
    assert "Trần Thị Hạnh" in quotes
    assert "25.000 cây xanh" in quotes


def test_fifty_questions_are_limited(assistant: Assistant) -> None:
    answer = assistant.ask(" ".join(f"Huyện Thanh Khê năm {year} trồng bao nhiêu cây?" for year in range(1990, 2030)))
    assert "Còn 36 câu hỏi" in answer.text


# Of the row of a table


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory, default_embedder: Embedder) -> Iterator[Assistant]:
    with Index.open(VectorstoreSettings(data_dir=tmp_path_factory.mktemp("table")), default_embedder) as opened:
        plan = parse(RawDocument(str(TABLE), TABLE.name, TABLE.read_bytes(), None))
        opened.replace([plan, *(bulletin(name, text) for name, text in BULLETINS.items())])
        yield Assistant(opened)


@pytest.mark.parametrize(
    "text", ["Bao giờ phải xong?", "bao gio phai xong", "Thời hạn là khi nào?", "Ai chủ trì?", "What's the deadline?"]
)
def test_the_same_row_is_asked_for_another_cell(table: Assistant, text: str) -> None:
    answer = talk(table, ROW, text)
    assert len(answer.citations) == 1
    assert "Đơn vị chủ trì: Ban Tổ chức Huyện ủy; Thời gian hoàn thành: 30/9/2023" in answer.text


@pytest.mark.parametrize("text", ["Ai ký?", "Kinh phí là bao nhiêu?"])
def test_what_no_column_gives_is_not_asked_of_the_row(table: Assistant, text: str) -> None:
    assert "Số hóa hồ sơ đảng viên" not in talk(table, ROW, text).text


# What is kept


def test_what_is_too_old_is_forgotten() -> None:
    store = SessionStore.in_memory(keep_hours=0)
    store.keep("s", Turn("Ai ký?", (PLACE,), None, "id"))
    assert store.last("s") is None


def test_a_turn_is_kept_as_it_is() -> None:
    store = SessionStore.in_memory()
    turn = Turn("Ai ký \ud800?", (PLACE, PLACE), PLACE, "id")
    store.keep("phiên 1", turn)
    kept = store.last("phiên 1")
    assert kept is not None
    assert (kept.quoted, kept.listed, kept.about) == (turn.quoted, turn.listed, turn.about)
    assert store.last("phiên 2") is None


def test_nothing_of_a_forgotten_conversation_is_left_on_disk(tmp_path: Path) -> None:
    store = SessionStore.open(tmp_path, 24)
    store.keep("s", Turn("Qzưxvâng họp ở đâu?"))
    store.forget("s")
    left = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert "Qzưxvâng".encode() not in left
    store.close()


def test_many_threads_may_talk_at_once(tmp_path: Path) -> None:
    stores = [SessionStore.open(tmp_path, 24) for _ in range(2)]

    def work(number: int) -> None:
        for round_ in range(20):
            stores[number % 2].keep(f"s{number}", Turn(str(round_)))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all((turn := stores[0].last(f"s{number}")) and turn.question == "19" for number in range(8))
    for store in stores:
        store.close()


def test_quotations_are_not_kept(index: Index, tmp_path: Path) -> None:
    assistant = Assistant(index, SessionStore.open(tmp_path, 24))
    quote = assistant.ask(TASKS, "s").citations[0].quote
    assistant.close()
    assert quote[10:40].encode() not in b"".join(file.read_bytes() for file in tmp_path.iterdir())
