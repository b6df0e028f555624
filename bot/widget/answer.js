// Shows an answer: its text with the numbers of its citations, its list, its sources.

import { server } from "./api.js";
import { element } from "./dom.js";
import { dated } from "./texts.js";

const LABEL = /^\s*(\d+([.,]\d+)*[.)]|[a-zđ][.)]|[ivx]+[.)]|[-–—•*+]|(một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười)( \S+)? là|thứ \S+|điều \d+)/i;
const ITEM_LABEL = /(^|\n)[^\p{L}\n]*\p{L}?[^\p{L}\n]*$/u;

/** The elements that show `answer`; `link` makes a link to an address of the server. */
export function shown(answer, link) {
  return layout(answer.answer, itemsOf(answer)).flatMap((part) => {
    if (typeof part === "string") return paragraphs(part, answer, link);
    const list = element("ol", { className: part.every((item) => LABEL.test(item)) ? "items" : "items numbered" });
    list.append(...part.map((item) => cited(element("li"), item, answer, link)));
    return [list];
  });
}

/** The bulletins that `answer` rests on, each named once; quotes only where the answer does not hold them itself. */
export function sources(answer, link, heading) {
  const entries = byBulletin(answer.citations).map((quoted) => {
    const { title, date, url } = quoted[0];
    const name = named(link(url, element("a", { lang: "vi" }, title)), title);
    const [said, unsaid] = [true, false].map((is) => quoted.filter(({ quote }) => answer.answer.includes(quote) === is));
    return element("li", {},
      element("p", {}, name, ...(date ? [" ", when(date)] : []), " ", ...said.map((citation) => mark(citation, link))),
      ...unsaid.map((citation) => element("blockquote", { lang: "vi" }, element("p", {}, mark(citation, link), citation.quote))));
  });
  return element("section", { className: "sources" }, element(heading, { data: { t: "sources" } }), element("ul", {}, ...entries));
}

/** The citations of each bulletin. */
function byBulletin(citations) {
  const ids = new Set(citations.map((citation) => citation.document_id));
  return [...ids].map((id) => citations.filter((citation) => citation.document_id === id));
}

/** `title`, quieter where it is set in capitals. */
export function named(place, title) {
  place.classList.toggle("capitals", title.length > 12 && title === title.toUpperCase());
  return place;
}

/** A date, for people and programs. */
export const when = (date) =>
  date ? element("time", { dateTime: date }, dated(date)) : element("span", { data: { t: "undated" } });

/** `answer` as plain text with its sources, to be pasted elsewhere. */
export function plain(question, answer, heading) {
  const lines = [question, "", answer.answer];
  if (answer.citations.length) lines.push("", `${heading}:`);
  for (const quoted of byBulletin(answer.citations)) {
    const { title, date, url } = quoted[0];
    lines.push(`[${quoted.map(({ number }) => number).join(", ")}] “${title}”${date ? ` (${dated(date)})` : ""} ${new URL(url, server)}`);
  }
  return lines.join("\n");
}

/** The items of a list; where a model worded them, the lines that rest on something. A list within a sentence is none. */
function itemsOf({ answer, items, citations, mode }) {
  const within = ({ quote }) => quote !== items[0] && items.every((item) => quote.includes(item));
  if (mode === "extractive" && citations.some(within)) return [];
  if (mode === "extractive" || !items.length) return items;
  return answer.split("\n").filter((line) => /\[\d+\]\s*$/.test(line));
}

/** `text` cut at its items: strings, and lists of the items that follow each other; they come last where it lacks them. */
function layout(text, items) {
  const parts = [];
  let list;
  let at = 0;
  for (const item of items) {
    const start = text.indexOf(item, at);
    if (start < 0) return [text, items];
    const before = text.slice(at, start).replace(ITEM_LABEL, "");
    if (!list || before.trim()) parts.push(before, (list = []));
    list.push(item);
    at = start + item.length;
  }
  return [...parts, text.slice(at)];
}

/** The lines of `words`, each as a paragraph. */
const paragraphs = (words, answer, link) =>
  words.split("\n").filter((line) => line.trim()).map((line) => cited(element("p"), line, answer, link));

/** Writes `words` into `place`, with the number of each citation after what rests on it. */
function cited(place, words, { citations, mode }, link) {
  if (mode === "extractive") return quoted(place, words.trim(), citations, link);
  const numbered = new Map(citations.map((citation) => [String(citation.number), citation]));
  for (const part of words.trim().split(/(\s*\[\d+\])/)) {
    const citation = numbered.get(/^\s*\[(\d+)\]$/.exec(part)?.[1]);
    place.append(...(citation ? ["\u2060", mark(citation, link)] : [part]));
  }
  return place;
}

/** Writes `words`, which hold whole quotes, with the number of each citation behind its quote. */
function quoted(place, words, citations, link) {
  const marks = citations
    .map((citation) => ({ citation, end: endOf(citation.quote, words) }))
    .map(({ citation, end }) => ({ citation, end: words[end] === "”" ? end + 1 : end }))
    .filter(({ end }) => end > 0)
    .sort((a, b) => a.end - b.end || a.citation.number - b.citation.number);
  if (marks.length) place.lang = "vi";
  let written = 0;
  for (const { citation, end } of marks) {
    place.append(words.slice(written, end), "\u2060", mark(citation, link));
    written = end;
  }
  place.append(words.slice(written));
  return place;
}

function mark({ number, title, url }, link) {
  return link(url, element("a", { className: "mark", data: { label: "source", rest: ` ${number}: ${title}` } }, String(number)));
}

/** Where `quote` ends in `words`: at their end when it holds them all, 0 when they do not rest on it. */
function endOf(quote, words) {
  const start = words.indexOf(quote);
  if (start >= 0) return start + quote.length;
  return words.length > 20 && quote.includes(words) ? words.length : 0;
}
