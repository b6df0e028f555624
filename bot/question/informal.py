"""Questions as people type them in chats: "ko", "dc", "j", "ntn", and in English "what's", "didn't", are written out
before anything else is done."""

from __future__ import annotations

import re

from bot.question.abbreviations import in_full
from bot.question.cues import cues, either
from bot.question.language import detect
from bot.question.references import references
from vectorstore.query import Form
from vectorstore.text import fold, has_accents, nfc

_WRITTEN_OUT = {
    "ko": "không", "kh0ng": "không", "khg": "không", "kg": "không", "hok": "không", "dc": "được",
    "đc": "được", "dk": "được", "đk": "được", "j": "gì", "gj": "gì", "ntn": "như thế nào", "vs": "với",
    "cv": "công việc", "tp": "thành phố", "ng": "người", "nv": "nhiệm vụ", "mk": "mình", "mik": "mình",
    "trc": "trước", "lm": "làm",
    "nhg": "nhưng", "nhìu": "nhiều", "bnhieu": "bao nhiêu", "bnh": "bao nhiêu", "bgio": "bao giờ", "bh": "bây giờ",
    "đv": "đảng viên", "dv": "đảng viên", "dvien": "đảng viên", "đvien": "đảng viên", "cbo": "chi bộ", "cb": "cán bộ",
    "đ/c": "đồng chí", "pbt": "phó bí thư", "pct": "phó chủ tịch", "hnghi": "hội nghị", "vb": "văn bản",
    "nx": "nữa", "tks": "cảm ơn", "thks": "cảm ơn", "thx": "cảm ơn", "cx": "cũng", "cug": "cũng",
    "sdt": "số điện thoại", "tgian": "thời gian", "hs": "hồ sơ", "tx": "thị xã", "cty": "công ty", "ns": "ngân sách",
    "xd": "xây dựng", "stt": "số thứ tự", "sp": "sản phẩm", "cq": "cơ quan", "htxs": "hoàn thành xuất sắc",
    "htxsnv": "hoàn thành xuất sắc nhiệm vụ", "htt": "hoàn thành tốt", "httnv": "hoàn thành tốt nhiệm vụ",
    "htnv": "hoàn thành nhiệm vụ", "gp": "giải pháp", "kv": "khu vực",
    "btc": "ban tổ chức", "btg": "ban tuyên giáo", "bdv": "ban dân vận", "bnc": "ban nội chính",
    "cthđ": "chương trình hành động", "cthd": "chương trình hành động", "tdp": "tổ dân phố", "kdc": "khu dân cư",
    "bq": "bình quân", "bqđn": "bình quân đầu người", "tnbq": "thu nhập bình quân", "gtsx": "giá trị sản xuất",
    "đh": "đại học", "dh": "đại học", "sv": "sinh viên", "gv": "giáo viên", "qđ": "quyết định",
    "ktra": "kiểm tra", "hecta": "héc ta", "sx": "sản xuất", "ds": "danh sách", "bv": "bệnh viện", "kq": "kết quả",
    "ptrien": "phát triển", "ctrinh": "chương trình", "hnay": "hôm nay", "ctac": "công tác", "nvu": "nhiệm vụ",
    "hdong": "hoạt động", "kphi": "kinh phí", "qtrình": "quy trình", "qtrinh": "quy trình", "bs": "bác sĩ",
    "qg": "quốc gia", "bcs": "ban cán sự", "nk": "nhiệm kỳ",
    "dvc": "dịch vụ công", "dvctt": "dịch vụ công trực tuyến", "ncc": "người có công",
}  # fmt: skip
_BODY = "(?:huyen|tinh|thanh uy|thanh pho|thi (?:uy|xa|tran)|dang (?:uy|bo)|xa|phuong|tp|tx|tt)"
_COUNCIL = "(?:ubnd|hdnd|mttq|ubmttq|uy ban|hoi|mat tran)"
_SURNAME = "(?:nguyen|tran|pham|hoang|huynh|bui|ngo|duong|vuong|quach|(?:le|vu|do|ha|la|mai|vi|lo|ly|ta) (?:thi|van))"
"""Surnames, folded, that no word is behind "dc" for "được": "dc tu van" is "được tư vấn"."""
_SCHOOL = "(?:truong|hoc sinh|hs|giao vien|bac)"
_IN_CONTEXT = {
    "đồng chí": rf"""
        (?:cac|nhung|cua) <dc>
        <dc> (?:nao|{_SURNAME})
        ^<dc> (?:bi thu|chu tich|pho (?:bi thu|chu tich)|truong ban|uy vien|[a-z]+ [a-z]+ [a-z]+ (?:giu|sinh))
    """,
    "chi bộ": r"""
        (?:bi thu|bt|cap uy|sinh hoat|dang bo) <cb>
        <cb> (?:thon|ban|xom|ap|tdp|truong|truc thuoc|(?:bon|4) tot|kieu mau)
    """,
    "học sinh": "<hs> (?:gioi|ngheo|ban tru|dan toc|tieu hoc|thcs|thpt|cap|lop|sinh vien)\n(?:em|giao vien) <hs>",
    "dịch vụ": "<dv> (?:cong|y te|van tai|du lich|truc tuyen|vien thong)\n(?:thuong mai|du lich|nganh|cung cap) <dv>",
    "công an": "(?:dang uy|dang bo|giam doc|chien si|can bo|truong|so|phong) <ca> (?!si|phe|nam|kich|truc)",
    "đơn vị": "<dv> (?:su nghiep|hanh chinh|thi cong|tai tro)",
    "bí thư": f"<bt> (?:{_BODY}|chi bo|cb|doan)",
    "chủ tịch": f"<ct> (?:{_BODY}|{_COUNCIL}|nuoc(?! sach))",
    "chương trình": "<ct> (?:hanh dong|muc tieu|mtqg|giam sat|kiem tra)\n<ctr> [a-z]+",
    "khu phố": r"<kp> \d+",
    "đại hội": r"""
        <dh> (?:dang|chi bo|dai bieu|diem|doan|hoi|nhiem ky|nk|lan thu|benh vien|bv|xi+v?)
        (?:tru bi|tien toi|chuan bi|di du|nghi quyet|van kien|nq) <dh>
    """,
    "phường": r"(?:^|(?:o|tai|cua|cac|may|va|con|nam \d{4}) )<p>\.? [a-z]+",
    "em": "(?:nha|cho|xa|chi bo|co quan|don vi|gia dinh|que) <e> (?!la)\n^<e> [a-z]+",
    "văn phòng": f"(?:chanh|o|tai|cua|den) <vp>\n<vp> {_BODY}",
    "vi phạm": "(?:xu ly|dau hieu|hanh vi|co|bi) <vp>",
    "bảo vệ": "<bv> (?:rung|moi truong|to quoc|nen tang|tre em|an ninh)",
    "rồi": "(?:xong|duoc|dc|het|chua|co|lam) <r>$",
    "kiểm tra": "<kt> (?:giam sat|ve dang|dang phi|o dang uy|dang vien)\n(?:doan|cuoc|ket qua|quyet dinh|uy ban) <kt>",
    "kinh tế": "(?:khu|phat trien|ve|nganh|tinh hinh) <kt>\n<kt> (?:xa hoi|xh|cua khau|tu nhan|rung|bien)",
    "xã hội": "(?:kt|kinh te|an sinh|tro cap|nha o) <xh>",
    "giao thông": "(?:tai nan|an toan|ha tang) <gt>",
    "nhân dân": "<nd> (?:xa|phuong|huyen|thon|ban|dong gop|gop|hien)\n(?:hoi dong|uy ban|van dong) <nd>",
    "nội dung": "(?:cac|nhung|may|bao nhieu) <nd>\n<nd> (?:gi|nao|chinh)",
    "sinh năm": "<sn> (?:bn|bao nhieu|nao|may)",
    "điện thoại": "(?:so|goi) <dt>",
    "dân tộc": "(?:nguoi|dong bao|hoc sinh) <dt>\n<dt> (?:thieu so|nao)",
    "thường trực": "<tt> (?:(?:huyen|tinh|thanh|thi|dang) uy|hdnd|hoi dong|ban bi thu)",
    "trung tâm": "<tt> (?:y te|van hoa|hanh chinh|chinh tri|giao duc)",
    "thị trấn": "(?:ubnd|hdnd|dang uy|dang bo|o|tai|cua) <tt>",
    "giai đoạn": r"<gd> (?:19|20)\d\d",
    "trung bình": "<tb> (?:moi|dai|dat|tren|khoang)\n(?:thu nhap|diem) <tb>",
    "giờ": "(?:may|bao) <h>",
    "ký": "(?:ai|nguoi|do ai) <ki>(?! luat)\n<ki> (?:ten|van ban|ngay nao|khi nao)",
    "không": "(?:duoc|dc|roi|nay|biet|vay) <hong>$",
    "tiểu học": f"{_SCHOOL} <cap (?:1|i|mot)>",
    "trung học cơ sở": f"{_SCHOOL} <cap (?:2|ii|hai)>",
    "trung học phổ thông": f"{_SCHOOL} <cap (?:3|iii|ba)>",
}
"""What spellings that stand for several things are, and beside which folded words they are it."""
_NO_PERSON = frozenset(
    """ban bi bo chi chinh chu cong dang hoi huyen khoi lien mat nghi nha phong phuong quoc so thanh thi thu tinh tong
    trung uy vien xa""".split()
)
_BEFORE_NAME = re.compile(r"(?<![\w/.-])[dđ]c(?= (?P<first>[^\W\d_]\w*) (?P<second>[^\W\d_]\w*))")


