// The page that asks: sends the question to /api/ask and shows the answer with its citations.

import { bindLanguage, dated, language, text } from "./texts.js";

const LABEL = /^\s*(\d+([.,]\d+)*[.)]|[a-zđ][.)]|[ivx]+[.)]|[-–—•*+]|(một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười)( \S+)? là|thứ \S+|điều \d+)/i;

const log = document.getElementById("log");
const form = document.querySelector(".composer");
const question = document.getElementById("question");
const send = form.querySelector(".send");
const key = document.getElementById("key");
let session = remembered("session");
let busy = false;

bindLanguage(showLibrary);
form.addEventListener("submit", (event) => {
  event.preventDefault();
  const asked = question.value.trim();
  if (!asked || busy) return;
  question.value = "";
  ask(asked);
});
question.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    form.requestSubmit();
  }
});
key.addEventListener("keydown", (event) => {
  if (event.key === "Enter") {
    event.preventDefault();
    log.querySelector(".turn:last-child .retry")?.click();
    question.focus();
  }
});
question.focus({ preventScroll: true });

async function ask(asked) {
  document.body.classList.add("asked");
  const answer = element("div", { className: "answer" });
  const turn = element("article", { className: "turn" }, element("h2", { className: "question" }, asked), answer);
  log.append(turn);
  await fill(asked, turn, answer);
}

/** Asks and fills `answer`; on an error it offers to do so again. */
async function fill(asked, turn, answer) {
  setBusy(turn, true);
  answer.className = "answer";
  answer.replaceChildren(element("p", { className: "waiting" }, text("waiting")));
  turn.scrollIntoView({ block: "start" });
  try {
    show(await fetchAnswer(asked), answer);
  } catch (error) {
    const retry = element("button", { type: "button", className: "retry" }, text("retry"));
    retry.addEventListener("click", () => busy || fill(asked, turn, answer));
    answer.className = "answer failed";
    answer.replaceChildren(element("p", {}, error.message), retry);
  }
  setBusy(turn, false);
  turn.scrollIntoView({ block: "start" });
}

function setBusy(turn, value) {
  busy = value;
  send.disabled = value;
  turn.setAttribute("aria-busy", String(value));
}

async function fetchAnswer(asked) {
  const headers = { "Content-Type": "application/json", "Accept-Language": language() };
  const secret = key.value || remembered("key");
  if (secret) headers.Authorization = `Bearer ${secret}`;
  let response;
  try {
    const body = JSON.stringify({ question: asked, session_id: session ?? undefined });
    response = await fetch("/api/ask", { method: "POST", headers, body });
  } catch {
    throw new Error(text("offline"));
  }
  form.querySelector(".key").hidden = response.status !== 401;
  if (response.status === 401) {
    key.focus();
    throw new Error(text("locked"));
  }
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(answer.detail ?? text("failed"));
  remember("key", secret);
  session = answer.session_id;
  remember("session", session);
  return answer;
}

function show(answer, place) {
  const { citations, items } = answer;
  const parts = [];
  if (items.length) {
    const [before, after] = around(answer.answer, items);
    parts.push(...paragraphs(before, citations));
    const list = element("ol", { className: items.every((item) => LABEL.test(item)) ? "items" : "items numbered" });
    list.append(...items.map((item) => cited(element("li"), item, citations)));
    parts.push(list);
    parts.push(...paragraphs(after, citations));
  } else {
    parts.push(...paragraphs(answer.answer, citations));
  }
  if (citations.length) parts.push(sources(citations));
  if (answer.suggestions.length) parts.push(suggestions(answer.suggestions));
  place.lang = answer.language;
  place.replaceChildren(...parts);
}

/** What `answer` says before the first and after the last of `items`; all of it comes before where it lacks them. */
function around(answer, items) {
  const first = answer.indexOf(items[0]);
  const last = answer.lastIndexOf(items.at(-1));
  if (first < 0 || last < first) return [answer.trim(), ""];
  return [answer.slice(0, first).trim(), answer.slice(last + items.at(-1).length).trim()];
}

/** The lines of `words`, each as a paragraph. */
const paragraphs = (words, citations) =>
  words.split("\n").filter((line) => line.trim()).map((line) => cited(element("p"), line, citations));

/** Writes `words` into `place`, with the number of each citation after what rests on it. */
function cited(place, words, citations) {
  const plain = words.replace(/\s*\[\d+\]/g, "").trim();
  const marks = citations
    .map((citation) => ({ citation, end: endOf(citation.quote, plain) }))
    .filter(({ end }) => end > 0)
    .sort((a, b) => a.end - b.end || a.citation.number - b.citation.number);
  if (marks.length) place.lang = "vi";
  let written = 0;
  for (const { citation, end } of marks) {
    const label = `${text("source")} ${citation.number}: ${citation.title}`;
    const mark = element("a", { className: "mark", href: citation.url, ariaLabel: label }, String(citation.number));
    place.append(plain.slice(written, end), "\u2060", mark);
    written = end;
  }
  place.append(plain.slice(written));
  return place;
}

/** Where `quote` ends in `words`: at their end when it holds them all, 0 when they do not rest on it. */
function endOf(quote, words) {
  const start = words.indexOf(quote);
  if (start >= 0) return start + quote.length;
  return words.length > 20 && quote.includes(words) ? words.length : 0;
}

/** The citations under the bulletins that they stand in, each bulletin named once. */
function sources(citations) {
  const section = element("section", { className: "sources" }, element("h3", {}, text("sources")));
  for (const id of new Set(citations.map((citation) => citation.document_id))) {
    const quoted = citations.filter((citation) => citation.document_id === id);
    const { title, date } = quoted[0];
    const line = element("p", {}, element("a", { href: `/documents/${encodeURIComponent(id)}`, lang: "vi" }, title));
    if (date) line.append(element("time", { dateTime: date }, dated(date)));
    section.append(line, element("ol", {}, ...quoted.map(quotation)));
  }
  return section;
}

function quotation({ number, quote, url }) {
  const words = element("q", { lang: "vi" }, quote);
  const link = element("a", { href: url, title: text("open") }, element("span", { className: "number" }, String(number)), words);
  return element("li", {}, link);
}

function suggestions(questions) {
  const list = element("ul");
  for (const suggestion of questions) {
    const button = element("button", { type: "button" }, suggestion);
    button.addEventListener("click", () => busy || ask(suggestion));
    list.append(element("li", {}, button));
  }
  return element("section", { className: "suggestions" }, element("h3", {}, text("suggestions")), list);
}

/** Lists the bulletins of the library on the empty page. */
async function showLibrary() {
  const response = await fetch("/api/documents?limit=6").catch(() => null);
  if (!response?.ok) return;
  const { documents, total } = await response.json();
  document.querySelector(".empty").hidden = total > 0;
  document.querySelector(".library").hidden = total === 0;
  document.querySelector(".total").textContent = `(${total})`;
  document.querySelector(".documents").replaceChildren(
    ...documents.map(({ document_id, title, date }) => {
      const when = date
        ? element("time", { dateTime: date }, dated(date))
        : element("span", { className: "undated" }, text("undated"));
      const name = element("span", { className: "name", lang: "vi" }, title);
      return element("li", {}, element("a", { href: `/documents/${encodeURIComponent(document_id)}` }, when, name));
    }),
  );
}

function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

function remembered(name) {
  try {
    return sessionStorage.getItem(`bantin-${name}`);
  } catch {
    return null;
  }
}

function remember(name, value) {
  try {
    if (value) sessionStorage.setItem(`bantin-${name}`, value);
  } catch {
    // Without storage the conversation lasts as long as the page.
  }
}
