"""Which of the texts that a web page calls its title is that of its document, and that its lead is kept."""

from __future__ import annotations

import pytest

from ingest.parse import parse
from ingest.sources import RawDocument

HEADING = "Kế hoạch trồng rừng năm 2031"
COMMITTEE = "Đảng ủy Trường Cao đẳng Mẫu Sơn"


def page(title: str, body: str) -> RawDocument:
    html = f"<html><head><meta charset='utf-8'><title>{title}</title></head><body>{body}</body></html>"
    return RawDocument("/kho/a.html", "a.html", html.encode())


@pytest.mark.parametrize("title", [COMMITTEE, f"Lịch làm việc - {COMMITTEE}", f"{HEADING} | {COMMITTEE}"])
def test_heading_counts_for_more_than_the_name_of_the_site(title: str) -> None:
    body = f"<p>{COMMITTEE.upper()}</p><h1>{HEADING}</h1><p>Sáng 5/6/2031, trường trồng 1.200 cây.</p>"
    assert parse(page(title, body)).metadata.title == HEADING


def test_short_heading_counts_where_no_title_is_shown() -> None:
    body = "<h1>Họp tháng 8</h1><p>Bí thư chủ trì cuộc họp sáng 5/8/2031 tại trụ sở.</p>"
    assert parse(page("Cổng thông tin xã Bến Lâm", body)).metadata.title == "Họp tháng 8"


def test_name_of_the_site_as_a_link_is_no_heading() -> None:
    body = "<h1><a href='/'>Xã Bến Lâm</a></h1><p>Bí thư chủ trì cuộc họp sáng 5/8/2031 tại trụ sở.</p>"
    assert parse(page("Họp chi bộ tháng tám", body)).metadata.title == "Họp chi bộ tháng tám"


def test_official_document_whose_head_stands_below_its_heading() -> None:
    body = (
        f"<h1>{HEADING} của Đảng ủy xã</h1><p>ĐẢNG BỘ HUYỆN MẪU SƠN</p><p>ĐẢNG ỦY XÃ BẾN LÂM</p><p>Số 9-KH/ĐU</p>"
        "<p>Bến Lâm, ngày 8 tháng 7 năm 2031</p><p>Xã trồng 12 ha rừng.</p><p>T/M ĐẢNG ỦY<br>BÍ THƯ<br>Lê Ví Dụ</p>"
    )
    found = parse(page(COMMITTEE, body)).metadata
    assert (found.title, found.kind, found.number) == (f"{HEADING} của Đảng ủy xã", "kế hoạch", "9-KH/ĐU")
    assert (found.issuer, found.place, found.signer) == ("Đảng ủy xã Bến Lâm", "Bến Lâm", "Lê Ví Dụ")


LEAD = "Ngày 22/4/2031, xã Bến Lâm họp Đại hội lần thứ XXIII do đồng chí Bí thư chủ trì, có 120 đại biểu dự."
BODY = "".join(
    f"<p>{text}</p>"
    for text in (
        "Theo kế hoạch, xã Bến Lâm có 14 chi bộ trực thuộc với 312 đảng viên; nhiệm kỳ qua kết nạp 58 đảng viên mới.",
        "Đại hội bầu Ban Chấp hành khóa mới gồm 15 đồng chí; đồng chí Chảo Láo Lở tái cử chức vụ Bí thư Đảng ủy xã.",
        "Phát biểu chỉ đạo, đồng chí Phó Bí thư đề nghị xã tập trung trồng 200 ha quế và 45 ha chè trong nhiệm kỳ mới.",
    )
)


@pytest.mark.parametrize(
    "layout",
    [
        "<h1>{title}</h1><p class='description'>{lead}</p><article>{body}</article>",
        "<div><h1>{title}</h1><h2 class='detail-sapo'>{lead}</h2><div class='detail-content'>{body}</div></div>",
        "<article><h1>{title}</h1><div class='article__sapo'>{lead}</div><div class='body'>{body}</div></article>",
        "<header><h1>{title}</h1><div class='sapo'><p>{lead}</p></div></header><div class='content'>{body}</div>",
        "<h1>{title}</h1><div class='content'><p class='sapo'>{lead}</p>{body}</div>",
    ],
)
def test_lead_stands_once_below_the_title(layout: str) -> None:
    found = parse(page(HEADING, layout.format(title=HEADING, lead=LEAD, body=BODY)))
    assert found.text.split("\n\n")[:2] == [HEADING, LEAD]
    assert found.text.count(LEAD) == 1


def test_summary_of_another_article_is_no_lead() -> None:
    other = "<div class='summary'>Huyện ủy Mẫu Sơn họp bàn việc khác vào ngày mai tại trụ sở.</div>"
    found = parse(page(HEADING, f"<h1>{HEADING}</h1><div class='content'>{BODY}</div><h3>Tin khác</h3>{other}"))
    assert "Mẫu Sơn" not in found.text