def _beside(line: str) -> re.Pattern[str]:
    """The pattern of a line of `_IN_CONTEXT`; its group `short` is what is written out."""
    before, short, after = re.split("[<>]", line.strip())
    return re.compile(rf"(?<![\w/.-]){before}(?P<short>{short})(?![\w/-]){after}\b")


_READINGS = tuple((_beside(line), full) for full, lines in _IN_CONTEXT.items() for line in lines.strip().splitlines())
_CONTRACTIONS = tuple(
    (re.compile(rf"\b({either(words)}){ending}\b", re.IGNORECASE), rf"\1 {written}")
    for words, ending, written in (
        ("what | who | where | when | why | how | it | that | there | here | he | she", "['’]s", "is"),
        ("what | who | where | when | how", "s", "is"),
        ("can", "['’]t", "not"),
        ("is | are | was | were | do | does | did | has | have | had | could | would | should | must", "n['’]t", "not"),
        ("i", "['’]m", "am"),
        ("i | you | he | she | it | we | they | who", "['’]d", "would"),
        ("i | you | he | she | it | we | they | who | what | that", "['’]ll", "will"),
        ("i | you | we | they | who | what", "['’]ve", "have"),
        ("you | we | they | who | what", "['’]re", "are"),
    )
)
"""English contractions, and what they are written out as; a name such as "K'Brơi" is none."""
_LEFT_OUT = {*_WRITTEN_OUT, "bn", "b", "k", "z", "v"}
_TOKEN = re.compile(r"(?<![\w/.-])(?:đ/c|\w+)(?![\w/-])")
_ABOUT_YOU = cues(
    """
    (?:chao|cam on|on) bn | bn oi | bn la ai | bn (?:co the|lam|giup|ten|biet|tra loi)
    ^bn (?:noi|cho|hay|nghi|dang|hieu|thay|chi|doc|xem|tim|ke) | ^bn$
    """
)
_GLUED = re.compile(r"\b(kp|tdp)(?=\d)", re.IGNORECASE)
"""What is typed without a space before its figure: "kp6"."""
_CAPITALS = 3  # letters of what is written out in capitals, too
_DEFINED = cues(r"viet tat | ^\w+ (?:nghia )?la gi")
_ONE_LETTER = cues("^b (?=lam|la ai|co the|giup|ten) | k (?=co|the|phai|duoc|dc|biet|bi)|(?:duoc|dc|hay|phai|co) k$")


