// Shows an answer: its text with the numbers of its citations, its list, its sources.

import { server } from "./api.js";
import { element } from "./dom.js";
import { dated } from "./texts.js";

const LABEL = /^\s*(\d+([.,]\d+)*[.)]|[a-zđ][.)]|[ivx]+[.)]|[-–—•*+]|(một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười)( \S+)? là|thứ \S+|điều \d+)/i;

/** The elements that show `answer`; `link` makes a link to an address of the server. */
export function shown(answer, link) {
  const { items } = answer;
  const [before, after] = items.length ? around(answer.answer, items) : [answer.answer, ""];
  const parts = paragraphs(before, answer, link);
  if (items.length) {
    const list = element("ol", { className: items.every((item) => LABEL.test(item)) ? "items" : "items numbered" });
    list.append(...items.map((item) => cited(element("li"), item, answer, link)));
    parts.push(list, ...paragraphs(after, answer, link));
  }
  return parts;
}

/** The bulletins that `answer` rests on, each named once; quotes only where the answer does not hold them itself. */
export function sources(answer, link, heading) {
  const list = element("ul");
  for (const id of new Set(answer.citations.map((citation) => citation.document_id))) {
    const quoted = answer.citations.filter((citation) => citation.document_id === id);
    const { title, date, url } = quoted[0];
    const numbers = quoted.map((citation) => mark(citation, link));
    const name = named(link(url, element("a", { lang: "vi" }, title)), title);
    const quotes = quoted.filter(({ quote }) => !answer.answer.includes(quote));
    list.append(element("li", {},
      element("p", {}, name, ...(date ? [" ", when(date)] : []), " ", ...numbers),
      ...quotes.map(({ quote }) => element("blockquote", { lang: "vi" }, quote))));
  }
  return element("section", { className: "sources" }, element(heading, { data: { t: "sources" } }), list);
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
  for (const { number, title, date, url } of answer.citations) {
    lines.push(`[${number}] “${title}”${date ? ` (${dated(date)})` : ""} ${new URL(url, server)}`);
  }
  return lines.join("\n");
}

/** What `text` says before the first and after the last of `items`; all of it comes before where it lacks them. */
function around(text, items) {
  const first = text.indexOf(items[0]);
  const last = text.lastIndexOf(items.at(-1));
  if (first < 0 || last < first) return [text, ""];
  return [text.slice(0, first), text.slice(last + items.at(-1).length)];
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
