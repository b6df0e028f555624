"""Who holds an office, what a document alone tells of itself, its articles, and documents by time, issuer, signer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Literal

import pytest

from bot.answer.sections import is_out_of_question
from bot.answer.wording import summary_suggestion
from bot.question.understand import understand
from tests.test_answers import Asking, refused
from tests.test_index import bulletin, library
from vectorstore.embedder import Embedder
from vectorstore.index import Index
from vectorstore.models import Filters

RESOLUTION = """\
HUYỆN ỦY SÔNG LAM
*
Số 12-NQ/HU
ĐẢNG CỘNG SẢN VIỆT NAM
Sông Lam, ngày 22 tháng 8 năm 2023

NGHỊ QUYẾT
về phát triển kinh tế rừng

- Căn cứ Nghị quyết số 05-NQ/TU, ngày 11/3/2022 của Tỉnh ủy về kinh tế rừng;

Điều 1. Mục tiêu đến năm 2025

1. Trồng mới 3.000 héc-ta rừng gỗ lớn.
2. Thu nhập của người trồng rừng tăng gấp rưỡi.

Điều 2. Nhiệm vụ

1. Hỗ trợ người trồng rừng:
a) Cấp 600 cây giống một hộ;
b) Cho vay 50 triệu đồng một hộ, không lãi trong ba năm.
2. Mở 12 ki-lô-mét đường lâm nghiệp.

T/M BAN CHẤP HÀNH
BÍ THƯ
Lâm Văn Tùng
"""
NOTICE = """\
TỈNH ỦY THANH SƠN
*
Số 31-TB/TU
ĐẢNG CỘNG SẢN VIỆT NAM
Thanh Sơn, ngày 06 tháng 02 năm 2024

THÔNG BÁO
về công tác cán bộ

Sáng 05/02/2024, tại Trụ sở Tỉnh ủy, Ban Thường vụ Tỉnh ủy công bố các quyết định về cán bộ.

Đồng chí Khổng Thị Thanh Trà, Phó Trưởng Ban Tổ chức Tỉnh ủy công bố các quyết định.

Đồng chí Nông Hải Triều, Giám đốc Sở Giao thông vận tải tỉnh giữ chức Bí thư Huyện ủy Đồng Mỏ.

Đồng chí Nông Hải Triều sinh năm 1974, công tác 26 năm, trình độ Thạc sĩ Kỹ thuật cầu đường.

Đồng chí Y Bhăm Niê, Chủ tịch Ủy ban nhân dân huyện Đồng Mỏ phát biểu nhận nhiệm vụ.

K/T TRƯỞNG BAN
PHÓ TRƯỞNG BAN
Khổng Thị Thanh Trà
"""
INVITATION = """\
TỈNH ỦY THANH SƠN
*
Số 76-GM/TU
ĐẢNG CỘNG SẢN VIỆT NAM
Thanh Sơn, ngày 12 tháng 3 năm 2024

GIẤY MỜI
dự hội nghị báo cáo viên

Kính gửi:
- Báo cáo viên cấp tỉnh,
- Trưởng Ban Tuyên giáo các huyện ủy.

Thời gian: 14 giờ, ngày 20/3/2024. Địa điểm: Phòng họp số 2, Trụ sở Tỉnh ủy.

Nơi nhận:
- Như trên,
- Lưu Văn phòng.

T/L BAN THƯỜNG VỤ
CHÁNH VĂN PHÒNG
Ninh Quốc Đại
"""
ANSWERS = """\
CHI BỘ PHỐ HẠ: HỎI VÀ ĐÁP VỀ CÔNG TÁC ĐẢNG

Hỏi: Thời gian dự bị của đảng viên mới là bao lâu?

