"""Documents made at random that hold lists of every form, with what each list must come out as."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from itertools import zip_longest

from ingest.readers.base import RawBlock
from ingest.structure import Structure, read_structure
from vectorstore.models import BlockKind

_CARDINALS = "Một Hai Ba Bốn Năm Sáu Bảy Tám Chín Mười".split()
_ORDINALS = "nhất hai ba tư năm sáu bảy tám chín mười".split()
_LETTERS = "a b c d đ e g h i k".split()
_ROMANS = "I II III IV V VI VII VIII IX X".split()
_VERBS = (
    "tăng cường", "đẩy mạnh", "tiếp tục", "lãnh đạo", "chỉ đạo", "nâng cao", "thực hiện tốt", "quan tâm", "tổ chức",
    "rà soát", "kiện toàn", "xây dựng", "phối hợp", "đôn đốc", "hoàn thành",
)  # fmt: skip
_OBJECTS = (
    "công tác kiểm tra, giám sát", "việc học tập nghị quyết", "phong trào thi đua yêu nước",
    "chất lượng sinh hoạt chi bộ", "quy chế dân chủ ở cơ sở", "công tác phát triển đảng viên", "việc thu nộp đảng phí",
    "các công trình thủy lợi", "bồi dưỡng cấp ủy viên", "chuyển đổi số trong cơ quan đảng",
    "an ninh, trật tự trên địa bàn",
)  # fmt: skip
_TAILS = (
    "trong sáu tháng cuối năm", "đến từng chi bộ", "trước ngày 30/9", "gắn với nhiệm vụ chính trị của đơn vị",
    "bảo đảm đúng quy định", "ở 15/15 xã, thị trấn", "với kinh phí 2,5 tỷ đồng",
    "theo Kết luận số 12-KL/TU của Tỉnh ủy", "cho hơn 1.200 đảng viên", "và báo cáo kết quả hằng quý",
)  # fmt: skip
_LEADS = (
    "Hội nghị thống nhất các nhiệm vụ trọng tâm sau:",
    "Ban Thường vụ Huyện ủy yêu cầu các cấp ủy tập trung thực hiện những nội dung sau đây:",
    "Trong thời gian tới, cần làm tốt một số việc:",
    "Kết quả đạt được trên các mặt như sau:",
    "Để đạt mục tiêu trên, Đảng ủy đề ra các giải pháp:",
)
_HEADINGS = (
    "Công tác xây dựng Đảng",
    "Về phát triển kinh tế",
    "Kết quả đạt được",
    "Nhiệm vụ trọng tâm",
    "Tổ chức thực hiện",
)

FORMS = (
    "một là", "thứ", "nhiệm vụ", "1.", "1)", "(1)", "1/", "1.1.", "I.", "a)", "a.", "(a)", "i)",
    "-", "–", "+", "•", "*", "o", "số", "dấu",
)  # fmt: skip
"""The forms of labels; the last two are those of lists whose labels the file does not store as text."""
_INNER = {1: ("a)", "-", "+", "•", "1)", "(a)"), 2: ("-", "+", "•", "*")}  # forms inside a list, by depth


@dataclass(slots=True)
class WantedList:
    """What a list must come out as: its lead, and each item's own line; nested lists come right after their own."""

    lead: str
    items: list[str] = field(default_factory=list)
    depth: int = 0


@dataclass(slots=True)
class ListDocument:
    """A document and the lists that it holds, in the order in which they start."""

    blocks: list[RawBlock] = field(default_factory=list)
    lists: list[WantedList] = field(default_factory=list)


def make(seed: int) -> ListDocument:
    """The document of this number: always the same one."""
    return _Maker(random.Random(seed)).make()


def differences(seed: int) -> list[tuple[WantedList | None, WantedList | None]]:
    """Where the lists found in a document differ from those that it holds: pairs of wanted and found."""
    document = make(seed)
    found = found_lists(read_structure(document.blocks))
    return [pair for pair in zip_longest(document.lists, found) if pair[0] != pair[1]]


