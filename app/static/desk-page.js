// The page on the left of the desk: which document and page is shown, as image or as text, with the passages of a field boxed.
import { centreMark, el, selectionIn, textView } from "./desk-form.js";

export function pageViewer(left, { data, ask, say, passagesOf }) {
  const texts = new Map();
  let shown = { version: null, page: 1, field: null, number: 0 }, asText = false, drawn = 0;
  const documentOf = (version) => data().documents.find((one) => one.version === version) ?? data().documents[0];

  const titleOf = (version) => data().documents.find((one) => one.version === version)?.title ?? "";

  function show(version, page, field = null, number = 0) {
    shown = { version, page, field, number };
    return draw();
  }

  function toText(wanted = !asText) {
    asText = wanted;
    return draw();
  }

  // Show the next of the passages of a field.
  function another(key, by) {
    const passages = passagesOf(key);
    if (!passages.length) return;
    const number = (shown.number + by + passages.length) % passages.length;
    show(passages[number].version, passages[number].page, key, number);
  }

  function picker(doc) {
    const documents = data().documents;
    if (documents.length < 2) return el("p", { class: "cb-desk-document" }, doc.title);
    return el("select", { "aria-label": say("document"), onchange: (event) => show(event.target.value, 1) },
      documents.map((one) => el("option", { value: one.version, selected: one === doc }, one.title)));
  }

  function tools(doc, page) {
    const index = doc.pages.indexOf(page);
    const turn = (by) => () => show(doc.version, page.n + by, shown.field, shown.number);
    return el("div", { class: "cb-desk-tools" },
      el("button", { type: "button", disabled: index <= 0, onclick: turn(-1) }, say("previous")),
      el("span", {}, say("pages", { page: page.n, total: doc.pages.length })),
      el("button", { type: "button", disabled: index >= doc.pages.length - 1, onclick: turn(1) }, say("next")),
      page.image ? el("button", { type: "button", "aria-pressed": asText, onclick: () => toText() }, say(asText ? "as_image" : "as_text")) : null);
  }

  function sheet(doc, page, passages, chosen) {
    const boxes = passages.flatMap((one) => one.boxes.map(([x, y, w, h]) => el("span", { class: one === chosen ? "cb-box" : "cb-box cb-box-other", "data-testid": "passage-box", style: `left:${x}%;top:${y}%;width:${w}%;height:${h}%` })));
    return el("div", { class: "cb-sheet" }, el("img", { src: `${doc.image}${page.n}.png?w=1000`, alt: say("page", { page: page.n }) }), boxes);
  }

  function textOf(doc, page) {
    const name = `${doc.version}/${page.n}`;
    if (!texts.has(name)) texts.set(name, ask(`/pages/${encodeURIComponent(doc.version)}/${page.n}.json`).then((one) => one.text, () => { texts.delete(name); return say("gone"); }));
    return texts.get(name);
  }

  async function draw() {
    const doc = documentOf(shown.version), turn = ++drawn;
    if (!doc) { left.replaceChildren(el("p", { class: "cb-muted" }, say(data().sources.length ? "gone" : "no_documents"))); return; }
    const page = doc.pages.find((one) => one.n === shown.page) ?? doc.pages[0];
    const passages = passagesOf(shown.field).filter((one) => one.version === shown.version && one.page === shown.page);
    const chosen = passagesOf(shown.field)[shown.number];
    const view = el("div", { class: "cb-desk-view", tabindex: "0", role: "group", "aria-label": say("page", { page: page.n }) });
    if (page.image && !asText) view.append(sheet(doc, page, passages, chosen));
    else {
      const text = await textOf(doc, page);
      if (turn !== drawn) return;
      view.append(textView(text, passages.includes(chosen) ? chosen : null));
    }
    const quote = chosen && el("blockquote", { class: "cb-quote" }, chosen.quote.replace(/^\|\s*|\s*\|$/gm, "").replace(/\s*\|\s*/g, " ｜ "));
    put(picker(doc), tools(doc, page), view, quote ?? "");
    centreMark(view);
  }

  // What had the focus has it again: the same control of the new page, or the page where there is no such control any more.
  function put(...parts) {
    const stops = () => [...left.querySelectorAll("select, button, .cb-desk-view")];
    const from = stops().indexOf(document.activeElement);
    left.replaceChildren(...parts);
    if (from < 0) return;
    const to = stops()[from];
    (to && !to.disabled ? to : left.querySelector(".cb-desk-view")).focus({ preventScroll: true });
  }

  function selected() {
    const place = selectionIn(left.querySelector(".cb-desk-text"));
    return place && { version: documentOf(shown.version).version, page: shown.page, ...place };
  }

  return { show, toText, another, draw, selected, titleOf, shown: () => shown };
}