Trả lời: Mười hai tháng, tính từ ngày chi bộ làm lễ kết nạp.
"""


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory, default_embedder: Embedder) -> Iterator[Index]:
    texts = {"12.txt": RESOLUTION, "31.txt": NOTICE, "76.txt": INVITATION, "hoi-dap.txt": ANSWERS}
    with library(tmp_path_factory.mktemp("documents"), default_embedder, texts) as index:
        yield index


@pytest.fixture(scope="module")
def ask(index: Index) -> Asking:
    return Asking(index)


@pytest.mark.parametrize(
    ("question", "holder"),
    [
        ("Ai là Bí thư Huyện ủy Đồng Mỏ?", "Nông Hải Triều"),
        ("bi thu huyen uy dong mo la ai", "Nông Hải Triều"),
        ("Who is the secretary of the Dong Mo district Party committee?", "Nông Hải Triều"),
        ("Giám đốc Sở Giao thông vận tải là ai?", "Nông Hải Triều"),
        ("Chủ tịch UBND huyện Đồng Mỏ là ai?", "Y Bhăm Niê"),
        ("Bí thư Huyện ủy Sông Lam là ai?", "Lâm Văn Tùng"),  # as he signed
    ],
)
def test_who_holds_an_office(ask: Asking, question: str, holder: str) -> None:
    assert holder in ask(question).citations[0].quote


@pytest.mark.parametrize(
    "question",
    [
        "Ai là Bí thư Huyện ủy Vĩnh Tuy?",
        "Ai là Bí thư Thành ủy Sông Lam?",
        "Trưởng Ban Tổ chức Tỉnh ủy là ai?",  # only the deputy is named
        "Giám đốc Sở Y tế là ai?",
        "giam doc so y te la ai",
        "Ai là Phó Bí thư Huyện ủy Đồng Mỏ?",
    ],
)
def test_the_holder_of_another_office_is_no_answer(ask: Asking, question: str) -> None:
    assert refused(ask(question))


def test_another_persons_years_are_no_answer(ask: Asking) -> None:
    assert "26 năm" in ask("Đồng chí Nông Hải Triều công tác bao nhiêu năm?").text
    assert refused(ask("Đồng chí Khổng Thị Thanh Trà công tác bao nhiêu năm?"))
    assert refused(ask("Đồng chí Nông Hải Triều vào Đảng ngày nào?"))


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Điều 1 Nghị quyết số 12-NQ/HU nói gì?", "3.000 héc-ta"),
        ("Điểm b khoản 1 Điều 2 Nghị quyết số 12-NQ/HU quy định gì?", "50 triệu đồng"),
        ("diem b khoan 1 dieu 2 nghi quyet 12 nq hu noi gi", "50 triệu đồng"),
        ("What does point b of clause 1 of Article 2 of Resolution 12-NQ/HU say?", "50 triệu đồng"),
        ("Điều 1 nghị quyết về phát triển kinh tế rừng của Huyện ủy Sông Lam quy định gì?", "3.000 héc-ta"),
        ("Điều 1 nói gì?", "3.000 héc-ta"),
        ("What does Article 2 say?", "50 triệu đồng"),
    ],
)
def test_articles_clauses_and_points(ask: Asking, question: str, expected: str) -> None:
    (citation,) = ask(question).citations
    assert expected in citation.quote


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Điều 7 Nghị quyết số 12-NQ/HU nói gì?", "không có Điều 7"),
        ("Khoản 5 Điều 1 Nghị quyết số 12-NQ/HU quy định gì?", "không có Điều 1, hoặc không có khoản"),
        ("What does Article 9 of Resolution 12-NQ/HU say?", "has no Article 9"),
    ],
)
def test_an_article_that_there_is_not(ask: Asking, question: str, said: str) -> None:
    answer = ask(question)
    assert refused(answer)
    assert said in answer.text


@pytest.mark.parametrize(
    "question",
    [
        "Ai ký Nghị quyết số 05-NQ/TU?",
        "Tóm tắt Nghị quyết số 05-NQ/TU",
        "Điều 2 Nghị quyết số 05-NQ/TU quy định gì?",
        "Who signed Resolution 05-NQ/TU?",
    ],
)
def test_a_document_that_is_only_mentioned_tells_nothing_of_itself(ask: Asking, question: str) -> None:
    assert refused(ask(question))


@pytest.mark.parametrize(
    "question", ["Giấy mời số 76-GM/TU gửi cho những ai?", "giay moi 76 gm tu gui den nhung noi nao"]
)
def test_whom_a_document_is_for(ask: Asking, question: str) -> None:
    answer = ask(question)
    assert answer.is_list
    assert answer.text.startswith("Kính gửi:")
    assert answer.items[-1].endswith("huyện ủy.")


@pytest.mark.parametrize(
    "filters",
    [
        Filters(date_from=date(2024, 1, 1)),
        Filters(date_to=date(2022, 12, 31)),
        Filters(issuer="Tỉnh ủy Thanh Sơn"),
        Filters(document_ids=frozenset()),
    ],
)
@pytest.mark.parametrize(
    "question",
    [
        "Ai ký Nghị quyết số 12-NQ/HU?",
        "Nghị quyết số 12-NQ/HU ban hành ngày nào?",
        "Điều 1 Nghị quyết số 12-NQ/HU nói gì?",
        "Tóm tắt Nghị quyết số 12-NQ/HU",
        "Văn bản nào do đồng chí Lâm Văn Tùng ký?",
        "Văn bản mới nhất của Huyện ủy Sông Lam là gì?",
        "Năm 2023 Huyện ủy Sông Lam ban hành những nghị quyết nào?",
        "Bí thư Huyện ủy Sông Lam là ai?",
        "Which bulletins mention forests?",
    ],
)
def test_filters_hold_for_what_a_document_tells_of_itself(ask: Asking, question: str, filters: Filters) -> None:
    assert "Nghị quyết" in ask(question).citations[0].bulletin.metadata.title
    answer = ask(question, filters)
    assert not any("Nghị quyết" in citation.bulletin.metadata.title for citation in answer.citations)


@pytest.mark.parametrize(
    ("question", "titles"),
    [
        ("Có những văn bản nào ban hành trong năm 2024?", ["báo cáo viên", "công tác cán bộ"]),
        ("Văn bản nào do đồng chí Lâm Văn Tùng ký?", ["kinh tế rừng"]),
        ("Năm 2023 Huyện ủy Sông Lam ban hành những nghị quyết nào?", ["kinh tế rừng"]),
        ("Which documents were issued in 2024?", ["báo cáo viên", "công tác cán bộ"]),
    ],
)
def test_documents_by_time_issuer_and_signer(ask: Asking, question: str, titles: list[str]) -> None:
    citations = ask(question).citations
    assert [title in c.bulletin.metadata.title for title, c in zip(titles, citations, strict=True)] == [True] * len(
        titles
    )


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Nghị quyết số 05-NQ/TU ban hành ngày nào?", "11/3/2022"),
        ("nghi quyet 05-nq/tu ra ngay nao", "11/3/2022"),
        ("When was Resolution 05-NQ/TU issued?", "11/3/2022"),
        ("Nghị quyết số 05-NQ/TU nói về việc gì?", "kinh tế rừng"),
        ("What is Resolution 05-NQ/TU about?", "kinh tế rừng"),
        ("What is Resolution 12-NQ/HU about?", "kinh tế rừng"),  # which the library holds
    ],
)
def test_a_document_that_is_cited(ask: Asking, question: str, told: str) -> None:
    assert told in ask(question).text


@pytest.mark.parametrize(
    "question",
    [
        "Kế hoạch thực hiện Nghị quyết số 05-NQ/TU ban hành ngày nào?",  # another document's day
        "Ai ký Nghị quyết số 05-NQ/TU?",
        "When was the report on Resolution 05-NQ/TU issued?",
    ],
)
def test_what_a_citation_does_not_tell(ask: Asking, question: str) -> None:
    assert refused(ask(question))


def test_a_document_is_named_with_its_number_and_day(ask: Asking) -> None:
    answer = ask("Văn bản nào nói về trồng rừng gỗ lớn?")
    assert "(12-NQ/HU, 22/08/2023)" in answer.text


@pytest.mark.parametrize(
    "question", ["Có những văn bản nào ban hành trong năm 2019?", "Văn bản nào do ông Vũ Bá Lộc ký?"]
)
def test_no_such_documents(ask: Asking, question: str) -> None:
    assert refused(ask(question))


def test_a_question_that_a_bulletin_asks_is_not_its_answer(ask: Asking) -> None:
    answer = ask("Thời gian dự bị của đảng viên mới là bao lâu?")
    assert answer.citations[0].quote.startswith("Trả lời: Mười hai tháng")
    assert not any(citation.quote.endswith("?") for citation in answer.citations)


def test_two_kinds_of_thing_asked_in_one_question(ask: Asking) -> None:
    answer = ask("Ai công bố các quyết định về cán bộ của Tỉnh ủy Thanh Sơn và hội nghị diễn ra ở đâu?")
    assert "Khổng Thị Thanh Trà" in answer.text
    assert "Trụ sở Tỉnh ủy" in answer.text


@pytest.mark.parametrize(
    "question",
    [
        "Nghị quyết mới nhất là gì?",
        "nghi quyet moi nhat",
        "What is the latest resolution?",
        "Tóm tắt nghị quyết mới nhất",
    ],
)
def test_the_latest_of_a_kind(ask: Asking, question: str) -> None:
    assert {citation.bulletin.metadata.number for citation in ask(question).citations} == {"12-NQ/HU"}


def test_the_latest_is_summed_up(index: Index, ask: Asking) -> None:
    newest = index.entries(1)[0]
    for question in ("Tóm tắt văn bản mới nhất", "Summarise the latest document"):
        assert {citation.bulletin.id for citation in ask(question).citations} == {newest.id}


@pytest.mark.parametrize("language", ["vi", "en"])
def test_what_is_suggested_is_answered_from_that_document(
    index: Index, ask: Asking, language: Literal["vi", "en"]
) -> None:
    for entry in index.entries(-1):
        answer = ask(summary_suggestion(entry, entry.metadata.title, language))
        assert answer.citations
        assert {citation.bulletin.id for citation in answer.citations} == {entry.id}


SUBMISSION = """\
HUYỆN ỦY HẠ LÂM
*
Số 09-TTr/HU
ĐẢNG CỘNG SẢN VIỆT NAM
Hạ Lâm, ngày 07 tháng 5 năm 2024

