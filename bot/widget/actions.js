// What a person can do with an answer: copy it with its sources, rate it, say more.

import { plain } from "./answer.js";
import { button, element, icon } from "./dom.js";
import { text, translate } from "./texts.js";

const ICONS = {
  copy: "M8 8h12v12H8zM16 8V4H4v12h4",
  up: "M7 10v10H4V10zM7 10l4-7c1.7 0 2.5 1.2 2.3 2.6L12.8 9H18a2 2 0 0 1 2 2.4l-1.3 7a2 2 0 0 1-2 1.6H7",
};

/** The row of buttons for `turn`. `rate` keeps {rating, comment} or throws what to tell; `leave` moves the focus on. */
export function actions(turn, { language, rate, leave }) {
  const [copy, up, down] = ["copy", "up", "down"].map((name) =>
    button({ className: `icon ${name}`, data: { label: name } }, icon(ICONS[name] ?? ICONS.up)));
  const told = element("span", { className: "told", role: "status" });
  const row = element("div", { className: "actions" }, copy, up, down, told);
  const show = () => {
    up.ariaPressed = String(turn.rating === "up");
    down.ariaPressed = String(turn.rating === "down");
  };
  const send = (rating, comment) =>
    rate({ rating, comment }).then(
      () => {
        show();
        told.textContent = text(language(), "thanks");
        return true;
      },
      (reason) => {
        told.textContent = reason;
        return false;
      },
    );
  copy.onclick = async () => {
    await copyText(plain(turn.question, turn.answer, text(language(), "sources")), row);
    told.textContent = text(language(), "copied");
  };
  for (const [rating, thumb] of [["up", up], ["down", down]]) {
    thumb.onclick = async () => {
      if (!(await send(rating)) || row.querySelector("form")) return;
      row.append(commentForm(turn, send, leave));
      translate(row, language());
    };
  }
  show();
  return row;
}

function commentForm(turn, send, leave) {
  const field = element("textarea", { id: `comment-${turn.answer.answer_id}`, rows: 2, maxLength: 2000 });
  const form = element("form", {}, element("label", { htmlFor: field.id, data: { t: "comment" } }), field,
    element("button", { data: { t: "send" } }));
  form.onsubmit = async (event) => {
    event.preventDefault();
    if (field.value.trim() && !(await send(turn.rating, field.value))) return;
    form.remove();
    leave();
  };
  return form;
}

/** Puts `words` on the clipboard, also where the page is not served over HTTPS. */
async function copyText(words, place) {
  if (navigator.clipboard) return navigator.clipboard.writeText(words).catch(() => {});
  const field = element("textarea", { value: words, className: "unseen" });
  place.append(field);
  field.select();
  document.execCommand("copy");
  field.remove();
  place.querySelector(".copy").focus();
}
