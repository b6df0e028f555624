// <bantin-chat>: the conversation. Attributes: lang (vi, en), heading, questions (with | between), theme="light", and
// page for the server's own page, which it then fills; alone where nothing else is on the page.

import { actions } from "./actions.js";
import { ask, request, server } from "./api.js";
import { named, shown, sources, when } from "./answer.js";
import { button, element, icon, remember, remembered } from "./dom.js";
import { sheet } from "./sheets.js";
import { chooseLanguage, chosenLanguage, text, translate } from "./texts.js";

const STORE = `chat ${server.origin}`;
const MOST_TURNS = 40;
const SLOW_MS = 600;
const LONG = /.{240}|(.*\n){6}/s; // a question that is shown folded
const page = document.querySelector("bantin-chat[page]") ? ["page.css"] : [];
const styles = await Promise.all(["theme.css", "chat.css", ...page].map(sheet));

class Chat extends HTMLElement {
  static observedAttributes = ["lang", "heading"];

  #root = this.attachShadow({ mode: "open" });
  #state = { session: null, language: null, turns: [], ...remembered(STORE) };
  #parts = {};
  #asking = null;
  #network = new AbortController();

  connectedCallback() {
    this.#root.adoptedStyleSheets = styles;
    this.#state.spoken = this.#language();
    this.#build();
    for (const turn of this.#state.turns) this.#finish(this.#addTurn(turn), turn);
    this.#speak(this.#state.spoken);
    this.#begin();
    const { signal } = (this.#network = new AbortController());
    for (const event of ["online", "offline"]) addEventListener(event, () => this.#noticeNetwork(), { signal });
    this.#noticeNetwork();
  }

  disconnectedCallback() {
    this.#network.abort();
    this.#asking?.abort();
  }

  attributeChangedCallback(name, before, after) {
    if (!this.#parts.form || before === after) return;
    if (name === "lang") this.#state.language = null;
    this.#speak(this.#language());
  }

  /** Moves the keyboard to where questions are typed. */
  focus() {
    this.#parts.question.focus({ preventScroll: true });
  }

  get #page() {
    return this.hasAttribute("page");
  }

  get #alone() {
    return this.#page || this.hasAttribute("alone");
  }

  #language() {
    const here = this.getAttribute("lang") ?? (this.#page ? null : this.closest("[lang]")?.lang);
    const wanted = this.#state.language ?? (this.#own ? chosenLanguage() : null) ?? here ?? "vi";
    return wanted.startsWith("en") ? "en" : "vi";
  }

  get #own() {
    return location.origin === server.origin;
  }

  #build() {
    const [first, second] = this.#alone ? ["h1", "h2"] : ["h2", "h3"];
    const parts = (this.#parts = {
      heading: element(first, { className: "brand" }),
      fresh: button({ className: "icon fresh", data: { label: "fresh" } },
        icon("M12 5v14M5 12h14"), element("span", { data: { t: "fresh" } })),
      welcome: element("section", { className: "welcome" },
        element(second, { data: { t: "welcome" } }), element("p", { className: "lede", data: { t: "lede" } })),
      log: element("div", { className: "log", role: "log", ariaLive: "off", data: { label: "log" } }),
      said: element("p", { className: "unseen", role: "status" }),
      network: element("p", { className: "network", role: "status", hidden: true }),
      key: element("input", { type: "password", autocomplete: "off", spellcheck: false, id: "key" }),
      question: element("textarea", { id: "question", rows: 1, maxLength: 2000, enterKeyHint: "send", data: { hint: "placeholder" } }),
      send: element("button", { type: "submit", className: "send", data: { t: "ask" } }),
    });
    parts.locked = element("div", { className: "key", hidden: true }, element("label", { htmlFor: "key", data: { t: "key" } }), parts.key);
    parts.form = element("form", { className: "composer" }, parts.locked,
      element("div", { className: "field" },
        element("label", { htmlFor: "question", className: "unseen", data: { t: "question" } }), parts.question, parts.send));
    const languages = element("div", { className: "language", role: "group", data: { label: "language" } },
      button({ lang: "vi", title: "Tiếng Việt", ariaLabel: "VI: Tiếng Việt", data: { language: "vi" } }, "VI"),
      button({ lang: "en", title: "English", ariaLabel: "EN: English", data: { language: "en" } }, "EN"));
    parts.scroller = element("div", { className: "scroller" }, parts.welcome, parts.log);
    this.#root.replaceChildren(
      element("div", { className: "bar" }, parts.heading, element("div", { className: "tools" }, parts.fresh, languages, element("slot", { name: "tools" }))),
      parts.scroller, parts.network, parts.form, parts.said);
    this.#listen(languages);
  }

  #listen(languages) {
    const { form, question, fresh, key } = this.#parts;
    form.onsubmit = (event) => {
      event.preventDefault();
      const asked = question.value.trim();
      if (this.#asking) return this.#asking.abort();
      if (!asked) return question.focus();
      question.value = "";
      this.#ask(asked);
    };
    question.onkeydown = (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      if (!this.#asking) form.requestSubmit();
    };
    key.onkeydown = (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      [...this.#root.querySelectorAll(".retry")].at(-1)?.click();
      question.focus();
    };
    fresh.onclick = () => this.#startAnew();
    languages.onclick = ({ target }) => {
      const { language } = target.dataset;
      if (!language) return;
      this.#state.language = language;
      if (this.#own) chooseLanguage(language);
      this.#save();
      this.#speak(language);
      this.#begin();
    };
  }

  /** Shows all texts in `language`. */
  #speak(language) {
    this.#state.spoken = language;
    this.dispatchEvent(new CustomEvent("bantin-language", { detail: language }));
    if (this.#page) document.documentElement.lang = language;
    for (const part of this.#root.children) part.lang = language;
    this.#parts.heading.textContent = this.getAttribute("heading") || text(language, "heading");
    translate(this.#root, language);
  }

  #text(name) {
    return text(this.#state.spoken, name);
  }

  #save() {
    const { session, language, turns } = this.#state;
    remember(STORE, { session, language, turns: turns.slice(-MOST_TURNS) });
  }

  #startAnew() {
    this.#asking?.abort();
    Object.assign(this.#state, { session: null, turns: [] });
    this.#save();
    this.#parts.log.replaceChildren();
    this.#parts.said.textContent = "";
    this.#begin();
    this.focus();
  }

  #noticeNetwork() {
    const { network } = this.#parts;
    network.hidden = navigator.onLine;
    network.textContent = navigator.onLine ? "" : this.#text("disconnected");
  }

  /** What is seen before the first question: questions to begin with and, on the server's page, the library. */
  async #begin() {
    const { welcome, fresh } = this.#parts;
    welcome.hidden = this.#state.turns.length > 0;
    fresh.hidden = !welcome.hidden;
    if (welcome.hidden) return;
    const language = this.#state.spoken;
    const given = this.getAttribute("questions")?.split("|").map((each) => each.trim()).filter(Boolean);
    const [questions, latest] = await Promise.all([
      given ?? this.#fetch("api/suggestions").then((found) => found?.suggestions ?? []),
      this.#page && import("./library.js").then(({ library }) => library((path) => this.#fetch(path), this.#link)),
    ]);
    if (language !== this.#state.spoken) return;
    const parts = questions.length ? [this.#suggestions(questions, "h3")] : [];
    if (latest) parts.push(latest);
    welcome.replaceChildren(...[...welcome.children].slice(0, 2), ...parts);
    translate(welcome, language);
  }

  #fetch(path) {
    return request(path, this.#options).then((response) => response.json()).catch(() => null);
  }

  get #options() {
    return { language: this.#state.spoken, key: this.#parts.key.value || remembered("key") };
  }

  /** Lets `link` lead to an address of the server: here on its own page, in a new tab elsewhere. */
  #link = (path, link) => {
    link.href = new URL(path, server);
    if (!this.#page) {
      Object.assign(link, { target: "_blank", rel: "noopener" });
      if (link.dataset.label) link.dataset.rest += ` (${this.#text("newTab")})`;
      else link.append(element("span", { className: "unseen" }, " (", element("span", { data: { t: "newTab" } }), ")"));
    }
    return link;
  };

  #suggestions(questions, heading) {
    const items = questions.map((question) =>
      element("li", {}, button({ onclick: () => this.#asking || this.#ask(question) }, question)));
    return element("section", { className: "suggestions" },
      element(heading, { data: { t: "suggestions" } }), element("ul", {}, ...items));
  }

  get #inner() {
    return this.#alone ? ["h2", "h3"] : ["h3", "h4"];
  }

  #addTurn({ question }) {
    const answer = element("div", { className: "answer" });
    const heading = element(this.#inner[0], { className: "question" }, question);
    const asked = LONG.test(question) ? element("details", {}, element("summary", {}, heading)) : heading;
    const turn = element("article", { className: "turn" }, asked, answer);
    this.#parts.log.append(turn);
    return answer;
  }

  async #ask(question) {
    const place = this.#addTurn({ question });
    this.#parts.welcome.hidden = true;
    this.#parts.fresh.hidden = false;
    await this.#fill(question, place);
  }

  /** Asks and fills `place`; on an error it offers to do so again. */
  async #fill(question, place) {
    const { send, log, locked, key, said } = this.#parts;
    const asking = (this.#asking = new AbortController());
    const slow = setTimeout(() => {
      send.dataset.t = "stop";
      translate(this.#root, this.#state.spoken);
    }, SLOW_MS);
    const waiting = element("p", { className: "waiting", data: { t: "waiting" } }, this.#text("waiting"));
    place.replaceChildren(waiting);
    place.className = "answer";
    said.textContent = "";
    log.ariaBusy = "true";
    this.#show(place.parentElement);
    const { session } = this.#state;
    const options = { ...this.#options, signal: asking.signal, body: { question, session_id: session ?? undefined } };
    try {
      let draft;
      for await (const [name, data] of ask(options)) {
        if (name === "token") {
          if (!draft) waiting.replaceWith((draft = element("p", { className: "draft" })));
          draft.append(data.text);
        } else if (name === "done") {
          const turn = { question, answer: data };
          if (options.key) remember("key", options.key);
          locked.hidden = true;
          this.#state.session = data.session_id;
          this.#state.turns.push(turn);
          this.#save();
          this.#finish(place, turn);
          said.lang = data.language;
          said.textContent = data.answer;
        }
      }
    } catch (error) {
      if (!place.isConnected) return;
      if (error.status === 401) {
        locked.hidden = false;
        key.focus();
      }
      this.#fail(question, place, this.#reason(error));
    } finally {
      clearTimeout(slow);
      if (this.#asking === asking) this.#asking = null;
      send.dataset.t = "ask";
      log.ariaBusy = "false";
      translate(this.#root, this.#state.spoken);
    }
    this.#show(place.parentElement);
  }

  #reason({ name, status, message }) {
    if (name === "AbortError") return this.#text("stopped");
    if (status === 401) return this.#text("locked");
    return (status && message) || this.#text(status === 0 ? "offline" : "failed");
  }

  #fail(question, place, reason) {
    const retry = button({ className: "retry", data: { t: "retry" } });
    retry.onclick = () => {
      if (this.#asking) return;
      this.focus();
      this.#fill(question, place);
    };
    place.className = "answer failed";
    place.replaceChildren(element("p", {}, reason), retry);
    this.#parts.said.textContent = reason;
  }

  /** Brings the head of `turn` into view, unless somebody has read on from there. */
  #show(turn) {
    const { scroller } = this.#parts;
    scroller.scrollTop = Math.max(scroller.scrollTop, turn.offsetTop - 16);
  }

  /** Shows the whole answer of `turn` in `place`, and what can be done with it. */
  #finish(place, turn) {
    const { answer } = turn;
    const heading = this.#inner[1];
    const link = this.#link;
    const body = element("div", { className: "body", lang: answer.language }, ...shown(answer, link));
    place.replaceChildren(body);
    if (answer.citations.length) place.append(sources(answer, link, heading));
    place.append(this.#actions(turn));
    if (answer.answered) place.append(this.#others(turn));
    if (answer.suggestions.length) place.append(this.#suggestions(answer.suggestions, heading));
    translate(place, this.#state.spoken);
  }

  #actions(turn) {
    return actions(turn, {
      language: () => this.#state.spoken,
      leave: () => this.focus(),
      rate: async (rating) => {
        const body = { answer_id: turn.answer.answer_id, ...rating };
        await request("api/feedback", { ...this.#options, body }).catch((error) => Promise.reject(this.#reason(error)));
        turn.rating = body.rating;
        this.#save();
      },
    });
  }

  /** Bulletins near the question that the answer does not rest on, looked up when the person wants them. */
  #others({ question, answer }) {
    const place = element("ul");
    const details = element("details", { className: "others" }, element("summary", { data: { t: "others" } }), place);
    const cited = new Set(answer.citations.map((citation) => citation.document_id));
    details.addEventListener("toggle", async () => {
      if (!details.open || place.childElementCount) return;
      const response = await request("api/search", { ...this.#options, body: { question, limit: 20 } }).catch(() => null);
      const { passages = [] } = (await response?.json()) ?? {};
      const found = new Map(passages.filter((each) => !cited.has(each.document_id)).map((each) => [each.document_id, each]));
      const items = [...found.values()].slice(0, 4).map(({ document_id, title, date }) => {
        const link = this.#link(`/documents/${encodeURIComponent(document_id)}`, element("a", { lang: "vi" }, title));
        return element("li", {}, named(link, title), ...(date ? [" ", when(date)] : []));
      });
      place.replaceChildren(...(items.length ? items : [element("li", { data: { t: "noOthers" } })]));
      translate(place, this.#state.spoken);
    });
    return details;
  }
}

customElements.define("bantin-chat", Chat);
