"""What the messengers say beside answers; Vietnamese and English."""

from __future__ import annotations

from vectorstore.errors import Language

Text = dict[Language, str]

HOW_TO_ASK: Text = {
    "vi": "Hãy gõ câu hỏi, có dấu hoặc không dấu đều được. (You can also ask in English.)",
    "en": "Type your question, in English or in Vietnamese, with or without accents.",
}
COMMANDS: Text = {
    "vi": "/tailieu – các văn bản mới nhất\n/hoi – đặt câu hỏi, dùng trong nhóm\n/new – bắt đầu cuộc trò chuyện mới\n"
    "/help – cách sử dụng",
    "en": "/tailieu – the latest documents\n/hoi – ask a question, for groups\n/new – start a new conversation\n"
    "/help – how to use me",
}
MENU: dict[Language, dict[str, str]] = {
    "vi": {
        "tailieu": "Các văn bản mới nhất",
        "hoi": "Đặt câu hỏi (dùng trong nhóm)",
        "new": "Bắt đầu cuộc trò chuyện mới",
        "help": "Cách sử dụng",
    },
    "en": {
        "tailieu": "The latest documents",
        "hoi": "Ask a question (for groups)",
        "new": "Start a new conversation",
        "help": "How to use me",
    },
}
HELP: Text = {
    "vi": "Tôi trả lời câu hỏi về các bản tin và văn bản của cấp ủy bằng cách trích nguyên văn, kèm nguồn.",
    "en": "I answer questions about the committee's bulletins and documents with verbatim quotations and their place.",
}
NEW: Text = {
    "vi": "Đã bắt đầu cuộc trò chuyện mới. Anh/chị muốn hỏi điều gì?",
    "en": "A new conversation has begun. What would you like to know?",
}
LATEST: Text = {"vi": "Các văn bản mới nhất", "en": "The latest documents"}
UNSUPPORTED: Text = {
    "vi": "Xin lỗi, tôi chỉ đọc được tin nhắn chữ. Hãy gõ câu hỏi của anh/chị.",
    "en": "Sorry, I can only read text. Please type your question.",
}
SOURCES: Text = {"vi": "Nguồn", "en": "Source"}
SUGGESTIONS: Text = {"vi": "Có thể hỏi thêm, chỉ cần nhắn số", "en": "You may also ask, by sending a number"}
THANKS: Text = {"vi": "Cảm ơn anh/chị đã góp ý.", "en": "Thank you for your feedback."}
EXPIRED: Text = {
    "vi": "Gợi ý này đã quá cũ, xin gõ lại câu hỏi.",
    "en": "This suggestion is too old, please type the question.",
}
NO_SUCH_NUMBER: Text = {
    "vi": "Không có gợi ý nào mang số này: xin nhắn số của một gợi ý, hoặc gõ câu hỏi.",
    "en": "No suggestion has this number: please send that of one, or type a question.",
}
NOT_ANSWERED: Text = {
    "vi": "Xin lỗi, câu hỏi này gặp lỗi khi trả lời. Xin hỏi lại sau ít phút hoặc diễn đạt cách khác.",
    "en": "Sorry, something went wrong with this question. Please ask again in a few minutes, or put it differently.",
}
