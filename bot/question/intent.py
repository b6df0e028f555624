"""What a question asks for: a list, one item of it, a person, a time, a figure, a place, a summary, and so on."""

from __future__ import annotations

import re
from enum import StrEnum

from bot.question.asking import MARK
from bot.question.bare import asks_figure, asks_holder
from bot.question.cues import cues, either
from bot.question.numbers import LISTABLE, QUALIFIER, ordinal_asked
from bot.question.papers import ANY_PAPER, ANY_PAPER_EN, KIND_EN, PAPER, PAPER_EN
from bot.question.talk import talk_of


class Intent(StrEnum):
    """The kinds of question that are answered differently."""

    LIST = "list"
    ORDINAL = "ordinal"
    WHO = "who"
    WHEN = "when"
    HOW_MANY = "how_many"
    WHERE = "where"
    NUMBER = "number"
    SIGNER = "signer"
    AUTHOR = "author"
    RECIPIENTS = "recipients"
    WHAT = "what"
    DEFINITION = "definition"
    SUMMARY = "summary"
    WHICH = "which"
    ISSUED = "issued"
    LATEST = "latest"
    OLDEST = "oldest"
    GREETING = "greeting"
    THANKS = "thanks"
    GOODBYE = "goodbye"
    HELP = "help"
    VAGUE = "vague"
    OUTSIDE = "outside"
    FOREIGN = "foreign"

    @property
    def is_talk(self) -> bool:
        """Whether nothing is asked of the bulletins."""
        return self in _TALK


