// Makes elements, and remembers things for as long as the tab is open.

/** An element with properties (data-* as `data`), and children. */
export function element(name, { data = {}, ...properties } = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  Object.assign(made.dataset, data);
  made.append(...children);
  return made;
}

/** A button that does no more than what it is told to. */
export const button = (properties, ...children) => element("button", { type: "button", ...properties }, ...children);

/** A line drawing of 24 by 24, for people who see it only. */
export function icon(path) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
  line.setAttribute("d", path);
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.append(line);
  return svg;
}

/** What was remembered under `name`, null where nothing was. */
export function remembered(name) {
  try {
    return JSON.parse(sessionStorage.getItem(`bantin-${name}`));
  } catch {
    return null;
  }
}

/** Remembers `value` in this tab; without storage it lasts as long as the page. */
export function remember(name, value) {
  try {
    sessionStorage.setItem(`bantin-${name}`, JSON.stringify(value));
  } catch {
    // Full or forbidden.
  }
}
