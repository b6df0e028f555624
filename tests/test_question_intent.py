"""What a question asks for, and the numbers in it, in all three forms."""

from __future__ import annotations

import pytest
from hypothesis import given

from bot.question.asking import asking
from bot.question.intent import Intent, intent_of
from bot.question.numbers import LAST, count_asked, folded_by_numbers, ordinal_asked
from tests import vietnamese
from vectorstore.text import fold, syllables


def folded(question: str) -> str:
    return " ".join(syllables(fold(question)))


@pytest.mark.parametrize(
    ("question", "intent"),
    [
        ("Bốn nhiệm vụ trọng tâm sáu tháng cuối năm là gì?", Intent.LIST),
        ("Bon nhiem vu trong tam la gi", Intent.LIST),
        ("Hội nghị đề ra những giải pháp nào?", Intent.LIST),
        ("Nghị quyết gồm những nội dung gì?", Intent.LIST),
        ("Liệt kê các chỉ tiêu năm 2024.", Intent.LIST),
        ("What are the four priority tasks?", Intent.LIST),
        ("List the solutions of the plan.", Intent.LIST),
        ("Nhiệm vụ thứ hai là gì?", Intent.ORDINAL),
        ("nhiem vu thu hai la gi", Intent.ORDINAL),
        ("Giải pháp cuối cùng là gì?", Intent.ORDINAL),
        ("What is the second task?", Intent.ORDINAL),
        ("What does the last solution say?", Intent.ORDINAL),
        ("Ai chủ trì hội nghị lần thứ sáu?", Intent.WHO),
        ("Đồng chí nào phát biểu kết luận?", Intent.WHO),
        ("ai la bi thu huyen uy", Intent.WHO),
        ("Who chaired the sixth conference?", Intent.WHO),
        ("Hội nghị diễn ra khi nào?", Intent.WHEN),
        ("Kế hoạch hoàn thành trước ngày nào?", Intent.WHEN),
        ("hoi nghi dien ra ngay nao", Intent.WHEN),
        ("When was the resolution issued?", Intent.WHEN),
        ("Trong Khối có bao nhiêu đảng viên?", Intent.HOW_MANY),
        ("Doanh thu đạt bao nhiêu?", Intent.HOW_MANY),
        ("ket nap bao nhieu dang vien moi", Intent.HOW_MANY),
        ("How many trees were planted?", Intent.HOW_MANY),
        ("Hội nghị tổ chức ở đâu?", Intent.WHERE),
        ("hoi nghi to chuc o dau", Intent.WHERE),
        ("Where did the committee meet?", Intent.WHERE),
        ("Mục đích của kế hoạch là gì?", Intent.WHAT),
        ("What is the purpose of the plan?", Intent.WHAT),
        ("Kết luận 81-KL/HU, chủ trương thứ hai nói về việc gì?", Intent.ORDINAL),
        ("Tóm tắt nhiệm vụ thứ hai của kế hoạch", Intent.ORDINAL),
        ("What does the second decision of Conclusion 81 concern?", Intent.ORDINAL),
        ("Bước 3 của quy trình là gì?", Intent.ORDINAL),
        ("Hội thi kéo dài bao lâu?", Intent.HOW_MANY),
        ("Thời hạn giải quyết là bao lâu?", Intent.HOW_MANY),
        ("How long does the course take?", Intent.HOW_MANY),
        ("Bao lâu nữa thì khánh thành cầu?", Intent.WHEN),
        ("Thời hạn nộp báo cáo?", Intent.WHEN),
        ("Phó Chủ tịch UBND huyện Ngọc Đài năm 2021", Intent.WHO),
        ("Ngoc Dai's party secretary in 2021?", Intent.WHO),
        ("Current director of the Ngoc Dai hospital", Intent.WHO),
        ("Bí thư Huyện ủy yêu cầu đẩy nhanh tiến độ", Intent.WHAT),
        ("Secretary's speech at the conference", Intent.WHAT),
        ("Danh tính các nạn nhân", Intent.WHO),
        ("Tên ba cán bộ được điều động", Intent.WHO),
        ("Names of the four members expelled?", Intent.WHO),
        ("Kể tên các xã về đích", Intent.LIST),
        ("Thu ngân sách huyện Ngọc Đài 2022", Intent.HOW_MANY),
        ("so dang vien moi nam 2022 cua xa", Intent.HOW_MANY),
        ("Ngoc Dai's budget revenue in 2022?", Intent.HOW_MANY),
        ("What was the turnout on 15 March 2026?", Intent.HOW_MANY),
        ("Làm chuyển đổi số năm 2026 tốn tất cả bao nhiêu?", Intent.HOW_MANY),
        ("Còn mấy chỗ nhà đất dôi dư?", Intent.HOW_MANY),
        ("Ưu tiên thứ ba là gì?", Intent.ORDINAL),
        ("Kể một câu chuyện vui", Intent.OUTSIDE),
        ("Total investment in the resettlement site", Intent.HOW_MANY),
        ("What is the investment policy?", Intent.WHAT),
        ("Population of Ngoc Dai", Intent.HOW_MANY),
        ("Thu ngân sách có đạt dự toán không?", Intent.WHAT),
        ("Số điện thoại của Đảng ủy", Intent.WHAT),
        ("Budget plan for 2022", Intent.WHAT),
        ("Xin chào", Intent.GREETING),
        ("Chào bạn!", Intent.GREETING),
        ("hello", Intent.GREETING),
        ("Thank you very much", Intent.THANKS),
        ("good morning", Intent.GREETING),
        ("em chào anh ạ", Intent.GREETING),
        ("xin chào, tôi muốn hỏi", Intent.GREETING),
        ("hi there, I have a question", Intent.GREETING),
        ("cảm ơn nhiều nhé", Intent.THANKS),
        ("ok cảm ơn", Intent.THANKS),
        ("ok", Intent.THANKS),
        ("thanks a lot!", Intent.THANKS),
        ("Thank you so much for your help", Intent.THANKS),
        ("tạm biệt", Intent.GOODBYE),
        ("Tạm biệt nhé, cảm ơn bạn", Intent.GOODBYE),
        ("giúp tôi", Intent.HELP),
        ("help me please", Intent.HELP),
        ("can you help me?", Intent.HELP),
        ("Hello, who are you?", Intent.HELP),
        ("Chào bạn, bạn giúp được gì?", Intent.HELP),
        ("bạn là ai thế", Intent.HELP),
        ("bạn tên gì", Intent.HELP),
        ("toi co the hoi gi", Intent.HELP),
        ("what can I ask here?", Intent.HELP),
        ("ban lam duoc gi vay", Intent.HELP),
        ("giúp tôi tìm nghị quyết về chuyển đổi số", Intent.WHAT),
        ("hi sinh bao nhiêu liệt sĩ", Intent.HOW_MANY),
        ("Ai giúp xã Mường Lạn?", Intent.WHO),
        ("Tính giúp tôi 345 nhân 27", Intent.OUTSIDE),
        ("1.250 cộng 3.400 trừ 50 bằng bao nhiêu?", Intent.OUTSIDE),
        ("What is 345 times 27?", Intent.OUTSIDE),
        ("Đội 1 nhân 20 cây ra sao?", Intent.WHAT),
        ("Thu năm 2021 cộng 2022 là bao nhiêu?", Intent.HOW_MANY),
        ("Những chương trình nào được ban hành năm 2022?", Intent.ISSUED),
        ("Huyện ủy ban hành những đề án nào?", Intent.ISSUED),
        ("Liệt kê các giấy mời năm 2023", Intent.ISSUED),
        ("Which programmes were issued in 2022?", Intent.ISSUED),
        ("Tờ trình mới nhất của Huyện ủy?", Intent.LATEST),
        ("Quy chế nào nói về chuyển đổi số?", Intent.WHICH),
        ("Thông tri nào quy định việc này?", Intent.WHICH),
        ("Chương trình nào được tổ chức ở nhà văn hóa?", Intent.WHAT),
        ("Huyện có những chương trình nào giúp hộ nghèo?", Intent.LIST),
        ("What is the number of the scheme on cell meetings?", Intent.NUMBER),
    ],
)
def test_intent(question: str, intent: Intent) -> None:
    assert intent_of(folded(question), count_asked(folded_by_numbers(question))) is intent


