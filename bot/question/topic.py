"""What a question is about, without the words that ask ("văn bản nào nói về …", "tóm tắt …", "… là gì?")."""

from __future__ import annotations

import re

from bot.question.cues import cues
from vectorstore.query import Form
from vectorstore.text import fold

_FRAME_VI = cues(
    """
    (?:(?:nhung|cac) )?(?:van ban|ban tin|tai lieu|bai viet|bai bao|tin tuc|tin) (?:nao|gi)(?: (?:da|co|duoc))?
    (?:(?:nhung|cac) )?(?:van ban|ban tin|tai lieu|tin tuc|tin)(?= (?:moi|gan|cu|som))
    (?:(?:nhung|cac) )?(?:van ban|ban tin|tai lieu)(?= (?:cua|ve|trong|ban hanh|noi)\b)
    (?:co )?(?:noi|nhac|de cap|viet|quy dinh|neu|dua tin|thong tin|lien quan)(?: (?:den|toi|ve))*
    (?:moi|gan day|gan|cu|som|xua) nhat | la (?:van ban|ban tin|tai lieu|tin) nao | la gi | noi gi
    cho (?:toi|minh)(?: (?:biet|xin))?
    tom tat | tom luoc | (?:giup|ho)(?: (?:toi|minh|em))? | noi ngan gon | xin | hay
    (?:noi dung|y|diem|thong tin) (?:chinh|chu yeu|co ban|cot loi)(?: cua)? | the nao la | nghia la gi
    (?:duoc )?hieu (?:la gi|the nao|nhu the nao|ra sao) | khai niem | dinh nghia
    (?:la )?viet tat (?:cua )?(?:tu|cum tu|chu)?(?: (?:gi|nao))?
    la (?:hoat dong|mo hinh|phong trao|ngay|ban) (?:gi|nao)
    goi tat | phuong cham | thuat ngu | duoc | trong nhung | trong cac | dong chi
    ^(?:cua|ve|den|toi|trong) | trong$ | nao | gi
    """
)
_FRAME_EN = cues(
    """
    (?:which|what) (?:documents?|bulletins?|news|reports?|texts?|articles?)
    in (?:which|what) (?:documents?|bulletins?)
    (?:are|is|was|were) about(?: or refer to)? | mentions?|mentioned | deals? with | talks? about | says? | regulates?
    refers? to | tells? of | are | is | was | were | the | (?:latest|newest|most recent|oldest|earliest) | what | which
    show me | give me
    documents? | bulletins? | news | of | in | on | from | by | about | please | summari[sz]e | sum up
    (?:a )?summary(?: of)? | (?:the )?gist | (?:main|key) points | outline | an overview
    (?:(?:is|does) )?(?:mean|meant by|stand for|short for) | does | do | did | define | definition | there
    """
)


def topic(text: str, form: Form) -> str:
    """What remains of a question without the words that ask, empty if nothing does."""
    frame = _FRAME_EN if form is Form.ENGLISH else _FRAME_VI
    for _ in range(2):  # what one frame leaves at the beginning may be another
        for match in reversed(list(frame.finditer(fold(text)))):
            text = text[: match.start()] + " " + text[match.end() :]
        text = re.sub(r"\s+", " ", text).strip(" ?.!,:;“”\"'")
    return text
