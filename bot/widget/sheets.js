// Style sheets and typeface of the widget, which needs no inline style and changes nothing of the page around it.

const RANGES = {
  latin: "U+0-FF,U+131,U+152-153,U+2BB-2BC,U+2C6,U+2DA,U+2DC,U+304,U+308,U+329,U+2000-206F,U+20AC,U+2122",
  vietnamese: "U+102-103,U+110-111,U+128-129,U+168-169,U+1A0-1A1,U+1AF-1B0,U+300-301,U+303-304,U+308-309,U+323,U+329,U+1EA0-1EF9,U+20AB",
};

/** The style sheet `name` of the server, for shadow roots to adopt. */
export async function sheet(name) {
  const response = await fetch(new URL(name, import.meta.url));
  return new CSSStyleSheet().replace(await response.text());
}

/** Lets the page of another site use the typeface; the browser fetches a file once a letter of it is shown. */
export function offerTypeface() {
  for (const weight of ["400", "600"]) {
    for (const [subset, unicodeRange] of Object.entries(RANGES)) {
      const file = new URL(`fonts/be-vietnam-pro-${subset}-${weight}-normal.woff2`, import.meta.url);
      document.fonts.add(new FontFace("Be Vietnam Pro", `url("${file}")`, { weight, unicodeRange, display: "swap" }));
    }
  }
}
