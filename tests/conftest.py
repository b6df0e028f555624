"""What the tests share: a few short bulletins, and a library that holds them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis_settings

from bot.library import LocalLibrary
from ingest.options import IngestOptions
from tests.tiny_embedder import TinyEmbedder
from vectorstore.embedder import Embedder, load_embedder
from vectorstore.index import Index
from vectorstore.settings import VectorstoreSettings

CONFERENCE = """ĐẢNG ỦY KHỐI DOANH NGHIỆP TỈNH SÔNG LAM

Số: 12-BT/ĐUK

Sông Lam, ngày 09 tháng 7 năm 2021

BẢN TIN

Hội nghị Ban Chấp hành Đảng bộ Khối lần thứ sáu

Sáng 09/7/2021, Ban Chấp hành Đảng bộ Khối Doanh nghiệp tỉnh Sông Lam tổ chức Hội nghị lần thứ sáu. Đồng chí Trần Thị \
Hạnh, Bí thư Đảng ủy Khối, chủ trì Hội nghị.

Sáu tháng đầu năm, tổng doanh thu của các doanh nghiệp trong Khối đạt 12.450 tỷ đồng, tăng 8,6% so với cùng kỳ.

Hội nghị thống nhất bốn nhiệm vụ trọng tâm sáu tháng cuối năm 2021 như sau:

Một là, lãnh đạo thực hiện nhiệm vụ sản xuất, kinh doanh gắn với phòng, chống dịch COVID-19.

Hai là, quán triệt và triển khai Nghị quyết Đại hội XIII của Đảng đến từng chi bộ.

Ba là, nâng cao năng lực lãnh đạo của tổ chức đảng, kết nạp 120 đảng viên mới.

Bốn là, tăng cường công tác kiểm tra, giám sát và thi hành kỷ luật đảng.
"""

PLAN = """HUYỆN ỦY THANH KHÊ

Số: 35-KH/HU

Thanh Khê, ngày 15 tháng 3 năm 2022

KẾ HOẠCH

Trồng cây xanh trên địa bàn huyện năm 2022

Huyện ủy Thanh Khê giao Ban Thường vụ Huyện đoàn chủ trì trồng 25.000 cây xanh tại mười hai xã trước ngày 30/6/2022.

Kinh phí thực hiện là 1,8 tỷ đồng, lấy từ nguồn xã hội hóa.
"""

DIRECTIVE = """TỈNH ỦY SÔNG LAM

Số: 07-CT/TU

Sông Lam, ngày 20 tháng 5 năm 2023

CHỈ THỊ

Tăng cường công tác phòng, chống thiên tai

Ban Thường vụ Tỉnh ủy yêu cầu các cấp ủy bố trí lực lượng trực 24/24 giờ trong mùa mưa bão, từ tháng 7 đến tháng 11.

Văn phòng Tỉnh ủy theo dõi, đôn đốc và báo cáo Thường trực Tỉnh ủy hằng tuần.
"""

BULLETINS = {"hoi-nghi.txt": CONFERENCE, "trong-cay.txt": PLAN, "phong-chong-thien-tai.txt": DIRECTIVE}


hypothesis_settings.register_profile("bantin", deadline=None)  # how long a test takes says nothing of what it tests
hypothesis_settings.load_profile("bantin")

_LONGEST = ("test_vectorstore_crash.py", "test_channels_delivery.py", "test_channels_telegram.py")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begins with the files that take longest, so that no process is left alone with one at the end (as the tests are
    not reordered, see the Makefile)."""
    items.sort(key=lambda item: item.path.name not in _LONGEST)


@pytest.fixture(scope="session", autouse=True)
def _each_model_loaded_once() -> Iterator[None]:
    """Every index of this process shares the models: each takes half a second and hundreds of megabytes to load."""
    models: dict[tuple[str, int, Path], Embedder] = {}

    def shared(settings: VectorstoreSettings) -> Embedder:
        key = settings.embedding_model, settings.embedding_threads, settings.cache_dir
        if key not in models:
            models[key] = load_embedder(settings)
        return models[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("vectorstore.index.load_embedder", shared)
        yield


@pytest.fixture(scope="session")
def bulletins(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with three short bulletins."""
    folder = tmp_path_factory.mktemp("bulletins")
    for name, text in BULLETINS.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def settings(tmp_path: Path) -> VectorstoreSettings:
    """Settings of an empty data folder, with the default model."""
    return VectorstoreSettings(data_dir=tmp_path / "data")


@pytest.fixture
def index(settings: VectorstoreSettings) -> Iterator[Index]:
    """An empty index whose vectors are cheap."""
    with Index.open(settings, TinyEmbedder()) as opened:
        yield opened


@pytest.fixture(scope="session")
def default_embedder() -> Embedder:
    """The default model, loaded once."""
    return load_embedder(VectorstoreSettings())


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory, bulletins: Path) -> Iterator[LocalLibrary]:
    """A library of the three bulletins, for tests that only read."""
    settings = VectorstoreSettings(data_dir=tmp_path_factory.mktemp("library") / "data")
    library = LocalLibrary.open(settings)
    report = library.ingest([str(bulletins)], IngestOptions(), lambda step: None)
    assert report.exit_code == 0
    yield library
    library.close()