_TALK = frozenset(
    (
        Intent.GREETING,
        Intent.THANKS,
        Intent.GOODBYE,
        Intent.HELP,
        Intent.VAGUE,
        Intent.OUTSIDE,
        Intent.FOREIGN,
    )
)
_DOCUMENT = rf"(?:document|{KIND_EN})"
_OF_ISSUER = r"(?: (?:cua|do)(?: (?!(?:la|gom|gi|nao|ai|ve|noi|co|duoc|trong|nhu|the)\b)[a-z0-9]+){1,9})"
_OF_TIME = r"(?: (?:(?:trong|vao|hoi|ban hanh) )*(?:thang|quy|nam|ngay) [0-9ivx]+(?: [0-9]+)*)"
_OF_TIME_EN = r"(?: (?:issued |published |dated )?(?:of|from|in|during|on)(?: [a-z0-9]+){0,4}? \d{4})"
_ALL = "(?:(?:liet ke|ke ten|danh sach|hien|co|xem|cac|nhung|tat ca) )"
_TELLS = either(
    """
    noi | nhac | de cap | quy dinh | viet | neu | dua tin | bao cao | mang so | lien quan | thong tin | huong dan | ghi
    trien khai | chi dao | yeu cau | giao | phan anh | trinh bay | ban ve | ve | co noi dung | to chuc | thong bao
    """
)
_TELLS_EN = either(
    """
    are about | is about | mentions? | deals? | talks? | says? | regulates? | reports? | refers? | tells? | discuss\w*
    contains? | covers? | speaks? | describes? | concerns? | relates? | are numbered | numbered | is on | are on | sets?
    (?:are|is) (?:mentioned|concerned|related)
    """
)
_ATTRIBUTE = either(
    """
    muc dich | muc tieu | noi dung | nhiem vu | giai phap | chu de | chuyen de | ten | chuc vu | ket qua | ly do
    nguyen nhan | khau hieu | y nghia | van de | so | yeu cau | han che | chi tieu | quan diem | trach nhiem | dieu kien
    tieu chi | tieu chuan | bai hoc | kho khan | de xuat | kien nghi | diem | dieu | cong viec | viec | day | do | no
    """
)
_PERSON = either(
    """
    person | comrade | leader | official | author | president
    man | woman | player | secretary | king | queen | scientist
    """
)
_PLACE = either(
    """
    city | country | place | town | region | state | province | district | commune
    location | venue | area | village | river | continent | street | hall
    """
)
_QUANTITY = either(
    """
    total | number | amount | percentage | rate | revenue | budget | population | size | cost | price | average | growth
    damage | income | profit | fee | salary | fine
    """
)
_FIGURE_OF = (
    either(
        """
        capacity | turnout | coverage | investment | value | expenditure | spending | output | yield | land area
        natural area | total area
        """
    )
    + r"(?= (?:of|in|for|at|by|on|per|during)\b|$)"
)
"""What is a figure where it is of, in or for something: not "investment policy"."""
_COUNTABLE = either(
    """
    cho | co so | diem | lop
    ho | xa | phuong | thon | ban | to | cai | vu | can | ngoi | cong trinh | du an | luot | tan | ha | con | chiec
    cuoc | buoi | hec ta | met | km | cay so | kg | ta | gio | phut | ngay | thang | tuan | lan | phieu | don | cap
    truong | san pham | chi bo | hoi vien | hoc sinh | can bo | khach | van ban | cuon | suat | phan
    giao vien | tap the | ca nhan | em | chau | doi | cay | giai | bai | y kien | kien nghi | to chuc | dang bo
    doanh nghiep | phong | quay | chot | hop tac xa | giuong | bac si
    """
)
_COUNTING = either(
    """
    co | con | duoc | het | la | gom | khoang | bi | tang | giam | xay ra | mat | thu | trong | xay | lam | mua | dat
    dung | gan | trao | nhan | to chuc | thanh lap | rong | dai | nang | cao | chay | ton | keo dai | trong vong
    thieu | huy | can | tuyen | cu | nuoi | hong | sap | dat duoc | gop | ky luat | khai tru | ket nap | phat | chi
    """
)
"""Behind which "mấy" counts."""
_LISTED = either(
    """
    tasks | solutions | goals | targets | objectives | measures | requirements | issues | contents | shortcomings
    limitations | lessons | conditions | criteria | breakthroughs | projects | proposals | recommendations | rights
    responsibilities | principles | steps | activities | priorities | duties | points | areas
    """
)
_NUMBER = r"\d+(?: \d+)*"  # "1.250" is two figures once it is folded
_ARITHMETIC = (
    rf"{_NUMBER}(?: (?:nhan|cong|tru|chia|times|plus|minus|divided by|multiplied by)(?: cho| voi)? {_NUMBER})+"
)
_MATTER = either("viec | van de | dieu | chuyen | noi dung | chu de")
_NO_PLURAL = either(
    "was | is | has | does | this | percent | year | years | its | his | process | series | happens | means | heads"
)
# Looked for in the folded question, in this order; the first that matches decides.
_PATTERNS: dict[Intent, re.Pattern[str]] = {
    Intent.OUTSIDE: cues(
        rf"""
        ^(?:(?:hay|va) )*(?:viet|lam|ke|doc)(?: cho)?(?: (?:toi|minh))?(?: (?:mot|1))? (?:bai tho|bai hat)
        ^(?:(?:hay|va) )*(?:viet|ke|doc)(?: cho)?(?: (?:toi|minh))?(?: (?:mot|1))? (?:cau )?chuyen(?! doi)
        (?:write|compose|tell)(?: me)? an? (?:poem|song|story|essay|joke)
        ^(?:(?:hay|tinh|giup|cho|toi|minh|em|hoi|biet|ket qua|what is|how much is|calculate) )*{_ARITHMETIC}
            (?: (?:bang|la|thi|ra|duoc|may|bao nhieu|vay|the|a|equals?))*$
        (?:ngay mai|hom nay|hn|toi nay|mai) (?:(?:troi|o day|thoi tiet) )?(?:co )?(?:mua|nang|nong|lanh|bao)(?: khong)?$
        (?:thoi tiet|gia xang|gia vang|ty gia) (?:ngay mai|hom nay|bay gio) | ^may gio roi
        (?:will|is) it (?:going to )?(?:rain|raining|sunny|snow) | weather (?:today|tomorrow|forecast)
        system prompts? | loi nhac he thong | mat khau quan tri | admin passwords?
        tro ly khong gioi han | assistant without limits
        ^(?:reply|answer) with (?:exactly|only|just) | ^chi tra loi (?:dung )?(?:mot|1) (?:chu|tu|cau)
        """.replace("\n            ", "")
    ),
    Intent.SUMMARY: cues(
        r"""
        (?<!ban )tom tat | tom tat (?:giup|ho|cho) | tom luoc | noi ngan gon | tom lai (?:giup|ho|cho)
        (?:noi dung|y|diem|thong tin) (?:chinh|chu yeu|co ban|cot loi) (?:cua|trong|la|gi|nao)
        summari[sz]\w* | summary of | sum up | gist | (?:main|key) (?:points?|contents?|ideas?) of | in (?:short|brief)
        ^(?:please )?outline | overview of
        """
    ),
    Intent.WHICH: cues(
        rf"""
        {PAPER} nao(?: cua (?:[a-z]+ ){{1,6}}?)?(?: (?:da|co|duoc))? {_TELLS}
        (?:nhac|neu|de cap|noi|quy dinh)(?: (?:den|toi|ve))?(?: (?:o|trong|tai))* (?:(?:nhung|cac) )?{PAPER} nao
        co (?:(?:nhung|cac) )?{PAPER} (?:nao|gi) (?:ve|noi|nhac|lien quan)
        (?:which|what) {PAPER_EN} {_TELLS_EN} | in (?:which|what) {PAPER_EN}
        """
    ),
    Intent.OLDEST: cues(
        rf"""
        {PAPER}(?: nao| cua(?: [a-z]+){{1,6}}?| duoc| ban hanh| ra doi|{_OF_TIME})*(?: la)? (?:cu|som|xua) nhat
        (?:oldest|earliest) (?:[a-z]+ ){{0,3}}?{PAPER_EN} | {PAPER_EN} .*(?:was|is|are) (?:the )?(?:oldest|earliest)
        """
    ),
    Intent.ISSUED: cues(
        rf"""
        (?:(?:nhung|cac|tat ca) )+{ANY_PAPER}(?: [a-z0-9]+){{0,8}}? (?:ban hanh|phat hanh)(?! (?:kem|theo))
        {ANY_PAPER} (?:nao|gi)(?: [a-z0-9]+){{0,6}}? (?:duoc )?(?:ban hanh|phat hanh|ra doi)
        {ANY_PAPER} (?:nao|gi) (?:la )?do .* ky$ | (?:nhung|cac) {ANY_PAPER} do (?!ai).* ky$
        ky (?:nhung|cac) {ANY_PAPER} (?:nao|gi)
        (?:ban hanh|phat hanh|ra) (?:duoc )?(?:(?:nhung|cac) )?{ANY_PAPER} (?:nao|gi)
        \d{{4}}(?: [a-z0-9]+){{0,6}}? co (?:(?:nhung|cac) )?{PAPER} (?:nao|gi)$
        co (?:(?:nhung|cac) )?{PAPER} (?:nao|gi) (?:(?:trong|vao|hoi) )?(?:thang|nam|quy|ngay) \d
        ^(?:liet ke|ke ten) (?:(?:tat ca|cac|nhung) )*{PAPER}(?: cua [a-z ]+?)? (?:nam|thang|quy|trong) [a-z0-9 ]+$
        ^{_ALL}+{PAPER}(?: (?:nao|gi))?{_OF_ISSUER}?{_OF_TIME}?$
        ^{_ALL}*(?:van ban|ban tin|tai lieu){_OF_ISSUER}?{_OF_TIME}$
        {_OF_TIME} co (?:(?:nhung|cac) )?{PAPER} (?:nao|gi)$
        ^(?:(?:list|show|give|me|all|the) )*(?:documents|bulletins|resolutions|directives|plans|reports){_OF_TIME_EN}$
        ^(?:the )?(?:[a-z0-9]+ ){{0,3}}\d{{4}}(?: s)? (?:bulletins|documents|news)$
        (?:which|what) {PAPER_EN} (?:are|were) there(?: (?:from|of|by|in)(?: [a-z0-9]+){{1,9}})?$
        (?:which|what|list (?:the|all)(?: the)?) {ANY_PAPER_EN} (?:were|was|did|has|have|are|issued|published|signed)\b
            .*\b(?:issued|published|released|signed|sign|issue|publish|adopted)
        """.replace("\n            ", "")
    ),
    Intent.NUMBER: cues(
        rf"""
        (?<!tong )so (?:may|hieu|bao nhieu|van ban)(?! (?:dien thoai|nguoi|tien|nao))
        ky hieu (?:van ban|nao|gi)
        (?:what|which) (?:is the )?(?:number|reference)(?! of)(?=.*\b{_DOCUMENT}\b)
        what (?:is|was) (?:this|that|the) {_DOCUMENT} s (?:number|reference)
        what (?:is|was) the (?:document )?(?:number|reference)(?: number)? of (?:[a-z0-9]+ ){{1,9}}?{_DOCUMENT}
        """
    ),
    Intent.SIGNER: cues(
        """
        (?:ai|nguoi nao|dong chi nao) (?:la nguoi )?(?:da )?(?:dat but )?ky(?! luat)
        nguoi ky | do ai ky
        (?:who|by whom|which [a-z]+) (?:[a-z0-9]+ ){0,9}?sign(?:ed|s)?
        put (?:his|her|their) (?:name|signature) to | whose (?:name|signature) | signed by whom | signer | signatory
        """
    ),
    Intent.RECIPIENTS: cues(
        rf"""
        gui (?:cho|den|toi) (?:(?:nhung|cac) )?(?:ai|dau|(?:noi|co quan|don vi|to chuc|dong chi|dia phuong|cap) nao)
        kinh gui (?:(?:nhung|cac) )?(?:ai|(?:noi|co quan|don vi|dong chi) nao)
        noi nhan (?:la|gom|cua|bao gom)(?!.*\bluu\b) | (?:nhung )?(?:noi|don vi|co quan) nao nhan {PAPER}
        (?:who|whom) (?:is|was|are|were) (?:[a-z0-9]+ ){{0,9}}(?:sent|addressed) to
        to whom (?:is|was|are|were)(?: [a-z0-9]+){{0,9}} (?:sent|addressed) | recipients? of
        """
    ),
    Intent.AUTHOR: cues(
        rf"""
        (?:ai|nguoi nao|phong vien nao|tac gia nao) (?:la (?:tac gia|nguoi viet)|da viet|viet|dua tin|chup anh|lam tin)
        tac gia (?:cua )?(?:{PAPER}|tin|bai)(?: [a-z0-9]+){{0,12}} la ai | tac gia la ai | ai la tac gia
        do (?:nhung )?(?:ai|phong vien nao|tac gia nao) (?:viet|dua tin|chup)
        who (?:wrote|reported|is the author|was the author|authored) | (?:written|reported) by whom
        """
    ),
    Intent.WHEN: cues(
        """
        khi nao | luc nao | bao gio | bao lau nua | may gio | ngay thang nam | tu ngay | den ngay
        thoi han(?!.* bao lau)
        (?:ngay|hom|thang|nam|thoi gian|thoi diem|quy|nhiem ky|giai doan|the ky|thap ky|thap nien) nao
        ngay bao nhieu | ngay may | thang may | nam may
        thoi gian (?:to chuc|thuc hien|dien ra|hoan thanh)
        ^when | since when | when (?:was|is|did|does|were|will|are|must|should) | by when | deadline
        (?:what|which) (?:day|date|year|month|time|century|decade|quarter|term|period)
        """
    ),
    Intent.HOW_MANY: cues(
        rf"""
        bao nhieu | bao lau | bao xa | cao the nao | phan tram | ty le | tong so | doanh thu
        (?:xep|dung|hang) (?:(?:thu|hang) )?may
        ^(?!.*\bgi\b.*\bso luong).*\bso luong
        may (?:nguoi|dong chi|dang vien|don vi|lan|nam|ty|trieu|phan tram|nhiem vu)
        may (?:dai bieu|uy vien|hoi vien|doan vien|can bo|hoc sinh|cu tri|ung cu vien|cong chuc|thanh vien)
        {_COUNTING} may {_COUNTABLE}
        kinh phi (?:la|du kien|thuc hien)(?!.*\b(?:nguon|tu dau)\b) | muc (?:tang|giam|dat)
        how (?:many|much|far|high|tall|big|large|old|often|long)
        what (?:did|does|will|would) .*cost | how expensive
        what (?:percentage|percent|proportion|share|number|amount|fraction|rate|revenue|total)
        what (?:is|was|were) (?:the )?(?:[a-z0-9]+ ){{0,8}}?(?:{_QUANTITY}|{_FIGURE_OF})
        """
    ),
    Intent.WHO: cues(
        rf"""
        ai | ho ten | danh tinh | tac gia
        (?:nguoi|dong chi|ong|ba|nhan vat|vi|chu tich) nao
        (?:lanh dao|can bo|dai bieu|chuyen gia|thi sinh|thay co|bao cao vien|giang vien|lanh dao [a-z]+) nao
        ten (?:cua )?(?:nguoi|dong chi|bi thu|chu tich|giam doc)
        ^ten (?:cua )?(?:(?:cac|nhung|\w+) )?(?:dang vien|ca nhan|can bo|hoc sinh|doan vien|lanh dao|nguoi|nan nhan)
        ^(?:the )?names? of (?:the )?(?:\w+ )?(?:members?|people|individuals?|persons?|officials?|leaders?|comrades?)
        identit(?:y|ies) of
        ten (?:cua )?(?:truong (?:ban|phong|doan|thon)|pho (?:bi thu|chu tich|giam doc|truong))
        ^(?:nguoi|dong chi|hoc sinh|can bo) (?:[a-z0-9]+ ){{0,14}}ten (?:la )?gi
        ^(?:vo|chong|me|truong|pho|bi thu|chu tich|giam doc|hieu truong|chu nhiem) (?:[a-z0-9]+ ){{0,14}}ten (?:la )?gi
        who | whom | whose | which {_PERSON}
        what (?:is|was) the name of the (?:secretary|chair\w*|leader|person|author|president|man|woman)
        """
    ),
    Intent.WHERE: cues(
        rf"""
        o dau | tai dau | den dau | tu dau | o noi | dia diem (?:nao|to chuc|la)
        (?:noi|cho|huyen|xa|tinh|thanh pho|nuoc|quoc gia|vung|khu vuc|phuong) nao
        (?<!co )(?<!khach )(?<!chu )(?<!lien )(?<!truc )(?<!truong )quan nao
        (?:hoi truong|phong|phong hop) nao
        (?:o|tai|dia chi) (?:[a-z]+ ){{0,2}}dia chi | dia chi nao
        ^where | where (?:was|is|did|does|were|will|are|can|do)
        (?:which|what) {_PLACE}
        """
    ),
    Intent.LATEST: cues(
        rf"""
        {PAPER}(?: [a-z0-9]+){{0,8}}? (?:moi|gan day|gan) nhat
        (?:latest|newest|most recent) (?:[a-z]+ ){{0,3}}?{PAPER_EN}
        {PAPER_EN} .*(?:was|is|are) (?:the )?(?:latest|newest|most recent)
        """
    ),
    Intent.DEFINITION: cues(
        """
        the nao la | nghia la gi | (?:duoc )?hieu (?:la gi|the nao|nhu the nao|ra sao) | khai niem | dinh nghia
        ^(?:phuong cham|mo hinh|thuat ngu|cum tu) .*la (?:mo hinh )?gi
        viet tat | goi tat | la (?:hoat dong|mo hinh|phong trao|ngay|ban) (?:gi|nao)
        what (?:counts|qualifies) as | what is considered
        what (?:is|does|do) .*(?:mean|stand for|short for) | what is meant by | ^define | definition of | meaning of
        """
    ),
}
_OF_DOCUMENTS = (Intent.WHICH, Intent.ISSUED, Intent.LATEST, Intent.OLDEST, Intent.SUMMARY)
_SHORT_DEFINITION = re.compile(
    rf"^(?!{_ATTRIBUTE}\b)(?:[a-z0-9]+ ){{1,6}}(?:(?:theo|trong) (?:[a-z0-9]+ ){{1,12}})?la gi$"
    rf"|^(?!{_ATTRIBUTE}\b)(?:[a-z0-9]+ ){{1,5}}la (?:gi|the nao) (?:theo|trong)(?: [a-z0-9]+){{1,12}}$"
    r"|^what is (?!the\b)(?:[a-z0-9]+ ?){1,5}$"
)
_LIST = cues(
    rf"""
    gom (?:nhung|cac|co) | bao gom | nhung gi | trinh tu nao | buoc nao
    xem (?:het|tat ca|toan bo|day du) | (?:toan bo|day du|ca) (?:bang|danh sach|lich|noi dung)
    liet ke | ke ten | ke ra | danh sach | danh muc
    neu (?:cac|nhung|ro cac) | (?:trinh tu|thu tu|cho biet|trinh bay) (?:cac|nhung) {LISTABLE}
    (?:cac|nhung|may) (?:[a-z]+ ){{1,8}}?(?:la gi|gi|nao|ra sao|la nhung|gom)
    (?:cac|nhung) [a-z ]+ la$
    ^(?:cac|nhung) {LISTABLE}(?: [a-z0-9]+){{0,20}} la (?:gi|nhung gi)
    (?:co|neu|dat|de) (?:ra )?(?:nhung|cac) [a-z ]+ (?:nao|gi)
    ^list | list (?:of|the|all) | name (?:the|all)
    what (?:are|were) (?!the (?:percentage|number|amount)) | what (?:is|was) on the (?:programme|program|agenda)
    (?:what|which) (?:[a-z]+ ){{0,2}}{_LISTED}
    (?:what|which) (?!{_NO_PLURAL})(?:[a-z]+ )?(?!{_NO_PLURAL})[a-z]{{3,}}(?<!s)s (?!(?:is|was)\b)
    """
)


