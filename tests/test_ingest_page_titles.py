"""Which of the texts that a web page calls its title is that of its document."""

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