@pytest.mark.parametrize(
    ("question", "ordinal"),
    [
        ("Nhiệm vụ thứ nhất là gì?", 1),
        ("nhiệm vụ đầu tiên", 1),
        ("nhiệm vụ trọng tâm thứ hai", 2),
        ("Giải pháp thứ 3 của kế hoạch?", 3),
        ("nhiem vu thu tu la gi", 4),
        ("chỉ tiêu thứ mười hai", 12),
        ("Nhiệm vụ số 2 là gì?", 2),
        ("nhiệm vụ cuối cùng", LAST),
        ("the first task", 1),
        ("What is the third priority task?", 3),
        ("task number two", 2),
        ("the last solution", LAST),
        ("Bước 4 của quy trình là gì?", 4),
        ("step 3 of the procedure", 3),
        ("Ai đứng số thứ tự 5 trong bảng?", 5),
        ("nguoi co stt 12 la ai", 12),
        ("Người thứ ba trong danh sách là ai?", 3),
        ("Who is number five in the award table?", 5),
        ("Huy hiệu Đảng đợt 2/9 trao cho ai?", None),
        ("Hội nghị lần thứ sáu họp ngày nào?", None),
        ("Đại hội lần thứ XIII", None),
        ("Nhiệm vụ 6 tháng cuối năm là gì?", None),
        ("Nhiệm vụ năm 2022 là gì?", None),
        ("Bốn nhiệm vụ trọng tâm là gì?", None),
        ("the sixth conference", None),
    ],
)
def test_ordinal(question: str, ordinal: int | None) -> None:
    assert ordinal_asked(folded(question)) == ordinal