_REASON = cues(
    "^(?:vi|tai) sao | ^sao | ^vi dau | ^nguyen nhan | ^ly do | ^why | ^what (?:is|was) the (?:reason|cause)"
)
"""What asks why something is so, whatever else is in the question."""
_EXPLAINED = (Intent.HOW_MANY, Intent.WHO, Intent.WHERE, Intent.WHEN)
_LIST_ORDERED = cues(
    rf"""
    ^(?:liet ke|ke ten|ke ra|neu ten|danh sach) (?:cac|nhung|tat ca|[a-z]+ (?:duoc|bi|tham|co|cua)) (?!ai | nguoi)
    (?:may|bao nhieu) {LISTABLE} (?:[a-z]+ ){{0,12}}?(?:gom|la|ke ra|cu the)(?: (?:nhung|cac))? (?:gi|{LISTABLE})
    """
)
"""What asks for a list whatever else it says."""
_LIST_BARE = re.compile(r"^(?:cac|nhung)(?! (?:dong chi|ai|nguoi)\b)(?: [a-z]+){2}(?: [a-z0-9]+)*$")
# Typed as one types to a search engine: "nhiệm vụ trọng tâm của Huyện ủy 6 tháng cuối năm 2023".
_NAMED_LIST = re.compile(
    rf"^(?:cac |nhung )?{LISTABLE}{QUALIFIER} (?:cua|trong|ve|nam|nhiem ky|6|sau|dau{MARK}?|cuoi) [a-z0-9 ]+$"
    rf"(?<! gi)(?<! nao)(?<! ai)(?<! dau)(?<! khong)(?<! sao)"
)
_PLACED = cues("(?:o|tai|den|tu) (?:dau|noi nao) | where | dia diem | dia chi")
_SUBJECT = re.compile(
    rf"\b(?:noi|de cap|viet)(?: (?:ve|den|toi))?(?: gi| {_MATTER} (?:gi|nao))$|^what (?:is|was) .+ about$"
)


