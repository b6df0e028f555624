"""Who signed and wrote a document, where and about when; where each field came from; corrections beside the file."""

from __future__ import annotations

import datetime
from functools import partial
from pathlib import Path

import pytest

from ingest.aside import Asides
from ingest.periods import period_in
from ingest.readers.base import Hints
from ingest.signers import author_of, signer_of
from ingest.sync import sync as sync_with
from tests.ingest_helpers import InProcessParser
from tests.test_ingest_metadata import PLAN, metadata_of
from vectorstore.index import Index
from vectorstore.models import BulletinEntry

sync = partial(sync_with, parser=InProcessParser())
DAY = datetime.date(2024, 7, 3)


@pytest.mark.parametrize(
    ("end", "signer"),
    [
        ("T/M BAN THƯỜNG VỤ\nBÍ THƯ\n(đã ký)\nLê Văn Ví Dụ", "Lê Văn Ví Dụ"),
        ("K/T TRƯỞNG BAN\nPHÓ TRƯỞNG BAN\n\nTrần Thị Mẫu", "Trần Thị Mẫu"),
        ("CHỦ TỊCH\n(Đã ký)\nTS. Đỗ Mẫu", "Đỗ Mẫu"),
        ("TM. UỶ BAN NHÂN DÂN\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH\nNGUYỄN VĂN MẪU", "Nguyễn Văn Mẫu"),
        ("Nơi nhận: | T/M BAN CHẤP HÀNH\n- Lưu. | BÍ THƯ\n | Y Mẫu Niê", "Y Mẫu Niê"),
        ("BÍ THƯ\n(đã ký)\nNơi nhận:\n- Lưu Văn phòng.", None),
        ("Đồng chí Bí thư Huyện ủy phát biểu.\nLê Văn Ví Dụ", None),
        ("T/M BAN THƯỜNG VỤ", None),
    ],
)
def test_signer(end: str, signer: str | None) -> None:
    assert signer_of([line for line in end.split("\n") if line]) == signer


@pytest.mark.parametrize(
    ("line", "author"),
    [
        ("Tin: Thanh Hòa - Ảnh: Quỳnh Trâm", "Thanh Hòa"),
        ("Theo tin, ảnh: Minh Kha", "Minh Kha"),
        ("Tin: Mai Hương (Trung tâm Văn hóa)", "Mai Hương (Trung tâm Văn hóa)"),
        ("Ban Biên tập lược ghi", "Ban Biên tập"),
        ("Minh Kha ghi", "Minh Kha"),
        ("Đồng chí Bí thư ghi", None),
        ("Tin, ảnh: Thanh Mẫu", "Thanh Mẫu"),
        ("Bài và ảnh: Lê Mẫu - Trần Dụ", "Lê Mẫu - Trần Dụ"),
        ("(Tin: Quỳnh Ví)", "Quỳnh Ví"),
        ("Tác giả: Admin", None),
        ("Tin vui: năm nay được mùa", None),
        ("Ảnh: Thanh Mẫu", None),
    ],
)
def test_author(line: str, author: str | None) -> None:
    assert author_of(["Đảng ủy xã Mẫu họp.", "Hội nghị bàn việc làm đường.", line]) == author


@pytest.mark.parametrize(
    ("kind", "title", "text", "period"),
    [
        (
            "báo cáo",
            "Báo cáo kết quả công tác 6 tháng đầu năm, nhiệm vụ 6 tháng cuối năm 2024",
            "",
            "6 tháng đầu năm 2024",
        ),
        ("báo cáo", "Báo cáo tình hình quý III/2022", "", "quý III/2022"),
        ("báo cáo", "Báo cáo công tác tháng 5 năm 2023", "", "tháng 5 năm 2023"),
        ("báo cáo", "Báo cáo tổng kết nhiệm kỳ 2015 - 2020", "", "nhiệm kỳ 2015 - 2020"),
        ("báo cáo", "Báo cáo chính trị", "Đánh giá kết quả năm 2019, Đảng bộ rút ra ba bài học.", "năm 2019"),
        ("bản tin", "HUYỆN ỦY MẪU TỔNG KẾT NĂM 2019, TRIỂN KHAI NHIỆM VỤ NĂM 2020", "", "năm 2019"),
        ("bản tin", "Sơ kết thực hiện Nghị quyết năm 2020", "", None),
        ("bản tin", "Trao quà Tết năm 2024", "", None),
        ("kế hoạch", "Kế hoạch sơ kết năm 2024", "", None),
    ],
)
def test_period(kind: str, title: str, text: str, period: str | None) -> None:
    assert period_in(kind, title, [text], DAY) == period


