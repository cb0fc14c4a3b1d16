// How the fields of the desk are shown and typed: one control a kind of field. Text is put in as text, never as markup.

export function el(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (key === "class") node.className = value;
    else if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else node.setAttribute(key, value === true ? "" : String(value));
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

// Ask an address of ours; an error carries the status and what the server says.
export async function asked(address, options = {}) {
  const response = await fetch(address, { credentials: "same-origin", ...options });
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw Object.assign(new Error(body.message || body.error || ""), { status: response.status });
  return body;
}

export function isEmpty(value) { return value === null || value === undefined || value === "" || (Array.isArray(value) && !value.length); }

export function words(one, value, say) {
  if (isEmpty(value)) return el("span", { class: "cb-muted" }, say("empty"));
  const label = (options, given) => options?.find((option) => option.value === given)?.label ?? given;
  if (one.kind === "flag") return document.createTextNode(say(value ? "yes" : "no"));
  if (one.kind === "choice") return document.createTextNode(label(one.options, value));
  if (one.kind === "questions") return el("ol", {}, value.map((text) => el("li", {}, text)));
  if (one.columns) {
    const used = one.columns.filter((column) => value.some((row) => !isEmpty(row[column.key])));
    return el("div", { class: "cb-desk-scroll" }, el("table", {}, el("thead", {}, el("tr", {}, used.map((column) => el("th", { scope: "col" }, column.label)))),
      el("tbody", {}, value.map((row) => el("tr", {}, used.map((column) => el("td", {}, String(isEmpty(row[column.key]) ? "—" : label(column.options, row[column.key])))))))));
  }
  return document.createTextNode(String(value));
}

// A value of one's own that somebody else's came before: take one's own, or keep theirs.
export function clashView(one, clash, say, act) {
  const button = (name, press) => el("button", { type: "button", class: "cb-button", onclick: press }, say(name));
  return el("div", { class: "cb-notice cb-notice-warning", role: "alert" }, el("p", {}, say("conflict", { name: clash.theirs.by })),
    el("div", {}, words(one, clash.yours.value, say)),
    el("p", { class: "cb-desk-actions" }, button("take_yours", () => act.take(clash)), button("keep_theirs", act.keep)));
}

// What documents that were added later say of a field that was decided, each with its passages.
export function othersView(one, entry, say, act) {
  const leave = act.button("leave_others", act.leave), alone = entry.others.length === 1;
  let number = entry.evidence.length;
  const told = entry.others.map((other) => {
    const from = other.evidence.length ? act.title(other.evidence[0].version) : "";
    return el("div", { class: "cb-desk-told" }, el("p", { class: "cb-hint" }, say("other", { title: from })),
      el("div", { class: "cb-desk-other-value" }, words(one, other.value, say)),
      el("p", { class: "cb-desk-actions" }, other.evidence.map((passage) => act.source(passage, number++)),
        act.button(one.columns ? "take_rows" : "take_other", () => act.take(other)), alone ? leave : null));
  });
  return el("div", { class: "cb-desk-others", "data-testid": "others" }, told,
    alone ? null : el("p", { class: "cb-desk-actions" }, leave));
}

// The text of a page with a passage marked. Offsets count in code points, as they do on the server.
export function textView(text, chosen) {
  const pre = el("div", { class: "cb-page-text cb-desk-text" });
  const characters = [...text], part = (start, end) => characters.slice(start, end).join("");
  if (chosen) pre.append(part(0, chosen.start), el("mark", { "data-testid": "passage-mark" }, part(chosen.start, chosen.end)), part(chosen.end));
  else pre.append(text);
  return pre;
}

// Where the selection stands in such a text, null where nothing of it is selected.
export function selectionIn(node) {
  const choice = window.getSelection();
  if (!node || !choice || choice.isCollapsed || !node.contains(choice.anchorNode) || !node.contains(choice.focusNode)) return null;
  const range = choice.getRangeAt(0), before = document.createRange();
  before.selectNodeContents(node);
  before.setEnd(range.startContainer, range.startOffset);
  const start = [...before.toString()].length, length = [...range.toString()].length;
  return length ? { start, end: start + length } : null;
}

export function controls(one, value, say) {
  const labelled = { "aria-label": one.label, "aria-describedby": `help-${one.key}` };
  if (one.columns) return rows(one, Array.isArray(value) ? value : [], say);
  if (one.kind === "questions") {
    const inputs = [0, 1, 2].map((n) => el("input", { type: "text", value: value?.[n] ?? "", "aria-label": say("question", { n: n + 1 }) }));
    return { node: el("div", { class: "cb-desk-lines" }, inputs), read: () => inputs.map((input) => input.value.trim()).filter(Boolean) };
  }
  if (one.kind === "flag") {
    const options = [["", "—"], ["1", say("yes")], ["0", say("no")]];
    const chosen = value === true ? "1" : value === false ? "0" : "";
    const select = el("select", labelled, options.map(([key, label]) => el("option", { value: key, selected: key === chosen }, label)));
    return { node: select, read: () => (select.value === "" ? null : select.value === "1") };
  }
  if (one.options && !one.open) {
    const select = el("select", labelled, el("option", { value: "" }, "—"), one.options.map((option) => el("option", { value: option.value, selected: option.value === value }, option.label)));
    return { node: select, read: () => select.value };
  }
  if (one.kind === "long" || String(value ?? "").length > 60) {
    const area = el("textarea", { ...labelled, rows: "5" });
    area.value = value ?? "";
    return { node: area, read: () => area.value.trim() };
  }
  const list = one.options ? el("datalist", { id: `list-${one.key}` }, one.options.map((option) => el("option", { value: option.value }))) : null;
  const input = el("input", { ...labelled, type: "text", value: value ?? "", list: list ? list.id : null });
  return { node: el("div", { class: "cb-desk-lines" }, input, list), read: () => input.value.trim() };
}

function rows(one, value, say) {
  const held = value.map((row) => ({ ...row })), box = el("div", { class: "cb-desk-rows" });
  const figure = (text) => { const plain = text.trim().replace(/,/g, ""); return plain === "" ? null : /^-?\d+(\.\d+)?$/.test(plain) ? Number(plain) : text.trim(); };
  const changed = () => box.dispatchEvent(new Event("input", { bubbles: true }));
  const cell = (row, column) => {
    const node = column.options ? el("select", {}, el("option", { value: "" }, "—"), column.options.map((option) => el("option", { value: option.value, selected: option.value === row[column.key] }, option.label)))
      : el("input", { type: "text", value: row[column.key] ?? "", inputmode: column.kind === "figure" ? "decimal" : null });
    node.addEventListener("input", () => { row[column.key] = column.kind === "figure" ? figure(node.value) : node.value; });
    return el("label", {}, el("span", {}, column.label), node);
  };
  const draw = () => box.replaceChildren(...held.map((row, n) => el("fieldset", {}, el("legend", {}, String(n + 1)), one.columns.map((column) => cell(row, column)),
    el("button", { type: "button", class: "cb-button", onclick: () => { held.splice(n, 1); draw(); changed(); } }, say("remove_row")))),
    el("button", { type: "button", class: "cb-button", onclick: () => { held.push(one.kind === "effects" ? { method: "unknown" } : {}); draw(); box.querySelector("fieldset:last-of-type input")?.focus(); } }, say("add_row")));
  draw();
  return { node: box, read: () => held.filter((row) => one.columns.some((column) => column.key !== "method" && !isEmpty(row[column.key]))) };
}

// Scroll a page's view to the passage that is marked, once its image is there.
export function centreMark(view) {
  const mark = view.querySelector(".cb-box:not(.cb-box-other), mark"), image = view.querySelector("img");
  const centre = () => { if (mark) view.scrollTop += mark.getBoundingClientRect().top - view.getBoundingClientRect().top - view.clientHeight / 3; };
  if (image && !image.complete) image.addEventListener("load", centre, { once: true });
  centre();
}
