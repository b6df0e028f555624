// The page of a bulletin: finds the quote that the address names (#c1234-1402: character offsets) and highlights it.

import { chooseLanguage, chosenLanguage } from "./texts.js";

const page = document.querySelector("main");
const notice = document.querySelector(".notice");
const languages = document.querySelector(".language");

speak(chosenLanguage() ?? "vi");
show();
addEventListener("hashchange", show);
languages.addEventListener("click", ({ target }) => {
  const { language } = target.dataset;
  if (!language) return;
  chooseLanguage(language);
  speak(language);
});

function speak(language) {
  document.documentElement.lang = language;
  for (const button of languages.children) button.ariaPressed = String(button.dataset.language === language);
  for (const element of document.querySelectorAll("[data-en]")) {
    element.dataset.vi ??= element.textContent;
    element.textContent = element.dataset[language];
  }
}

function show() {
  for (const mark of page.querySelectorAll("mark")) mark.replaceWith(...mark.childNodes);
  page.normalize();
  notice.hidden = true;
  const place = /^#c(\d+)-(\d+)$/.exec(location.hash);
  if (!place) return;
  const [start, end] = [Number(place[1]), Number(place[2])];
  const marks = [...page.querySelectorAll("[data-start]")].flatMap((block) => highlight(block, start, end));
  notice.hidden = marks.length > 0;
  if (!marks.length) return;
  marks[0].scrollIntoView({ block: "start" });
  marks[0].tabIndex = -1;
  marks[0].focus({ preventScroll: true });
}

/** Marks what `block` holds of the characters from `start` to `end`; offsets count characters, not UTF-16 units. */
function highlight(block, start, end) {
  const characters = Array.from(block.textContent);
  const from = Math.max(start - Number(block.dataset.start), 0);
  const to = Math.min(end - Number(block.dataset.start), characters.length);
  if (from >= to) return [];
  const mark = document.createElement("mark");
  mark.textContent = characters.slice(from, to).join("");
  block.replaceChildren(characters.slice(0, from).join(""), mark, characters.slice(to).join(""));
  return [mark];
}
