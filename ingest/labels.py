"""List labels and heading labels: "Một là", "Thứ nhất", "Nhiệm vụ 1:", "II.", "1.2.", "a)", "-", "Điều 5."."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

_UNITS = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"]


def _number_words() -> dict[str, int]:
    words = {word: number for number, word in enumerate(_UNITS) if number}
    words |= {"nhất": 1, "tư": 4, "bẩy": 7, "mười": 10}
    for unit, word in enumerate(_UNITS):
        if unit:
            words[f"mười {word}"] = 10 + unit
            words[f"hai mươi {word}"] = 20 + unit
    return words | {"mười lăm": 15, "hai mươi": 20, "hai mươi mốt": 21, "hai mươi lăm": 25, "hai mươi tư": 24}


NUMBER_WORDS = _number_words()
"""Vietnamese number words, cardinal and ordinal, from 1 to 29."""

_WORD = "|".join(sorted(NUMBER_WORDS, key=len, reverse=True)).replace(" ", r"\s+")
NOUNS = (
    "nhóm nhiệm vụ|nhóm giải pháp|nhiệm vụ|giải pháp|mục tiêu|nội dung|bước|chỉ tiêu|khâu đột phá|đột phá|kết quả|"
    "vấn đề|việc|bài học|quan điểm|tiêu chí|kiến nghị|đề xuất|hạn chế|nguyên nhân|phương án|yêu cầu|biện pháp|"
    "câu hỏi|câu|khoản|phương châm|định hướng|nguyên tắc|kinh nghiệm|lĩnh vực|chuyên đề|đợt|giai đoạn|cụm thi đua|cụm|"
    "vòng|hợp phần|tiểu dự án|dự án|mô hình|tổ thảo luận|nhóm"
)
"""What is counted in lists ("Nhiệm vụ 1:", "Bước 2:"), as alternatives of a regular expression."""
_BULLETS = "-–—−+*•·∙▪▫■□●○◦◆◇►▶➢➤→⇒✓✔✦★§¤‣⁃\uf02d\uf076\uf0a7\uf0b7\uf0d8\uf0e0\uf0fc"
LETTERS = "abcdđeghiklmnopqrstuvxy"
"""The letters of a Vietnamese lettered list in their order."""
_ENGLISH = "abcdefghijklmnopqrstuvwxyz"
_UPPER = "A-ZÀ-ÝĂĐĨŨƠƯẠ-Ỹ"


@dataclass(frozen=True, slots=True)
class Label:
    """What a list item or heading starts with.

    `form` names the family of labels that count together ("một là", "1.", "a)", "-", "điều"); `number` is the ordinal
    that it states, None for bullets; `text` is the label as written; `length` the characters up to what follows it.
    `level` is the depth at which the file counts, 0 where the label is typed: the same form may be there at two depths.
    """

    form: str
    number: int | None
    text: str
    length: int
    level: int = 0

    @property
    def starts_a_list(self) -> bool:
        """Whether this can be the first label of a list."""
        return self.number in (None, 1)


_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (form, re.compile(pattern))
    for form, pattern in (
        ("một là", rf"(?P<label>(?i:(?P<word>{_WORD})\s+là))(?:\s*[,:;.–-]\s*|\s+)(?=\S)"),
        ("thứ", rf"(?P<label>(?i:thứ\s+(?P<word>{_WORD})))(?:\s*[,:;.–-]\s*|\s+(?=là\b))(?!ngày\b)(?=\S)"),
        (
            "nhiệm vụ",
            rf"(?P<label>(?i:(?P<noun>{NOUNS})\s+(?:số\s+)?(?:(?P<number>\d{{1,2}})|thứ\s+(?P<word>{_WORD}))))"
            r"(?:\s*[.:,)–-]\s*(?=\S)|(?<=\D)\s+(?=là\b))",
        ),
        ("1.1.1.", r"(?P<label>\d{1,2}\.\d{1,2}\.(?P<number>\d{1,2})[.)]?)\s+(?=\S)"),
        ("1.1.", rf"(?P<label>\d{{1,2}}\.(?P<number>\d{{1,2}})(?:[.)](?:\s+(?=\S)|(?=[{_UPPER}]))|\s+(?=[{_UPPER}])))"),
        ("1.", rf"(?P<label>(?P<number>\d{{1,3}})\s?\.)(?:\s+(?=\S)|(?=[{_UPPER}“\"]))"),
        ("1)", r"(?P<label>(?P<number>\d{1,3})\s?\))\s*(?=\S)"),
        ("(1)", r"(?P<label>\((?P<number>\d{1,3})\))\s*(?=\S)"),
        ("1/", rf"(?P<label>(?P<number>\d{{1,2}})\s?[/-])(?:\s+(?=[^\W\d])|(?=[{_UPPER}]))"),
        ("I.", rf"(?P<label>(?P<roman>[IVXL]{{1,7}})\s?[.)/–-])(?:\s+(?=\S)|(?=[{_UPPER}]))"),
        ("A.", rf"(?P<label>(?P<letter>[A-HĐ])\s?[.)/])\s+(?=[{_UPPER}])"),
        ("a)", r"(?P<label>(?P<letter>[a-zđ])\s?\))\s*(?=\S)"),
        ("(a)", r"(?P<label>\((?P<letter>[a-zđ])\))\s*(?=\S)"),
        ("i)", r"(?P<label>\(?(?P<roman>[ivx]{2,5})\))\s*(?=\S)"),
        ("a.", r"(?P<label>(?P<letter>[a-zđ])[./])\s+(?=\S)"),
        ("•", rf"(?P<label>(?P<bullet>[{re.escape(_BULLETS)}]{{1,2}}))(?:\s+(?=[^\s])|(?=[^\W\d_]))"),
        ("•", rf"(?P<label>(?P<bullet>o))\s+(?=[{_UPPER}])"),
    )
)

_STRUCTURAL = re.compile(
    r"(?P<label>(?P<noun>Phần|PHẦN|Chương|CHƯƠNG|Tiểu mục|TIỂU MỤC|Mục|MỤC|Điều|ĐIỀU|Phụ lục|PHỤ LỤC)\s+(?:số\s+)?"
    rf"(?:(?i:thứ)\s+(?P<word>(?i:{_WORD}))|(?P<roman>[IVXLC]+)|(?P<number>\d{{1,4}})[a-zđ]?|(?P<letter>[A-HĐ]))"
    r"(?!\w))(?P<mark>\s*[.:–-](?!\d)|(?=\s|$))\s*"
)
_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
_ROMAN_PARTS = (("C", 100), ("XC", 90), ("L", 50), ("XL", 40), ("X", 10), ("IX", 9), ("V", 5), ("IV", 4), ("I", 1))


def read_label(text: str) -> Label | None:
    """The list label that `text` starts with, None if it starts with none."""
    if not text or not (text[0] in _BULLETS or text[0] in "(o" or text[0].isalnum()):
        return None
    for form, pattern in _PATTERNS:
        if match := pattern.match(text):
            found = _label(form, match)
            if found is not None:
                return found
    return None


def read_structural(text: str) -> Label | None:
    """The label of a part, chapter, section or article that `text` starts with ("Chương II", "Điều 5.").

    A sentence that only mentions an article ("Điều 5 của Luật này quy định …") has none.
    """
    match = _STRUCTURAL.match(text)
    if match is None:
        return (text.strip(" :").upper() == "PHỤ LỤC" and Label("phụ lục", None, text, len(text))) or None
    form = match["noun"].lower()
    rest = text[match.end() :]
    if rest and not match["mark"]:
        if form == "điều" or not rest[0].isupper() or rest[-1] in ".;,:" or len(rest) > 200:
            return None
        if rest.split()[0] in ("Luật", "Điều", "Chương", "Mục", "Nghị", "Bộ"):
            return None
    return Label(form, _number(match), match["label"], match.end())


def is_broken_at_dash(text: str, following: str) -> bool:
    """Whether a line that starts with a dash goes on in the middle of a sentence: "kinh tế / - xã hội"."""
    dash, _, rest = following.partition(" ")
    return text[-1:].isalnum() and dash in ("-", "–", "—") and rest[:1].islower()


def roman(digits: str) -> int | None:
    """The value of a Roman number in capitals, None if it is not well formed."""
    if not re.fullmatch(r"C{0,3}(XC|XL|L?X{0,3})(IX|IV|V?I{0,3})", digits):
        return None
    values = [_ROMAN[digit] for digit in digits]
    return sum(-v if v < max(values[i:]) else v for i, v in enumerate(values)) or None


def in_roman(number: int) -> str:
    """A number from 1 on as a Roman number in capitals."""
    numeral = ""
    for digits, value in _ROMAN_PARTS:
        times, number = divmod(number, value)
        numeral += digits * times
    return numeral


def follows(label: Label, last: Label) -> bool:
    """Whether `label` can be the next one after `last` in the same list; one number may be missing in between.

    A number in words may be there twice by mistake; one in digits, or one that the file counts, starts another list.
    """
    if (label.form, label.level) != (last.form, last.level):
        return False
    if label.number is None or last.number is None:
        return label.number is last.number
    if label.form in ("a)", "(a)", "a.", "A."):
        return _next_letter(label, last)
    step = label.number - last.number
    can_repeat = label.text != "" and not label.text[0].isdigit() and label.form not in ("I.", "i)")
    return step in (1, 2) or (step == 0 and can_repeat)


def as_roman(label: Label) -> Label:
    """The lettered label "i)", "v)" or "x)" read as a Roman number; any other as it is."""
    letter = label.text.strip("()./ ")
    value = roman(letter.upper()) if label.form in ("a)", "(a)") and letter in ("i", "v", "x") else None
    return label if value is None else replace(label, form="i)", number=value)


def _label(form: str, match: re.Match[str]) -> Label | None:
    groups = match.groupdict()
    text = match["label"].strip()
    if groups.get("bullet"):
        return Label(groups["bullet"][0].replace("–", "-").replace("—", "-"), None, text, match.end())
    number = _number(match)
    if not number:
        return None
    return Label(" ".join(groups["noun"].lower().split()) if groups.get("noun") else form, number, text, match.end())


def _number(match: re.Match[str]) -> int | None:
    groups = match.groupdict()
    if groups.get("word"):
        return NUMBER_WORDS[" ".join(groups["word"].lower().split())]
    if groups.get("number"):
        return int(groups["number"])
    if groups.get("roman"):
        return roman(groups["roman"].upper())
    if letter := (groups.get("letter") or "").lower():
        return LETTERS.index(letter) + 1 if letter in LETTERS else len(LETTERS) + 1
    return None


def _next_letter(label: Label, last: Label) -> bool:
    new, old = (each.text.strip("()./ ").lower() for each in (label, last))
    return any(
        old in order and new in order and order.index(new) - order.index(old) in (1, 2) for order in (LETTERS, _ENGLISH)
    )