def found_lists(structure: Structure) -> list[WantedList]:
    """The lists of a structure, as `ListDocument.lists` would have them; its numbered parts are none of them."""
    headings = {block.start for block in structure.blocks if block.kind is BlockKind.HEADING}
    lists = [section for section in structure.sections if section.items[0].start not in headings]
    lines = sorted((line.start, line.end) for line in structure.lines)
    starts = sorted({item.start for section in lists for item in section.items})

    def own_line(start: int) -> str:
        end = next((end for begin, end in lines if begin <= start < end), start)
        following = next((other for other in starts if start < other < end), end)
        return structure.text[start:following].strip()

    def depth(index: int | None) -> int:
        if index is None or structure.sections[index] not in lists:
            return -1
        return 1 + depth(structure.sections[index].parent)

    return [
        WantedList(
            section.lead.of(structure.text),
            [own_line(item.start) for item in section.items],
            depth(structure.sections.index(section)),
        )
        for section in sorted(lists, key=lambda section: section.items[0].start)
    ]


class _Maker:
    def __init__(self, draw: random.Random) -> None:
        self._draw = draw
        self._made = ListDocument()

    def make(self) -> ListDocument:
        if self._draw.random() < 0.5:
            self._front()
        else:
            self._say("Huyện ủy Mẫu Sơn họp bàn nhiệm vụ năm 2030")
            self._say(f"Sáng 5/6/2030, {self._sentence(1)}")
        for _ in range(self._draw.randint(1, 4)):
            self._draw.choice(
                (
                    self._list,
                    self._list,
                    self._list,
                    self._inline,
                    self._half_inline,
                    self._headed,
                    self._titled,
                    self._table,
                )
            )()
            self._say(f"Hội nghị đánh giá cao {self._draw.choice(_OBJECTS)} thời gian qua. {self._sentence(1)}")
        return self._made

    def _front(self) -> None:
        for line in (
            "ĐẢNG BỘ TỈNH SÔNG VÀNG", "HUYỆN ỦY MẪU SƠN", "*", "Số 15-KH/HU", "Mẫu Sơn, ngày 12 tháng 3 năm 2030",
            "KẾ HOẠCH", "thực hiện nhiệm vụ năm 2030", "-----",
        ):  # fmt: skip
            self._say(line)
        self._say("Thực hiện Nghị quyết số 12-NQ/TU của Tỉnh ủy, Huyện ủy Mẫu Sơn ban hành kế hoạch như sau.")

    def _say(self, text: str, kind: BlockKind = BlockKind.PARAGRAPH) -> None:
        self._made.blocks.append(RawBlock(text, kind))

    def _sentence(self, clauses: int) -> str:
        parts = [
            " ".join((self._draw.choice(_VERBS), self._draw.choice(_OBJECTS), self._draw.choice(_TAILS)))
            for _ in range(clauses)
        ]
        text = "; ".join(parts) if self._draw.random() < 0.2 else ", ".join(parts)
        return text[0].upper() + text[1:] + "."

    def _lead(self) -> str:
        if self._draw.random() < 0.5:
            return self._draw.choice(_LEADS)
        return f"{self._sentence(1)} {self._draw.choice(_LEADS)}"

    def _list(self) -> None:
        lead = self._lead()
        self._say(lead)
        self._items(lead, (self._draw.choice(FORMS),))

    def _headed(self) -> None:
        """Headings with Roman and Arabic numbers, and a list under them."""
        for roman in range(self._draw.randint(1, 2)):
            self._say(f"{_ROMANS[roman]}. {self._draw.choice(_HEADINGS).upper()}")
            for number in range(self._draw.randint(0, 2)):
                self._say(f"{number + 1}. {self._draw.choice(_HEADINGS)}")
                self._say(self._sentence(2))
            self._say(self._sentence(3))
            lead = self._lead()
            self._say(lead)
            self._items(lead, (self._draw.choice(("một là", "thứ", "a)", "-", "+", "•", "1)", "(1)", "dấu")),))

    def _inline(self) -> None:
        """A list that starts in the middle of a paragraph."""
        lead = self._draw.choice(_LEADS)
        count = self._draw.randint(2, 6)
        form = self._draw.choice(("một là", "thứ", "1)", "(1)", "a)"))
        items = []
        for index in range(count):
            label = self._label(form, index)
            label = label if index == 0 else label[0].lower() + label[1:]
            body = self._sentence(1).rstrip(".")
            items.append(f"{label} {body[0].lower()}{body[1:]}" + (";" if index < count - 1 else "."))
        before = f"{self._sentence(1)} " if self._draw.random() < 0.5 else ""
        self._made.lists.append(WantedList(before + lead, items))
        self._say(before + lead + " " + " ".join(items))

    def _half_inline(self) -> None:
        """A list whose first item stands in the paragraph of its lead, the others in paragraphs of their own."""
        lead = self._lead()
        form = self._draw.choice(("một là", "thứ", "1)", "(1)", "a)"))
        items = [f"{self._label(form, index)} {self._sentence(2)}" for index in range(self._draw.randint(2, 7))]
        self._made.lists.append(WantedList(lead, items))
        self._say(f"{lead} {items[0]}")
        for item in items[1:]:
            self._say(item)

    def _titled(self) -> None:
        """A list under a short line without a colon, with captions of pictures among the items."""
        lead = self._draw.choice(_HEADINGS)
        self._say(lead)
        form = self._draw.choice(("một là", "thứ", "1.", "1)", "-", "+", "•", "dấu", "số"))
        wanted = WantedList(lead)
        self._made.lists.append(wanted)
        for index in range(self._draw.randint(2, 6)):
            text = f"{self._label(form, index)} {self._sentence(self._draw.randint(1, 3))}".strip()
            wanted.items.append(text)
            label = self._label(form, index)
            number = index + 1 if form == "số" else None
            self._made.blocks.append(
                RawBlock(text) if label else RawBlock(text, BlockKind.ITEM, level=1, number=number)
            )
            if self._draw.random() < 0.15:
                self._say(
                    "Toàn cảnh Hội nghị. Ảnh: Thanh Mẫu" if self._draw.random() < 0.5 else "Ảnh: Thanh Mẫu",
                    BlockKind.CAPTION,
                )

    def _table(self) -> None:
        rows = [("Đơn vị", "Kết quả"), *((f"Xã số {n}", str(n * 7)) for n in range(1, 4))]
        for index, row in enumerate(rows):
            self._made.blocks.append(RawBlock(" | ".join(row), BlockKind.ROW, cells=row, header=index == 0))

    def _items(self, lead: str, forms: tuple[str, ...]) -> None:
        """A list whose form is the last of `forms`, inside items of lists of the others."""
        form, depth = forms[-1], len(forms) - 1
        wanted = WantedList(lead, depth=depth)
        self._made.lists.append(wanted)
        count = self._draw.randint(2, 9)
        closes = self._draw.random() < 0.4
        nests = depth < 2 and self._draw.random() < 0.35
        for index in range(count):
            label = self._label(form, index)
            body = self._sentence(self._draw.randint(1, 4))
            if closes and index < count - 1:
                body = body.rstrip(".") + ";"
            inner = nests and self._draw.random() < 0.4
            if inner:
                body = body.rstrip(".;") + ", cụ thể:"
            line = f"{label} {body}" if label else body
            wanted.items.append(line)
            if label:
                self._say(line)
            else:
                number = index + 1 if form == "số" else None
                self._made.blocks.append(RawBlock(line, BlockKind.ITEM, level=depth + 1, number=number))
            if inner:
                self._items(line, (*forms, self._inner_form(forms)))
            elif index < count - 1 and self._draw.random() < 0.1 and not closes and form not in (*"-–+•*o", "dấu"):
                self._say(f"Trong đó, {self._sentence(2)}")

    def _inner_form(self, forms: tuple[str, ...]) -> str:
        """A form for a list inside lists of `forms`: nobody uses the same one at two depths."""
        if forms[-1] in ("số", "dấu"):
            return "dấu"
        used = {{"–": "-", "o": "•"}.get(form, form) for form in forms}
        return self._draw.choice([form for form in _INNER[len(forms)] if form not in used])

    def _label(self, form: str, index: int) -> str:
        match form:
            case "một là":
                return f"{_CARDINALS[index]} là,"
            case "thứ":
                return f"Thứ {_ORDINALS[index]},"
            case "nhiệm vụ":
                return f"Nhiệm vụ {index + 1}:"
            case "1.":
                return f"{index + 1}."
            case "1)":
                return f"{index + 1})"
            case "(1)":
                return f"({index + 1})"
            case "1/":
                return f"{index + 1}/"
            case "1.1.":
                return f"2.{index + 1}."
            case "I.":
                return f"{_ROMANS[index]}."
            case "a)" | "a.":
                return _LETTERS[index] + form[1]
            case "(a)":
                return f"({_LETTERS[index]})"
            case "i)":
                return f"{_ROMANS[index].lower()})"
            case "số" | "dấu":
                return ""
            case _:
                return form