_PART_OF_ONE = cues(r"(?:dieu|khoan|article|clause|chuong|muc|phan|chapter|section|part) (?:\d{1,3}|[ivx]+)")


def asks_subject(folded: str) -> bool:
    """Whether a question asks what a document says on the whole: "Kết luận số 88-KL/TU nói về việc gì?"."""
    return _SUBJECT.search(folded) is not None and _PART_OF_ONE.search(folded) is None


def intent_of(folded: str, count: int | None) -> Intent:
    """The intent of a question; `folded` holds its folded syllables, joined by single spaces, `count` is how many
    things it names."""
    if ordinal_asked(folded) is not None:
        return Intent.ORDINAL
    talk = talk_of(folded)
    if talk is not None:
        return Intent(talk)
    first = next((intent for intent, pattern in _PATTERNS.items() if pattern.search(folded)), None)
    if first not in _OF_DOCUMENTS and _LIST_ORDERED.search(folded):
        return Intent.LIST
    if count is not None and (first in (None, Intent.WHO) or (first is Intent.WHERE and not _PLACED.search(folded))):
        return Intent.LIST
    if first in _EXPLAINED and _REASON.search(folded):
        return Intent.WHAT
    if first is not None:
        return first
    if any(pattern.search(folded) for pattern in (_LIST, _LIST_BARE, _NAMED_LIST)):
        return Intent.LIST
    if asks_holder(folded):
        return Intent.WHO
    if asks_figure(folded):
        return Intent.HOW_MANY
    return Intent.DEFINITION if _SHORT_DEFINITION.search(folded) else Intent.WHAT