TỜ TRÌNH
về kinh phí sửa nhà văn hóa

Kính trình: Ban Thường vụ Tỉnh ủy Thanh Sơn.

Huyện ủy có nhà văn hóa xây từ năm 1994; về việc sửa nhà:

- Xét đề nghị của Ban Tuyên giáo Huyện ủy về nhà văn hóa;
- Xét kết quả khảo sát của Phòng Văn hóa về nhà văn hóa;

Huyện ủy đề nghị cấp 2 tỷ đồng sửa nhà văn hóa huyện.

T/M BAN THƯỜNG VỤ
BÍ THƯ
Lâm Văn Tùng
"""
CLINIC = """\
TRẠM Y TẾ XÃ HẠ LÂM KHÁM BỆNH CHO NGƯỜI CAO TUỔI

Xét nghiệm máu cho 214 người cao tuổi là việc đầu tiên của đợt khám do trạm y tế xã tổ chức.

Trạm đo huyết áp cho 230 người.
"""


@pytest.fixture(scope="module")
def beginnings(tmp_path_factory: pytest.TempPathFactory, default_embedder: Embedder) -> Iterator[Index]:
    texts = {"09.txt": SUBMISSION, "kham-benh.txt": CLINIC}
    with library(tmp_path_factory.mktemp("beginnings"), default_embedder, texts) as index:
        yield index


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Tờ trình số 09-TTr/HU gửi cho ai?", "Kính trình: Ban Thường vụ Tỉnh ủy Thanh Sơn"),
        ("Văn bản mới nhất của Huyện ủy Hạ Lâm?", "Huyện ủy có nhà văn hóa xây từ năm 1994"),
        ("Tóm tắt bản tin trạm y tế xã Hạ Lâm khám bệnh cho người cao tuổi", "Xét nghiệm máu cho 214 người"),
    ],
)
def test_how_a_document_begins(beginnings: Index, question: str, said: str) -> None:
    answer = Asking(beginnings)(question)
    assert any(said in citation.quote for citation in answer.citations), answer.text


@pytest.mark.parametrize(
    ("question", "is_out"),
    [("Tờ trình nêu những nội dung gì?", True), ("Tờ trình được lập sau khi xét những gì?", False)],
)
def test_what_a_document_rests_on_is_listed_where_it_is_asked_for(
    beginnings: Index, question: str, is_out: bool
) -> None:
    submission = bulletin("09.txt", SUBMISSION)
    asked = understand(question, beginnings.catalogue)
    assert is_out_of_question(submission.text, asked, submission.sections[0]) == is_out
