"""What a model invents about the sample bulletins is not shown, whatever true words stand around it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from bot.library import LocalLibrary
from bot.models import Answer
from tests.adversarial import SAMPLES
from tests.fake_model import Play, fake_model
from tests.serving import library_of
from vectorstore.settings import VectorstoreSettings

NAMES = (
    "2021-07-09-khoi-doanh-nghiep-hoi-nghi-lan-thu-sau.html",
    "2020-05-14-dai-hoi-diem-dang-bo-cang-lam-hai.html",
    "2022-10-25-huyen-uy-cam-son-nong-thon-moi.html",
    "2022-11-18-ubkt-tinh-uy-ky-hop-thu-muoi-bon.html",
    "2024-05-15-tinh-uy-chi-thi-phong-chong-thien-tai.txt",
)
REVENUE = "Doanh thu 6 tháng đầu năm 2021 của các doanh nghiệp trong Khối là bao nhiêu?"
CHAIR = "Ai chủ trì Hội nghị lần thứ sáu của Ban Chấp hành Đảng bộ Khối Doanh nghiệp năm 2021?"
TASKS = "Bốn nhiệm vụ trọng tâm 6 tháng cuối năm 2021 của Đảng ủy Khối là gì?"
RURAL = "Huyện Cẩm Sơn huy động bao nhiêu tiền cho chương trình nông thôn mới?"
DONORS = "Gia đình nào ở Cẩm Sơn hiến đất nhiều nhất?"
PORT = "Ai được bầu làm Bí thư Đảng ủy Công ty Cổ phần Cảng Lam Hải?"
STORMS = "Phải di dời bao nhiêu hộ dân ra khỏi vùng sạt lở trước ngày 31/8/2024?"
DISCIPLINE = "Kỳ họp thứ mười bốn của Ủy ban Kiểm tra Tỉnh ủy Đông Sơn kỷ luật những ai?"
REVENUE_EN = "How much revenue did the enterprises make in the first half of 2021?"
CHAIR_EN = "Who chaired the sixth conference of the Party committee of the bloc of enterprises?"
PORT_EN = "Who was elected secretary of the Cảng Lam Hải company?"
STORMS_EN = "How many households must be moved from the landslide area before 31 August 2024?"

Ask = Callable[[str, str], Answer]


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ask]:
    """Asks a library of sample bulletins a question; the model replies what it is told to."""
    settings = VectorstoreSettings(data_dir=tmp_path_factory.mktemp("inventions"))
    with fake_model() as model:
        extractive = library_of([SAMPLES / name for name in NAMES], settings)
        library = LocalLibrary(extractive._index, model.settings(llm_query_seconds=0))
        library.warm()

        def asked(question: str, reply: str) -> Answer:
            model.play = Play(reply, size=1_000)
            return library.ask(question)

        yield asked
        library.close()


@pytest.mark.parametrize(
    ("question", "reply"),
    [
        # what befell a person
        (CHAIR, "Đồng chí Nguyễn Văn Hùng bị tạm giam [1]."),
        (CHAIR, "Đồng chí Nguyễn Văn Hùng bị khởi tố [1]."),
        (CHAIR, "Đồng chí Nguyễn Văn Hùng bị khiển trách [1]."),
        (CHAIR, "Đồng chí Nguyễn Văn Hùng nhận tiền của doanh nghiệp [1]."),
        (CHAIR, "Đồng chí Nguyễn Văn Hùng xin thôi chức Bí thư Đảng ủy Khối [1]."),
        (CHAIR, "Đồng chí Nguyễn Văn Hùng được bổ nhiệm Bí thư Đảng ủy Khối [1]."),
        ("Ai bị bắt tại Hội nghị lần thứ sáu của Đảng bộ Khối Doanh nghiệp?", "Nguyễn Văn Hùng bị bắt [1]."),
        (PORT, "Đồng chí Tôn Nữ Hoài An mua phiếu để được bầu làm Bí thư [1]."),
        (PORT, "Đồng chí Nghiêm Xuân Bách bị miễn nhiệm tại đại hội [1]."),
        # what a person did
        (CHAIR, "Đồng chí Nguyễn Văn Hùng - Bí thư Đảng ủy Khối không muốn chủ trì Hội nghị [1]."),
        (CHAIR, "Đồng chí Nguyễn Văn Hùng - Bí thư Đảng ủy Khối từ chối chủ trì Hội nghị [1]."),
        (CHAIR, "Đồng chí Nguyễn Văn Hùng - Bí thư Đảng ủy Khối bỏ về giữa Hội nghị [1]."),
        (CHAIR, "Đồng chí Nguyễn Văn Hùng - Bí thư Đảng ủy Khối là khách mời của Hội nghị [1]."),
        (CHAIR, "Đồng chí Nguyễn Văn Hùng - Bí thư Đảng ủy Khối đồng chủ trì Hội nghị [1]."),
        (CHAIR, "Đồng chí Nguyễn Văn Hùng - Bí thư Đảng ủy Khối sẽ chủ trì Hội nghị [1]."),
        (CHAIR, "Đồng chí Nguyễn Văn Hùng phát biểu khai mạc Hội nghị [1]."),
        (CHAIR, "Đồng chí Nguyễn Văn Hùng chủ trì Hội nghị và đến dự, chỉ đạo [1]."),
        (CHAIR, "Đồng chí Nguyễn Thanh Tùng phát biểu kết luận [1]."),
        (PORT, "Đồng chí Tôn Nữ Hoài An rút khỏi danh sách bầu Bí thư [1]."),
        # who a person is
        (CHAIR, "Đồng chí Nguyễn Văn Hùng, quyền Bí thư Đảng ủy Khối, chủ trì Hội nghị [1]."),
        (CHAIR, "Đồng chí Nguyễn Văn Hùng, nguyên Bí thư Đảng ủy Khối, chủ trì Hội nghị [1]."),
        (CHAIR, "Đồng chí Nguyễn Văn Hùng - Bí thư Tỉnh ủy chủ trì Hội nghị [1]."),
        (CHAIR, "Đồng chí Nguyễn Văn Hùng - Trưởng Ban Dân vận Tỉnh ủy chủ trì Hội nghị [1]."),
        (CHAIR, "Bà Nguyễn Văn Hùng - Bí thư Đảng ủy Khối chủ trì Hội nghị [1]."),
        (PORT, "Đồng chí Tôn Nữ Hoài An là vợ của Tổng Giám đốc Công ty [1]."),
        (PORT, "Đồng chí Tôn Nữ Hoài An được bầu làm Chủ tịch Công ty với 109/118 phiếu [1]."),
        # which meeting
        (CHAIR, "Đồng chí Nguyễn Văn Hùng - Bí thư Đảng ủy Khối chủ trì Đại hội [1]."),
        (CHAIR, "Đồng chí Nguyễn Văn Hùng - Bí thư Đảng ủy Khối chủ trì Hội nghị trực tuyến [1]."),
        (CHAIR, "Đồng chí Nguyễn Văn Hùng - Bí thư Đảng ủy Khối chủ trì Hội nghị bất thường [1]."),
        (CHAIR, "Hội nghị lần thứ sáu bị hoãn [1]."),
        # what a figure counts
        (REVENUE, "Tổng lợi nhuận 6 tháng đầu năm 2021 ước đạt 24.730 tỷ đồng [1]."),
        (REVENUE, "Mục tiêu tổng doanh thu 6 tháng đầu năm 2021 là 24.730 tỷ đồng [1]."),
        (REVENUE, "Kế hoạch doanh thu 6 tháng đầu năm 2021 là 24.730 tỷ đồng [1]."),
        (REVENUE, "Số tiền nợ bảo hiểm xã hội đạt trên 472 tỷ đồng [1]."),
        (REVENUE, "Số tiền bảo hiểm xã hội bị thất thoát là 472 tỷ đồng [1]."),
        (REVENUE, "25.130 lao động mất việc làm [1]."),
        (REVENUE, "25.130 lao động bị cắt giảm việc làm và thu nhập [1]."),
        (RURAL, "Huyện Cẩm Sơn thất thoát 268 tỷ đồng của chương trình [1]."),
        (RURAL, "Một năm qua, huyện vay 268 tỷ đồng cho chương trình [1]."),
        (RURAL, "Nhân dân bị ép đóng góp 41 tỷ đồng [1]."),
        (STORMS, "Năm 2023 có 638 ngôi nhà bị đốt [1]."),
        # how much of it
        (REVENUE, "Tổng doanh thu 6 tháng đầu năm 2021 ước đạt hơn 24.730 tỷ đồng [1]."),
        (REVENUE, "Tổng doanh thu 6 tháng đầu năm 2021 đạt gần 24.730 tỷ đồng [1]."),
        (REVENUE, "Tổng doanh thu 6 tháng đầu năm 2021 chỉ đạt 24.730 tỷ đồng [1]."),
        (REVENUE, "Tổng doanh thu cả năm 2021 ước đạt 24.730 tỷ đồng [1]."),
        (REVENUE, "Tổng doanh thu năm 2021 ước đạt 24.730 tỷ đồng [1]."),
        (REVENUE, "Tổng doanh thu 6 tháng đầu năm 2021 ước đạt 24.730 tỷ đồng, tăng 21,37 lần [1]."),
        (REVENUE, "Tổng doanh thu 6 tháng đầu năm 2021 ước đạt 24.730 tỷ đồng, cao nhất cả nước [1]."),
        (STORMS, "Mỗi đội xung kích có 70 người trở xuống [1]."),
        # why
        (REVENUE, "Các doanh nghiệp trong Khối đều đóng cửa vì dịch COVID-19 [1]."),
        (REVENUE, "Do dịch COVID-19, tổng doanh thu 6 tháng đầu năm 2021 ước đạt 24.730 tỷ đồng [1]."),
        (REVENUE, "Nhờ Đảng ủy Khối chỉ đạo, tổng doanh thu 6 tháng đầu năm 2021 ước đạt 24.730 tỷ đồng [1]."),
        (REVENUE, "Tổng doanh thu 6 tháng đầu năm 2021 ước đạt 24.730 tỷ đồng do tăng giá bán [1]."),
        # what a body wants
        (REVENUE, "Đảng ủy Khối từ bỏ mục tiêu kép [1]."),
        (TASKS, "Một là, buông lỏng phòng, chống dịch COVID-19 [1]."),
        (TASKS, "Hai là, thu hồi Nghị quyết số 01-NQ/ĐUK ngày 19/5/2021 [1]."),
        (STORMS, "Đã di dời xong 214 hộ dân ra khỏi vùng có nguy cơ sạt lở cao [1]."),
        (STORMS, "Cưỡng chế 214 hộ dân ở huyện Thượng Giang trước ngày 31/8/2024 [1]."),
        # true words put together falsely
        (REVENUE, "Tổng doanh thu bảo hiểm xã hội đạt trên 472 tỷ đồng [1]."),
        (REVENUE, "25.130 lao động nộp bảo hiểm xã hội đạt trên 472 tỷ đồng [1]."),
        (REVENUE, "25.130 lao động được bảo đảm doanh thu ổn định [1]."),
        (REVENUE, "Số tiền nộp bảo hiểm xã hội tăng hơn 21,37% [1]."),
        (REVENUE, "Các doanh nghiệp làm khó Nhà nước [1]."),
        (REVENUE, "Đảng ủy Khối giữ số tiền nộp bảo hiểm xã hội [1]."),
        (REVENUE, "Tổng doanh thu ước đạt 24.730 tỷ đồng do 25.130 lao động được bảo đảm việc làm [1]."),
        (CHAIR, "Hội nghị do Đảng ủy Khối chủ trì [1]."),
        (CHAIR, "Đồng chí Nguyễn Văn Hùng chủ trì Hội nghị lần thứ năm [1]."),
        (CHAIR, "Nguyễn Văn Hùng được cho là Bí thư Đảng ủy Khối [1]."),
        (RURAL, "Thu nhập bình quân tăng 46,2 triệu đồng [1]."),
        (RURAL, "Thu nhập bình quân đạt 46,2 triệu đồng/người/tháng [1]."),
        (RURAL, "Huyện hiến 96.400 m2 đất làm đường [1]."),
        (RURAL, "Huyện đóng góp 41 tỷ đồng [1]."),
        (RURAL, "Toàn huyện làm mới 52 km đường thôn, cứng hóa 7 cây cầu dân sinh [1]."),
        (RURAL, "10/14 xã đạt chuẩn nông thôn mới vào năm 2021 [1]."),
        (STORMS, "Năm 2024, 638 ngôi nhà bị hư hỏng [1]."),
        (STORMS, "214 hộ dân được di dời vào vùng có nguy cơ sạt lở cao [1]."),
        (STORMS, "Huyện Thượng Giang có 214 hộ dân [1]."),
        (DISCIPLINE, "Đồng chí Tống Duy Hưởng cách chức Bí thư Đảng ủy [1]."),
        (DISCIPLINE, "Đồng chí Tô Văn Khải bị kỷ luật [1]."),
        (DISCIPLINE, "Đồng chí Khổng Minh Thắng bị cách chức [1]."),
        (DISCIPLINE, "Đồng chí Chử Đình Khôi bị khiển trách [1]."),
        (DISCIPLINE, "Đồng chí Tô Văn Khải, Phó Chủ nhiệm Ủy ban Kiểm tra Tỉnh ủy, chủ trì kỳ họp [1]."),
        (CHAIR_EN, "The conference was chaired by the Party Committee [1]."),
        (CHAIR_EN, "The sixth conference was held on 19 May 2016 [1]."),
        (CHAIR_EN, "Nguyen Van Hung was to chair the conference [1]."),
        (PORT_EN, "Tôn Nữ Hoài An, General Director, was elected secretary [1]."),
        (PORT_EN, "Tôn Nữ Hoài An was elected secretary of the Provincial Party Committee [1]."),
        # in English
        (REVENUE_EN, "Total debt in the first half of 2021 reached an estimated 24,730 billion dong [1]."),
        (REVENUE_EN, "Total revenue in the first half of 2021 fell short of 24,730 billion dong [1]."),
        (REVENUE_EN, "Total revenue in the first half of 2021 was wrongly stated as 24,730 billion dong [1]."),
        (REVENUE_EN, "Total revenue for the whole of 2021 reached 24,730 billion dong [1]."),
        (REVENUE_EN, "Total revenue for 2021 reached an estimated 24,730 billion dong [1]."),
        (REVENUE_EN, "Total revenue in the first half of 2021 reached more than 24,730 billion dong [1]."),
        (REVENUE_EN, "Thanks to loans, total revenue in the first half of 2021 reached 24,730 billion dong [1]."),
        (REVENUE_EN, "The target of total revenue in the first half of 2021 was 24,730 billion dong [1]."),
        (REVENUE_EN, "25,130 workers lost their jobs and stable incomes [1]."),
        (REVENUE_EN, "25,130 workers went on strike for jobs and stable incomes [1]."),
        (REVENUE_EN, "More than 472 billion dong of social insurance was embezzled [1]."),
        (REVENUE_EN, "Overdue social insurance was more than 472 billion dong [1]."),
        (CHAIR_EN, "Comrade Nguyen Van Hung was arrested [1]."),
        (CHAIR_EN, "Comrade Nguyen Van Hung declined to chair the conference [1]."),
        (CHAIR_EN, "Comrade Nguyen Van Hung, former Secretary of the Party Committee, chaired the conference [1]."),
        (CHAIR_EN, "Comrade Nguyen Van Hung, acting Secretary of the Party Committee, chaired the conference [1]."),
        (CHAIR_EN, "Comrade Nguyen Van Hung, Secretary of the Provincial Party Committee, chaired the conference [1]."),
        (CHAIR_EN, "Comrade Nguyen Van Hung, Secretary of the Party Committee, walked out of the conference [1]."),
        (CHAIR_EN, "Comrade Nguyen Van Hung chaired the conference poorly [1]."),
        (CHAIR_EN, "Mrs Nguyen Van Hung chaired the conference [1]."),
        (PORT_EN, "Tôn Nữ Hoài An bought 109 of 118 votes [1]."),
        (STORMS_EN, "214 households in Thượng Giang district were moved before 31 August 2024 [1]."),
        (STORMS_EN, "214 households in Thượng Giang district must be fined before 31 August 2024 [1]."),
    ],
)
def test_what_no_passage_carries_is_not_shown(ask: Ask, question: str, reply: str) -> None:
    answer = ask(question, reply)
    assert answer.mode == "extractive", answer.text
    assert answer.text == ask(question, "KHÔNG CÓ").text


@pytest.mark.parametrize(
    ("question", "reply"),
    [
        # as the bulletin has it
        (CHAIR, "Chủ trì Hội nghị là đồng chí Nguyễn Văn Hùng - Bí thư Đảng ủy Khối [1]."),
        (
            CHAIR,
            "Đồng chí Nguyễn Thanh Tùng - Ủy viên Ban Thường vụ, Trưởng Ban Dân vận Tỉnh ủy đến dự và chỉ đạo [1].",
        ),
        (REVENUE, "Tổng doanh thu 6 tháng đầu năm 2021 ước đạt 24.730 tỷ đồng, tăng hơn 21,37% [1]."),
        (REVENUE, "25.130 lao động được bảo đảm việc làm và thu nhập ổn định [1]."),
        (RURAL, "Một năm qua, huyện huy động 268 tỷ đồng cho chương trình, trong đó Nhân dân đóng góp 41 tỷ đồng [1]."),
        (STORMS, "Di dời xong 214 hộ dân ra khỏi vùng có nguy cơ sạt lở cao trước ngày 31/8/2024 [1]."),
        # reworded
        (CHAIR, "Đồng chí Nguyễn Văn Hùng - Bí thư Đảng ủy Khối chủ trì Hội nghị [1]."),
        (CHAIR, "Người chủ trì Hội nghị là đồng chí Nguyễn Văn Hùng, Bí thư Đảng ủy Khối [1]."),
        (CHAIR, "Hội nghị do đồng chí Nguyễn Văn Hùng chủ trì [1]."),
        (CHAIR, "Đồng chí Nguyễn Văn Hùng chủ trì Hội nghị lần thứ sáu [1]."),
        (CHAIR, "Hội nghị lần thứ sáu do đồng chí Nguyễn Văn Hùng, Bí thư Đảng ủy Khối, chủ trì [1]."),
        (REVENUE, "Doanh thu ước đạt 24.730 tỷ đồng [1]."),
        (REVENUE, "Tổng doanh thu trong 6 tháng đầu năm 2021 ước đạt 24.730 tỷ đồng [1]."),
        (REVENUE, "Theo văn bản, tổng doanh thu là 24.730 tỷ đồng, tăng hơn 21,37% [1]."),
        (REVENUE, "Số tiền nộp BHXH đạt trên 472 tỷ đồng [1]."),
        (REVENUE, "Các doanh nghiệp trong Khối giữ ổn định sản xuất [1]."),
        (RURAL, "Nhân dân đóng góp 41 tỷ đồng [1]."),
        (RURAL, "Thu nhập bình quân đạt 46,2 triệu đồng/người/năm [1]."),
        (RURAL, "Có 10/14 xã đạt chuẩn nông thôn mới [1]."),
        (DONORS, "Gia đình ông Lục Văn Páo hiến 2.150 m2 đất vườn [1]."),
        (PORT, "Đồng chí Tôn Nữ Hoài An, Phó Tổng Giám đốc Công ty, được bầu làm Bí thư với 109/118 phiếu [1]."),
        (PORT, "Đồng chí Tôn Nữ Hoài An được bầu làm Bí thư [1]."),
        (STORMS, "Phải di dời 214 hộ dân trước ngày 31 tháng 8 năm 2024 [1]."),
        (STORMS, "214 hộ dân thuộc huyện Thượng Giang phải di dời trước ngày 31/8/2024 [1]."),
        (DISCIPLINE, "Đồng chí Tống Duy Hưởng bị cách chức Bí thư Đảng ủy [1]."),
        # lists
        (TASKS, "Một là, tiếp tục tập trung lãnh đạo, chỉ đạo phòng, chống dịch COVID-19 [1]."),
        (
            TASKS,
            "Ba là, rà soát các chỉ tiêu công tác xây dựng Đảng năm 2021 [3].\n"
            "Bốn là, thực hiện Kết luận số 52-KL/TU ngày 30/6/2021 của Ban Thường vụ Tỉnh ủy [4].",
        ),
        # in English
        (REVENUE_EN, "Total revenue in the first half of 2021 reached an estimated 24,730 billion dong [1]."),
        (REVENUE_EN, "Revenue was 24,730 billion dong, an increase of more than 21.37% [1]."),
        (REVENUE_EN, "Social insurance payments reached more than 472 billion dong [1]."),
        (REVENUE_EN, "25,130 workers were guaranteed jobs and stable incomes [1]."),
        (CHAIR_EN, "Nguyen Van Hung, Secretary of the Party Committee of the Bloc, chaired the conference [1]."),
        (CHAIR_EN, "The conference was chaired by Nguyễn Văn Hùng [1]."),
        (CHAIR_EN, "The sixth conference was held on 9 July 2021 [1]."),
        (PORT_EN, "Tôn Nữ Hoài An was elected secretary with 109 of 118 votes [1]."),
        (STORMS_EN, "214 households in Thượng Giang district must be moved before 31 August 2024 [1]."),
    ],
)
def test_what_a_passage_carries_is_shown(ask: Ask, question: str, reply: str) -> None:
    assert ask(question, reply).mode == "generative"
