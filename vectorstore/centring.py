"""Mean-centring: questions have a direction in common, which is taken out before they are compared with text.

The common direction is the mean vector of some questions that say little; 20 are enough to estimate it.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from vectorstore.embedder import Embedder
from vectorstore.errors import Language
from vectorstore.vectors import Vector

QUESTIONS: Final[dict[Language, tuple[str, ...]]] = {
    "vi": (
        "Các nhiệm vụ trọng tâm là gì?",
        "Ai chủ trì hội nghị?",
        "Hội nghị được tổ chức vào ngày nào?",
        "Có bao nhiêu đảng viên mới được kết nạp?",
        "Lớp bồi dưỡng diễn ra ở đâu?",
        "Văn bản này do cơ quan nào ban hành?",
        "Kết quả sản xuất trong năm như thế nào?",
        "Ai là người phát biểu khai mạc?",
        "Khi nào công trình được hoàn thành?",
        "Tỷ lệ hộ nghèo giảm bao nhiêu phần trăm?",
        "Mục tiêu chung của kế hoạch là gì?",
        "Vì sao phải tăng cường công tác kiểm tra?",
        "Đơn vị nào chịu trách nhiệm thực hiện?",
        "Giải pháp nào được đề ra để khắc phục hạn chế?",
        "Tổng kinh phí là bao nhiêu tiền?",
        "Cuộc thi có những ai tham gia?",
        "Người dân được hưởng lợi gì từ chương trình?",
        "Trường học ấy nằm ở địa phương nào?",
        "Những nguyên nhân nào dẫn đến thiệt hại?",
        "Thời hạn báo cáo kết quả là khi nào?",
        "Con sông này dài bao nhiêu?",
        "Nghị quyết có bao nhiêu chỉ tiêu?",
        "Công ty được thành lập năm nào?",
        "Điều kiện để được khen thưởng là gì?",
    ),
    "en": (
        "What are the main tasks?",
        "Who chaired the meeting?",
        "On what date was the conference held?",
        "How many new members were admitted?",
        "Where did the training course take place?",
        "Which body issued this document?",
        "What were the results of production during the year?",
        "Who gave the opening speech?",
        "When was the project completed?",
        "By what percentage did the poverty rate fall?",
        "What is the overall goal of the plan?",
        "Why must inspection work be strengthened?",
        "Which unit is responsible for carrying it out?",
        "What solutions were proposed to overcome the shortcomings?",
        "How much money is the total budget?",
        "Who took part in the competition?",
        "What do people gain from the programme?",
        "In which locality is that school?",
        "What were the causes of the damage?",
        "What is the deadline for the report?",
        "How long is this river?",
        "How many targets does the resolution have?",
        "In what year was the company founded?",
        "What are the conditions for being rewarded?",
    ),
}


def mean_question(embedder: Embedder, language: Language) -> Vector:
    """The mean vector [dimension] of the questions of a language."""
    return np.mean([embedder.encode_query(question) for question in QUESTIONS[language]], axis=0, dtype=np.float32)