def written_out(text: str) -> str:
    """`text` with its chat spellings written out, with accents if it has any, and its English contractions."""
    for contraction, words in _CONTRACTIONS:
        text = contraction.sub(words, text)
    if detect(_TOKEN.sub(lambda m: "" if m[0].lower() in _LEFT_OUT else m[0], text)) is Form.ENGLISH:
        return text
    text = _GLUED.sub(r"\1 ", text)
    typed, accented = text, has_accents(re.sub(r"đ[ckv]\b|đ/c", "", text))
    text = _read_in_context(text)
    text = re.sub(r"\bbn\b", "bạn" if _ABOUT_YOU.search(fold(text)) else "bao nhiêu", text, flags=re.IGNORECASE)
    text = _ONE_LETTER.sub(lambda m: m[0].replace("b ", "bạn ").replace("k ", "không ").replace(" k", " không"), text)
    numbers = references(fold(text))
    defined = _DEFINED.search(fold(text)) is not None

    def full(match: re.Match[str]) -> str:
        word, capitals = match[0], match[0].isupper()
        numbered = any(number.start - 1 <= match.end() <= number.end for number in numbers)  # or the kind before it
        if numbered or (capitals and len(word) < _CAPITALS):
            return word
        return _WRITTEN_OUT.get(word.lower()) or (None if capitals or defined else in_full(word)) or word

    text = _TOKEN.sub(full, text)
    if accented or text == typed:
        return text
    return fold(text) if text.islower() else unaccented(text)


def _read_in_context(text: str) -> str:
    """`text` with what stands for several things written out where the words beside it tell for which."""
    text = _BEFORE_NAME.sub(lambda match: "đồng chí" if _is_person(match["first"], match["second"]) else match[0], text)
    for pattern, full in _READINGS:
        for match in reversed(list(pattern.finditer(fold(text)))):
            start, end = match.span("short")
            if not _has_tone(text[start:end]):
                text = text[:start] + full + text[end:]
    return text


def _has_tone(written: str) -> bool:
    """Whether a word has other diacritics than that of đ: "cả" abbreviates nothing."""
    return has_accents(re.sub("[đĐ]", "", written))


def _is_person(first: str, second: str) -> bool:
    """Whether two words may begin a person's name rather than that of an office or a body."""
    return first.istitle() and second.istitle() and fold(first) not in _NO_PERSON


def unaccented(text: str) -> str:
    """`text` without accents, in its case."""
    return "".join(fold(char).upper() if char.isupper() else fold(char) for char in nfc(text))
