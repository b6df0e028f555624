"""Gives words in capitals the spelling that the rest of a document uses."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable

from ingest.labels import roman

_WORD = re.compile(r"[^\W\d_]+")
_MAX_TEXT = 60_000  # characters of a document from which spellings are learnt
_NAMES = (
    "Nhân dân", "Ban Chấp hành", "Ban Thường vụ", "Ban Thường trực", "Ban Tuyên giáo", "Ban Tổ chức", "Ban Dân vận",
    "Ban Nội chính", "Ban Bí thư", "Ban Chỉ đạo", "Ban cán sự đảng", "Bộ Chính trị", "Bí thư", "Chủ tịch",
    "Tỉnh ủy", "Huyện ủy", "Thành ủy", "Thị ủy", "Quận ủy", "Đảng ủy", "Đảng bộ", "Đảng đoàn", "Đảng", "Khối",
    "Khối Doanh nghiệp", "Đoàn Thanh niên", "Hội Liên hiệp Phụ nữ", "Liên đoàn Lao động", "Hội Nông dân",
    "Hội Cựu chiến binh",
    "Ủy ban", "Ủy ban Kiểm tra", "Ủy viên", "Hội đồng nhân dân", "Ủy ban nhân dân", "Quốc hội", "Chính phủ",
    "Việt Nam", "Hồ Chí Minh", "Trung ương", "Hội nghị", "Đại hội", "Mặt trận Tổ quốc", "Văn phòng", "Nhà nước",
    "Điều lệ Đảng", "Thường trực", "UBND", "HĐND", "MTTQ",
)  # fmt: skip
_INSTITUTIONS = (  # these only count in the names of organisations
    "Bệnh viện", "Đa khoa", "Bách khoa", "Đại học", "Cao đẳng", "Trung học phổ thông", "Trung học cơ sở", "Tiểu học",
    "Chi bộ", "Chi ủy", "Công đoàn", "Công ty", "Cổ phần", "các cơ quan", "tỉnh", "huyện", "thành phố", "thị xã",
    "quận", "xã", "phường", "thị trấn", "thôn", "ấp", "tổ dân phố",
    "Y tế", "Giáo dục và Đào tạo", "Tài chính", "Tư pháp", "Nội vụ", "Ngoại vụ", "Công Thương", "Xây dựng", "Thanh tra",
    "Khoa học và Công nghệ", "Văn hóa", "Thể thao", "Thể thao và Du lịch", "Giao thông vận tải", "Kế hoạch và Đầu tư",
    "Nông nghiệp và Môi trường", "Nông nghiệp và Phát triển nông thôn", "Tài nguyên và Môi trường", "Công an",
    "Thông tin và Truyền thông", "Lao động", "Thương binh và Xã hội", "Quân sự", "Bộ Chỉ huy", "Bộ đội", "Biên phòng",
    "cửa khẩu",
)  # fmt: skip
_KNOWN = [(re.compile(rf"\b{name}\b", re.I), name) for name in _NAMES]
_KNOWN_IN_NAMES = [(re.compile(rf"\b{name}\b", re.I), name) for name in (*_INSTITUTIONS, *_NAMES)]
_COUNTED = frozenset("quý khóa khoá kỳ lần thứ phần chương mục loại hạng cấp bậc đợt tập kì số".split())
"""Words before a number."""
_SYLLABLES = frozenset(("VI", "XI", "LI", "MI", "DI", "I"))
"""Roman numbers that are Vietnamese syllables too: "VI PHẠM", "XI MĂNG"."""
_VOWEL = re.compile(r"[^BCDĐFGHJKLMNPQRSTVWXZ]")
"""What every word has, and letters that stand for something often lack."""


class Spelling:
    """The spellings of the words in a document's texts; words at the start of a sentence do not count."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._alone: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._after: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        self._before: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        read = 0
        for text in texts:
            if read > _MAX_TEXT:
                break
            read += len(text)
            if not text.isupper():
                self._learn(text[:_MAX_TEXT])

    def respell(self, text: str, unknown_is_name: bool = False) -> str:
        """`text` with its words in capitals spelled as the document does, the first letter a capital.

        One word in capitals between words in small letters ("Sở Y tế", "Trường PTDT") is meant so, and stays. A word
        that the document does not have is written small, or as a name if `unknown_is_name`.
        """
        words = _WORD.findall(text)
        position = iter(range(len(words)))

        def spelled(match: re.Match[str]) -> str:
            index = next(position)
            beside = [*words[max(index - 1, 0) : index], *words[index + 1 : index + 2]]
            word = match[0].lower()
            before = words[index - 1].lower() if index else ""
            after = words[index + 1].lower() if index + 1 < len(words) else ""
            is_alone = bool(beside) and not any(map(str.isupper, beside))
            if not match[0].isupper() or is_alone or _is_sign(match[0], before):
                return match[0]
            for known in (self._after.get((before, word)), self._before.get((word, after)), self._alone.get(word)):
                if known:
                    return known.most_common(1)[0][0]
            return word.capitalize() if unknown_is_name else word

        result = _WORD.sub(spelled, text)
        for pattern, name in (_KNOWN_IN_NAMES if unknown_is_name else _KNOWN) if len(result) == len(text) else ():
            for match in pattern.finditer(result):
                if text[match.start() : match.end()].isupper():
                    result = result[: match.start()] + name + result[match.end() :]
        return result[:1].upper() + result[1:]

    def _learn(self, text: str) -> None:
        last = ""
        end = 0
        for match in _WORD.finditer(text):
            word = match[0]
            starts = not text[end : match.start()].strip(" ,-–/()") and end > 0
            if starts:
                self._alone[word.lower()][word] += 1
                self._after[last, word.lower()][word] += 1
            if last:
                self._before[last, word.lower()][text[end - len(last) : end]] += 1
            last, end = word.lower(), match.end()


def _is_sign(word: str, before: str) -> bool:
    """Whether capitals are a Roman number, or letters that stand for something ("KHU B", "NQ/TW"), and not a word."""
    if not _VOWEL.search(word):
        return True
    return roman(word) is not None and (word not in _SYLLABLES or before in _COUNTED)