@pytest.mark.parametrize(
    ("question", "count"),
    [
        ("Bốn nhiệm vụ trọng tâm là gì?", 4),
        ("4 nhiệm vụ là gì?", 4),
        ("mười hai giải pháp", 12),
        ("nam chi tieu chu yeu", 5),
        ("đạt 56,7% chỉ tiêu; thành lập 3 chi bộ", None),
        ("6 tháng cuối năm trong báo cáo gồm những gì?", None),
        ("the three main goals", 3),
        ("Công nhân Khu công nghiệp Bắc Lam Hải phản ánh điều gì?", None),
        ("What are the 10 measures?", 10),
        ("Những nhiệm vụ nào được nêu?", None),
        ("Ai chủ trì hội nghị?", None),
        ("What are the tasks?", None),
        ("Năm xã nào về đích?", 5),
        ("Bí thư Tỉnh ủy Nam Định là ai?", None),
        ("Chủ tịch quận Ba Đình là ai?", None),
        ("Đồng chí Sáu là ai?", None),
        ("What are the targets of Ba Dinh district?", None),
        ("bi thu tinh nam dinh la ai", None),
        ("Hội nghị tại Vĩnh Khê. Ba nhiệm vụ đề ra là gì?", 3),
        ("HỘI NGHỊ ĐỀ RA BỐN NHIỆM VỤ", 4),
        ("Điều 2. Mục tiêu đến năm 2025", None),
        ("3. Nhiệm vụ, giải pháp", None),
        ("Theo khoản 4 nhiệm vụ của cấp ủy là gì?", None),
        ("Mục 3. Bốn giải pháp chủ yếu", 4),
        ("Trong số 5 nhiệm vụ, nhiệm vụ nào quan trọng nhất?", 5),
    ],
)
def test_count(question: str, count: int | None) -> None:
    assert count_asked(folded_by_numbers(question)) == count


@pytest.mark.parametrize(
    "question",
    ["Giám đốc Bệnh viện tỉnh Nam Định là ai?", "giam doc benh vien tinh nam dinh la ai", "Ai là Bí thư quận Ba Đình?"],
)
def test_who_holds_an_office_at_a_place_named_like_a_number_is_no_list(question: str) -> None:
    assert intent_of(folded(question), count_asked(folded_by_numbers(question))) is Intent.WHO


@given(vietnamese.question)
def test_any_question_has_an_intent_and_sensible_numbers(question: str) -> None:
    text, count = folded(question), count_asked(folded_by_numbers(question))
    assert intent_of(text, count) in Intent
    for number in (count, ordinal_asked(text)):
        assert number is None or number == LAST or number >= 0
    assert (intent_of(text, count) is Intent.ORDINAL) == (ordinal_asked(text) is not None)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Từ đầu năm xảy ra mấy vụ cháy?", "tu dauz nam xay ra may vu chay"),
        ("Phường gắn máy giám sát ở đâu?", "phuong gan mayz giam sat o dau"),
        ("Xưởng may Tân Ái có bao nhiêu công nhân?", "xuong mayz tan aiz co bao nhieu cong nhan"),
        ("tu dau nam xay ra may vu chay", "tu dau nam xay ra may vu chay"),
    ],
)
def test_words_that_only_look_like_asking_are_marked(question: str, expected: str) -> None:
    assert asking(question) == expected


@given(vietnamese.question)
def test_marking_keeps_all_syllables(question: str) -> None:
    marked, plain = asking(question).split(), folded(question).split()
    assert [word.removesuffix("z") for word in marked] == [word.removesuffix("z") for word in plain]


@pytest.mark.parametrize(
    ("question", "intent"),
    [
        ("Từ đầu mùa khô huyện để xảy ra mấy vụ cháy rừng?", Intent.HOW_MANY),
        ("Dự án sân gôn rộng mấy héc-ta?", Intent.HOW_MANY),
        ("Who put their name to the decision?", Intent.SIGNER),
    ],
)
def test_what_asks_decides(question: str, intent: Intent) -> None:
    assert intent_of(asking(question), None) is intent


def test_a_long_question_is_read_in_no_time() -> None:
    assert intent_of("nhiem vu trong tam cua " + "dang bo xa " * 60 + "la gi", None) in Intent
