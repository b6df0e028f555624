"""The names of Party committees and other bodies, as documents write them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.spelling import Spelling

_HEADS = (
    r"Ban Chấp hành Đảng bộ|Ban Thường vụ|Ban Chấp hành|Tỉnh ủy|Thành ủy|Huyện ủy|Thị ủy|Quận ủy|Đảng ủy|Đảng bộ|"
    r"Chi bộ|Chi ủy|Đảng đoàn|Ban cán sự đảng|Ủy ban Kiểm tra|Ban Tổ chức|Ban Tuyên giáo|Ban Dân vận|Ban Nội chính|"
    r"Văn phòng (?:Tỉnh|Huyện|Thành|Thị|Quận|Đảng) ủy|Ủy ban nhân dân|Hội đồng nhân dân|Quốc hội|Chính phủ|"
    r"Bộ Chính trị|Ủy ban Mặt trận Tổ quốc|Liên đoàn Lao động|Hội Liên hiệp Phụ nữ|Hội Nông dân|Hội Cựu chiến binh|"
    r"Đoàn Thanh niên|Đoàn [Kk]hối|Tỉnh đoàn|Thành đoàn|Huyện đoàn|Công đoàn"
)
_LINKS = (
    r"[Kk]hối|[Tt]ỉnh|[Hh]uyện|[Tt]hành phố|[Tt]hị xã|[Qq]uận|[Xx]ã|[Pp]hường|[Tt]hị trấn|[Cc]ác|[Cc]ơ quan|"
    r"[Dd]oanh nghiệp|[Dd]ân [Cc]hính [Đđ]ảng|Tỉnh ủy|Huyện ủy|Thành ủy|Thị ủy|Đảng ủy|Đảng bộ|Trung ương|"
    r"Tổng [Cc]ông ty|Công ty|[Cc]ổ phần|Tập đoàn|Bệnh viện|Trường|[Tt]hanh niên|[Cc]ộng sản|[Pp]hụ nữ|[Nn]ông dân|"
    r"[Ll]ao động|[Cc]ựu chiến binh|[Vv]iên chức|[Cc]ông an|[Qq]uân sự|[Bb]ộ đội|[Bb]iên phòng|UBND|HĐND|MTTQ"
)
_NAME = r"[A-ZÀ-ÝĂĐĨŨƠƯẠ-Ỹ][\wÀ-ỹ]*"
_FIELDS = (
    r"[Đđ]a khoa|[Bb]ách khoa|[Cc]huyên khoa|[Yy] (?:học|tế|dược)|[Cc]ổ truyền|[Pp]hụ sản|[Ss]ản nhi|[Tt]âm thần|"
    r"[Pp]hục hồi chức năng|[Kk]iểm soát bệnh tật|[Đđ]iều dưỡng|[Đđ]ại học|[Cc]ao đẳng|[Tt]rung cấp|[Tt]rung học|"
    r"[Pp]hổ thông|[Cc]ơ sở|[Tt]iểu học|[Mm]ầm non|[Mm]ẫu giáo|[Dd]ân tộc|[Nn]ội trú|[Bb]án trú|[Nn]ghề|[Ss]ư phạm|"
    r"[Kk]ỹ thuật|[Cc]ông (?:nghệ|nghiệp|thương)|[Kk]inh tế|[Cc]hính trị|[Vv]ăn hóa|[Nn]ghệ thuật"
)
_INSTITUTION = rf"(?:Bệnh viện|[Tt]rường|Học viện|Trung tâm|Viện)(?:(?: [-–])? (?:{_FIELDS}|{_NAME})\b)*"
_COMMITTEE = re.compile(rf"\b(?:{_HEADS})(?: (?:{_INSTITUTION}|{_LINKS}|{_NAME})\b)*")
_OPENS = re.compile(rf"(?:{_HEADS})\b", re.I)
_WIDER = re.compile(r"^ĐẢNG BỘ\b", re.I)
_LEADERSHIP = re.compile(r"^(?:Ban Chấp hành|Ban Thường vụ|Thường trực)\b")
_OF_PARTY = re.compile(r"(?:Ban Chấp hành |Ban Thường vụ )?(?=Đảng bộ )")
_NAMELESS = re.compile(
    rf"(?!Quốc hội|Chính phủ|Bộ Chính trị)(?:{_HEADS})"
    r"(?: (?:[Tt]ỉnh|[Hh]uyện|[Tt]hành phố|[Tt]hị xã|[Qq]uận|[Xx]ã|[Pp]hường|[Tt]hị trấn|[Kk]hối))?"
)
_COMMITTEES_OF = {
    "tỉnh": "Tỉnh ủy",
    "thành phố": "Thành ủy",
    "huyện": "Huyện ủy",
    "thị xã": "Thị ủy",
    "quận": "Quận ủy",
}
_ORGAN = re.compile(
    r"^(BAN|VĂN PHÒNG|ỦY BAN KIỂM TRA|UỶ BAN KIỂM TRA)\b(?!.*\b(TỈNH|HUYỆN|THÀNH|THỊ|QUẬN|ĐẢNG) (ỦY|UỶ)\b)", re.I
)
_ADDRESSED = re.compile(r"Kính (?:gửi|trình|thưa)\b", re.I)
_NEWS_TEXTS = 3  # paragraphs in which a news bulletin names its committee
_ON_BEHALF = re.compile(r"^(?:T/M|TM\.?)\s+(.+)$")


def modern(text: str) -> str:
    """`text` with the tone of "uỷ" where most documents put it, so that a committee has one name: "ủy"."""
    return text.replace("uỷ", "ủy").replace("Uỷ", "Ủy").replace("UỶ", "ỦY")


def committee_in(title: str, texts: Sequence[str], spelling: Spelling) -> str | None:
    """The committee that a news bulletin is about: the first that its title names, or one of its first paragraphs; for
    a party organisation its committee, as of official documents, and none of which only the kind is told."""
    for text in [spelling.respell(title) if title.isupper() else title, *texts[:_NEWS_TEXTS]]:
        if _ADDRESSED.match(text):
            continue
        for match in _COMMITTEE.finditer(modern(text)):
            if not _NAMELESS.fullmatch(match[0]):
                of_party = _OF_PARTY.match(match[0])
                return _committee_of(match[0][of_party.end() :]) if of_party else match[0]
    return None


def is_committee(text: str) -> bool:
    """Whether `text` is the name of a committee and nothing else."""
    name = modern(text)
    match = _COMMITTEE.match(name)  # `fullmatch` would try every way to cut a name into words
    return match is not None and match.end() == len(name)


def opens_with_committee(text: str) -> bool:
    """Whether `text`, in capitals or not, starts with what committees are called."""
    return _OPENS.match(modern(text)) is not None


def committee_that_speaks(texts: Sequence[str]) -> str | None:
    """The committee with which one of the first paragraphs starts: "Đảng ủy xã Mẫu Lâm báo cáo như sau"."""
    return next((match[0] for match in map(_COMMITTEE.match, map(modern, texts[:_NEWS_TEXTS])) if match), None)


def issuer_of(organisation: Sequence[str], title: str, end: Sequence[str], spelling: Spelling) -> str | None:
    """The issuer of an official document.

    `organisation` are the heading block's lines in capitals; the committee under "ĐẢNG BỘ …" counts. Where there is
    none, it is the committee that the title names, or the one on whose behalf the document is signed (`end`). What the
    leadership of a party organisation issues ("Ban Thường vụ") is issued by its committee: "Tỉnh ủy Đông Sơn" for
    "ĐẢNG BỘ TỈNH ĐÔNG SƠN".
    """
    lines = [modern(line) for line in organisation if re.search(r"[^\W\d_]{2}", line)]
    own = [line for line in lines if not _WIDER.match(line)]
    if own:
        name = own[-1]
        if _ORGAN.match(name) and len(lines) > 1 and lines[-1] == name:
            name = f"{name} {lines[-2]}"
        return spelling.respell(name, unknown_is_name=True)
    stated = [match[0] for match in [_COMMITTEE.search(modern(title))] if match]
    signed = map(_ON_BEHALF.match, map(modern, end))
    stated += [spelling.respell(match[1], unknown_is_name=True) for match in signed if match]
    wider = _committee_of(spelling.respell(lines[-1], unknown_is_name=True)) if lines else None
    return next((name for name in stated if wider is None or not _LEADERSHIP.match(name)), wider)


def _committee_of(organisation: str) -> str:
    """The committee of a party organisation: "Tỉnh ủy Đông Sơn" of "Đảng bộ tỉnh Đông Sơn"."""
    rest = organisation[len("Đảng bộ ") :]
    for level, committee in _COMMITTEES_OF.items():
        if rest.lower().startswith(f"{level} "):
            return f"{committee} {rest[len(level) + 1 :]}"
    return f"Đảng ủy {rest}"
