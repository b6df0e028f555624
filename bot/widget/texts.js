// What the pages and the widget say, in Vietnamese and English.

const TEXTS = {
  vi: {
    heading: "Bản Tin",
    welcome: "Hỏi các bản\xa0tin và văn\xa0bản",
    lede: "Mỗi câu trả lời đều dẫn văn bản và ghi rõ nguồn. Có thể hỏi bằng tiếng Việt có dấu, không dấu hoặc tiếng Anh.",
    library: "Văn bản hiện có",
    more: "Xem thêm",
    empty: "Chưa có văn bản nào. Hãy thêm bằng lệnh bantin ingest.",
    log: "Hỏi đáp",
    question: "Câu hỏi của bạn",
    placeholder: "Nhập câu hỏi…",
    ask: "Hỏi",
    stop: "Dừng",
    key: "Máy chủ này cần khóa truy cập",
    fresh: "Hội thoại mới",
    language: "Ngôn ngữ",
    launch: "Hỏi đáp văn bản",
    close: "Đóng",
    waiting: "Đang tìm trong văn bản…",
    stopped: "Đã dừng.",
    source: "Nguồn",
    sources: "Nguồn",
    suggestions: "Có thể hỏi",
    others: "Văn bản khác có liên quan",
    noOthers: "Không có văn bản nào khác.",
    newTab: "mở thẻ mới",
    copy: "Sao chép kèm nguồn",
    copied: "Đã sao chép",
    up: "Câu trả lời đúng",
    down: "Câu trả lời chưa đúng",
    comment: "Góp ý thêm (không bắt buộc)",
    send: "Gửi góp ý",
    thanks: "Cảm ơn góp ý của bạn.",
    retry: "Thử lại",
    disconnected: "Đang mất kết nối mạng.",
    offline: "Không kết nối được với máy chủ. Xin kiểm tra mạng rồi thử lại.",
    failed: "Máy chủ không trả lời được lúc này. Xin thử lại.",
    locked: "Cần khóa truy cập để hỏi: nhập khóa ở dưới rồi thử lại.",
    undated: "Không ghi ngày",
  },
  en: {
    heading: "Bản Tin",
    welcome: "Ask the bulletins and documents",
    lede: "Every answer quotes the documents and says where. Ask in Vietnamese, with or without accents, or in English.",
    library: "In the library",
    more: "Show more",
    empty: "There are no documents yet. Add some with bantin ingest.",
    log: "Questions and answers",
    question: "Your question",
    placeholder: "Type a question…",
    ask: "Ask",
    stop: "Stop",
    key: "This server needs an access key",
    fresh: "New conversation",
    language: "Language",
    launch: "Ask the documents",
    close: "Close",
    waiting: "Looking in the documents…",
    stopped: "Stopped.",
    source: "Source",
    sources: "Sources",
    suggestions: "You may ask",
    others: "Other related documents",
    noOthers: "There are no others.",
    newTab: "opens a new tab",
    copy: "Copy with source",
    copied: "Copied",
    up: "Good answer",
    down: "Bad answer",
    comment: "Tell us more (optional)",
    send: "Send",
    thanks: "Thank you for telling us.",
    retry: "Try again",
    disconnected: "You are offline.",
    offline: "The server cannot be reached. Check your connection and try again.",
    failed: "The server cannot answer just now. Please try again.",
    locked: "Asking needs a key: enter it below and try again.",
    undated: "Undated",
  },
};

/** The text called `name`. */
export const text = (language, name) => TEXTS[language][name];

/** Writes the texts that elements below `root` name: as content (data-t), label (data-label) or placeholder (data-hint). */
export function translate(root, language) {
  for (const element of root.querySelectorAll("[data-t], [data-label], [data-hint]")) {
    const { t, label, rest, hint } = element.dataset;
    if (t) element.textContent = text(language, t);
    if (label) element.ariaLabel = text(language, label) + (rest ?? "");
    if (label && element.localName === "button") element.title = element.ariaLabel;
    if (hint) element.placeholder = text(language, hint);
  }
  for (const button of root.querySelectorAll("[data-language]")) {
    button.ariaPressed = String(button.dataset.language === language);
  }
}

/** A date such as "2021-07-09" as Vietnamese write it. */
export const dated = (iso) => iso.split("-").reverse().join("/");

/** What the person chose on a page of this server before, null where nothing was. */
export function chosenLanguage() {
  try {
    const stored = localStorage.getItem("bantin-language");
    return stored in TEXTS ? stored : null;
  } catch {
    return null;
  }
}

/** Remembers the choice for the other pages of this server. */
export function chooseLanguage(language) {
  try {
    localStorage.setItem("bantin-language", language);
  } catch {
    // Without storage the choice lasts as long as the page.
  }
}
