"""The surnames by which a name is told to be a person's."""

from __future__ import annotations

from vectorstore.text import fold

SURNAMES = frozenset(
    """
    Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Trương Đinh Lâm Mai Trịnh Đào
    Phùng Cao Hà Tô Lương Tạ Chu Châu Thái Khúc Quách La Bạch Nghiêm Kiều Triệu Tôn Lưu Tống Giang Thân Nông Hứa
    Vương Từ Doãn Đàm Diệp Ninh Mạc Thạch Kim Danh Lò Lường Quàng Cầm Bàn Giàng Vàng Sùng Thào Điểu Cù Khổng Viên
    Ứng Trà Tăng Khương Lục Phí Đồng Mã Văn Uông Ông Âu Cung Nhâm Bế Vi Hoa Sầm Ma Tòng Hờ Ksor Siu Rơ Nay
    Giáp Đậu Lã Lại Thiều Lữ Phàn Tẩn Chảo Hầu Hạng Khuất Lù Lèo Cháng
    """.split()
)
"""Vietnamese surnames; without Đoàn, which mostly begins the name of a Union or a delegation."""
SURNAMES_FOLDED = frozenset(map(fold, SURNAMES))
"""The same without accents, where they are words of all kinds: "ban", "tu", "vien"."""
