// The words of the pages in Vietnamese and English, and the switch between them.

const TEXTS = {
  vi: {
    waiting: "Đang tìm trong văn bản…",
    source: "Nguồn",
    sources: "Nguồn",
    suggestions: "Có thể hỏi",
    open: "Mở văn bản tại chỗ trích",
    retry: "Thử lại",
    offline: "Không kết nối được với máy chủ. Xin kiểm tra mạng rồi thử lại.",
    failed: "Máy chủ không trả lời được lúc này. Xin thử lại.",
    locked: "Cần khóa truy cập để hỏi: nhập khóa ở dưới rồi thử lại.",
    undated: "Không ghi ngày",
    missing: "Không tìm thấy chỗ trích: văn bản có thể đã được cập nhật.",
  },
  en: {
    waiting: "Looking in the documents…",
    source: "Source",
    sources: "Sources",
    suggestions: "You may ask",
    open: "Open the document at the quote",
    retry: "Try again",
    offline: "The server cannot be reached. Please check your connection and try again.",
    failed: "The server cannot answer just now. Please try again.",
    locked: "Asking needs an access key: enter it below and try again.",
    undated: "Undated",
    missing: "The quote was not found: the document may have been updated.",
  },
};
const KEY = "bantin-language";

let current = stored() === "en" ? "en" : "vi";

/** The language of the page, "vi" or "en". */
export const language = () => current;

/** The text called `name` in the language of the page. */
export const text = (name) => TEXTS[current][name];

/** A date such as "2021-07-09" as Vietnamese write it. */
export const dated = (iso) => iso.split("-").reverse().join("/");

/** Lets the buttons of the page switch its language; `changed` is called after each switch. */
export function bindLanguage(changed = () => {}) {
  const buttons = document.querySelectorAll("[data-language]");
  const apply = () => {
    document.documentElement.lang = current;
    for (const button of buttons) button.setAttribute("aria-pressed", String(button.dataset.language === current));
    for (const element of document.querySelectorAll("[data-en]")) {
      element.dataset.vi ??= element.textContent;
      element.textContent = element.dataset[current];
    }
    swapAttribute("placeholder", "enPlaceholder", "viPlaceholder");
    swapAttribute("aria-label", "enLabel", "viLabel");
    changed();
  };
  for (const button of buttons) {
    button.addEventListener("click", () => {
      current = button.dataset.language;
      try {
        localStorage.setItem(KEY, current);
      } catch {
        // Without storage the choice lasts as long as the page.
      }
      apply();
    });
  }
  apply();
}

function swapAttribute(attribute, english, vietnamese) {
  const name = english.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  for (const element of document.querySelectorAll(`[data-${name}]`)) {
    element.dataset[vietnamese] ??= element.getAttribute(attribute);
    element.setAttribute(attribute, element.dataset[current === "en" ? english : vietnamese]);
  }
}

function stored() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}
