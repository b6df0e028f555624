// What the server's own page shows below the questions to begin with: the bulletins, latest first, and how many there are.

import { named, when } from "./answer.js";
import { button, element } from "./dom.js";

const FIRST = 6;
const MORE = 20;

/** The bulletins, null where they cannot be had; `get` fetches JSON, `link` makes a link to an address. */
export async function library(get, link) {
  const found = await get(`api/documents?limit=${FIRST}`);
  if (!found?.total) return found && element("p", { className: "empty", data: { t: "empty" } });
  const { documents, total } = found;
  const shown = ({ document_id, title, date }) => {
    const name = named(element("span", { className: "name", lang: "vi" }, title), title);
    return element("li", {}, link(`/documents/${encodeURIComponent(document_id)}`, element("a", {}, when(date), name)));
  };
  const list = element("ul", {}, ...documents.map(shown));
  const more = button({ className: "more", hidden: total <= FIRST, data: { t: "more" } });
  more.onclick = async () => {
    const next = await get(`api/documents?limit=${MORE}&offset=${list.childElementCount}`);
    const items = next?.documents.map(shown) ?? [];
    list.append(...items);
    more.hidden = next && (!items.length || list.childElementCount >= next.total);
    items[0]?.firstElementChild.focus({ preventScroll: true });
  };
  return element("section", { className: "library" },
    element("h3", {}, element("span", { data: { t: "library" } }), " ", element("span", { className: "total" }, String(total))),
    list, more);
}
