// For pages of other sites: <script type="module" src="https://…/static/widget.js" data-heading="…"></script> shows a
// button that opens the chat. data-inline only defines <bantin-chat>, to be placed in the page. Other attributes:
// data-lang (vi, en), data-questions (with | between), data-position="left", data-theme="light".

import "./chat.js";
import { server } from "./api.js";
import { button, element, icon } from "./dom.js";
import { offerTypeface, sheet } from "./sheets.js";
import { chosenLanguage, translate } from "./texts.js";

const NARROW = matchMedia("(max-width: 30rem)");
const styles = await Promise.all([sheet("theme.css"), sheet("widget.css")]);

class Widget extends HTMLElement {
  #root = this.attachShadow({ mode: "open" });

  connectedCallback() {
    this.#root.adoptedStyleSheets = styles;
    const close = button({ className: "icon close", slot: "tools", data: { label: "close" } }, icon("M6 6l12 12M18 6L6 18"));
    const chat = element("bantin-chat", {}, close);
    for (const name of ["lang", "heading", "questions", "theme"]) {
      if (this.hasAttribute(name)) chat.setAttribute(name, this.getAttribute(name));
    }
    const panel = element("dialog", { className: "panel", data: { label: "launch" } }, chat);
    const open = button({ className: "open", ariaExpanded: "false", ariaHasPopup: "dialog" },
      icon("M4 5h16v11H10l-4 4v-4H4zM8 9h8M8 12h5"), element("span", { data: { t: "launch" } }));
    this.#root.replaceChildren(open, panel);
    translate(this.#root, this.#language());
    chat.addEventListener("bantin-language", ({ detail }) => translate(this.#root, detail));
    open.onclick = () => {
      if (panel.open) return panel.close();
      if (NARROW.matches) panel.showModal();
      else panel.show();
      open.ariaExpanded = "true";
      chat.focus();
    };
    close.onclick = () => panel.close();
    panel.onkeydown = (event) => {
      if (event.key !== "Escape" || event.isComposing) return;
      event.preventDefault();
      event.stopPropagation();
      panel.close();
    };
    panel.onclose = () => {
      open.ariaExpanded = "false";
      open.focus();
    };
  }

  #language() {
    const wanted = this.getAttribute("lang") ?? chosenLanguage() ?? document.documentElement.lang;
    return wanted?.startsWith("en") ? "en" : "vi";
  }
}

customElements.define("bantin-widget", Widget);
if (location.origin !== server.origin) offerTypeface();

const script = [...document.querySelectorAll("script[type=module]")].find(({ src }) => src === import.meta.url);
if (script && !("inline" in script.dataset)) {
  const widget = document.createElement("bantin-widget");
  for (const [name, value] of Object.entries(script.dataset)) widget.setAttribute(name, value);
  document.body.append(widget);
}