def test_every_field_says_where_it_came_from() -> None:
    found = metadata_of(PLAN)
    stated = {"title", "date", "number", "issuer", "kind", "signer", "place"}
    assert dict(found.origins) == dict.fromkeys(stated, "text")
    page = metadata_of("Sáng 1/2/2030, chi bộ họp.", Hints("Chi bộ Mẫu Lâm họp", DAY, "Lê Mẫu", "html"))
    assert (page.author, dict(page.origins)) == (
        "Lê Mẫu",
        {"title": "html", "date": "html", "author": "html", "kind": "text", "issuer": "text"},
    )
    named = metadata_of("Một câu văn không phải tiêu đề.", Hints(author="admin"), name="bao-cao.txt")
    assert (named.author, dict(named.origins)) == (None, {"title": "name", "kind": "text"})


# Corrections beside the file


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with two documents."""
    folder = tmp_path / "kho"
    folder.mkdir()
    (folder / "ke-hoach.txt").write_text(PLAN, "utf-8")
    (folder / "tin.txt").write_text("Sáng 1/2/2030, chi bộ họp.", "utf-8")
    return folder


def entry(index: Index, name: str) -> BulletinEntry:
    return next(entry for entry in index.entries(9) if entry.source.endswith(name))


CORRECTED = """["*.txt"]
issuer = "Thành ủy Mẫu"

["tin.txt"]
title = "Chi bộ họp"
date = 2030-02-03
"""


def test_corrections_come_with_the_file_and_go_with_them(folder: Path, index: Index) -> None:
    (folder / "bantin.toml").write_text(CORRECTED, "utf-8")
    report = sync([str(folder)], index)
    assert [Path(outcome.source).name for outcome in report.outcomes] == ["ke-hoach.txt", "tin.txt"]
    news = entry(index, "tin.txt").metadata
    assert (news.title, news.date, news.issuer) == ("Chi bộ họp", datetime.date(2030, 2, 3), "Thành ủy Mẫu")
    assert news.origins["title"] == "correction"
    assert entry(index, "ke-hoach.txt").metadata.issuer == "Thành ủy Mẫu"

    assert sync([str(folder)], index).count("unchanged") == 2
    (folder / "bantin.toml").write_text(CORRECTED.replace("Chi bộ họp", "Chi bộ Mẫu họp"), "utf-8")
    assert [outcome.status for outcome in sync([str(folder)], index).outcomes] == ["unchanged", "updated"]
    assert entry(index, "tin.txt").metadata.title == "Chi bộ Mẫu họp"

    (folder / "bantin.toml").unlink()
    sync([str(folder)], index)
    assert entry(index, "tin.txt").metadata.title == "tin"
    assert entry(index, "ke-hoach.txt").metadata.issuer == "Huyện ủy Mẫu Sơn"
    assert index.check() == []


def test_corrections_over_the_api_are_the_last_word_and_outlive_a_new_version(folder: Path, index: Index) -> None:
    (folder / "bantin.toml").write_text(CORRECTED, "utf-8")
    sync([str(folder)], index)
    index.amend(entry(index, "tin.txt").id, {"title": "Tên do người sửa"})
    (folder / "tin.txt").write_text("Sáng 1/2/2030, chi bộ họp lại.", "utf-8")
    sync([str(folder)], index)
    found = entry(index, "tin.txt").metadata
    assert (found.title, found.issuer) == ("Tên do người sửa", "Thành ủy Mẫu")
    index.amend(entry(index, "tin.txt").id, {"title": None})
    assert entry(index, "tin.txt").metadata.title == "Chi bộ họp"


@pytest.mark.parametrize(
    ("content", "part"),
    [
        ("[", "TOML"),
        ('["tin.txt"]\ntieu_de = "x"', "tieu_de"),
        ('["tin.txt"]\ndate = "hôm qua"', "hôm qua"),
        ('title = "x"', '["title"]'),
        (b"\xff\xfe", "TOML"),
    ],
)
def test_a_bad_file_of_corrections_is_reported_and_changes_nothing(
    folder: Path, index: Index, content: str | bytes, part: str
) -> None:
    (folder / "bantin.toml").write_text(CORRECTED, "utf-8")
    sync([str(folder)], index)
    (folder / "bantin.toml").write_bytes(content if isinstance(content, bytes) else content.encode())
    report = sync([str(folder)], index)
    (failed,) = [outcome for outcome in report.outcomes if outcome.error]
    assert failed.source == str(folder / "bantin.toml")
    assert failed.error is not None
    assert part in failed.error.vi
    assert "\n" not in failed.error.vi
    assert entry(index, "tin.txt").metadata.title == "Chi bộ họp"


def test_later_tables_count_for_more(tmp_path: Path) -> None:
    (tmp_path / "bantin.toml").write_text('["*"]\nkind = "a"\nissuer = "b"\n["x*"]\nkind = "c"', "utf-8")
    assert Asides().of(str(tmp_path / "x.txt")) == {"kind": "c", "issuer": "b"}
    assert Asides().of(str(tmp_path / "y.txt")) == {"kind": "a", "issuer": "b"}
