// The desk: a report's page with the passage boxed beside the fields of the record, worked by keyboard throughout.
// All text comes as JSON and is put into the page as text, never as markup.
import { asked, clashView, controls, el, isEmpty, othersView, words } from "./desk-form.js";
import { pageViewer } from "./desk-page.js";

const POLL = 6000, PAUSE = 900;

function desk(root) {
  const id = root.dataset.desk, language = root.dataset.language;
  let data = null, current = null, editing = null;
  let saving = Promise.resolve(), timer = 0, polling = 0, news = 0;
  const cards = new Map(), unsaved = new Map(), clashes = new Map(), pending = new Map(), undone = new Map();
  const fields = () => data.groups.flatMap((group) => group.fields);
  const field = (key) => fields().find((one) => one.key === key);
  const say = (key, values = {}) => (data.say[key] ?? key).replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
  const status = el("p", { class: "cb-desk-status", role: "status" }), progress = el("p", { class: "cb-desk-count" }), bar = el("span");
  const left = el("div", { class: "cb-desk-page" }), right = el("div", { class: "cb-desk-fields" });

  const ask = (path, options) => asked(`/desk/${encodeURIComponent(id)}${path}${path.includes("?") ? "&" : "?"}lang=${language}`, options);

  // The passages of a field: those of its value, then those of what further documents say beside it.
  function passagesOf(key) {
    const entry = key && data.entries[key];
    return entry ? [...entry.evidence, ...entry.others.flatMap((one) => one.evidence)] : [];
  }

  const view = pageViewer(left, { data: () => data, ask, say, passagesOf });

  function save(key, value, evidence) {
    status.textContent = say("saving");
    pending.set(key, (pending.get(key) ?? 0) + 1);
    saving = saving.then(() => send(key, value, evidence));
    return saving;
  }

  async function send(key, value, evidence) {
    try {
      const result = await ask(`/fields/${encodeURIComponent(key)}`, {
        method: "POST", keepalive: true, headers: { "content-type": "application/json", "x-casebase-desk": "1" },
        body: JSON.stringify({ seen: data.version, value, evidence: evidence.map(({ version, page, start, end }) => ({ version, page, start, end })) }) });
      const clash = (result.conflicts || []).find((one) => one.field === key);
      if (clash) clashes.set(key, clash); else clashes.delete(key);
      unsaved.delete(key);
      landed(key);
      take(result);
      const learned = await learn(result.sources);
      status.textContent = clash ? say("conflict", { name: clash.theirs.by }) : learned ? say("added") : say("saved", { time: new Date().toLocaleTimeString(language, { hour: "2-digit", minute: "2-digit" }) });
    } catch (error) {
      landed(key);
      unsaved.set(key, { value, evidence });
      status.textContent = say(error.status === 409 ? "not_yours" : "failed", { reason: error.message });
      cards.get(key)?.classList.add("is-failed");
    }
  }

  function landed(key) { if (pending.get(key) > 1) pending.set(key, pending.get(key) - 1); else pending.delete(key); }
  function hear(comments = data.comments) {
    const before = data.comments;
    data.comments = comments;
    for (const one of fields()) if (editing !== one.key && `${before[one.key]}` !== `${comments[one.key]}`) drawCard(one);
  }
  function take(standing) {
    hear(standing.comments);
    const before = data.entries;
    // What is still on its way stays as it was typed: the answer does not know of it yet.
    for (const key of pending.keys()) if (before[key]) standing.entries[key] = before[key];
    Object.assign(data, { version: standing.version, entries: standing.entries, needed: standing.needed, done: standing.done, total: standing.total, state: standing.state });
    for (const one of fields()) {
      const changed = JSON.stringify(before[one.key]) !== JSON.stringify(data.entries[one.key]);
      if ((changed || clashes.has(one.key) || cards.get(one.key)?.classList.contains("is-failed")) && editing !== one.key) drawCard(one);
    }
    count();
  }

  // Documents that were added meanwhile: the page on the left can show them, and folded fields with proposals open.
  async function learn(sources) {
    if (`${sources}` === `${data.sources}`) return false;
    const answer = await ask(".json");
    Object.assign(data, { documents: answer.documents, sources: answer.sources });
    for (const one of fields()) if (editing !== one.key && data.entries[one.key]) drawCard(one);
    for (const more of right.querySelectorAll("details")) if (more.querySelector(".is-proposed")) more.open = true;
    view.draw();
    return true;
  }

  function count() {
    bar.style.width = `${data.total ? (100 * data.done) / data.total : 0}%`;
    progress.textContent = say("progress", { done: data.done, total: data.total });
    root.classList.toggle("is-done", data.done === data.total);
  }

  // The fields on the right
  function stateOf(key) { return data.entries[key]?.state ?? "none"; }
  function drawCard(one) {
    const old = cards.get(one.key), entry = data.entries[one.key], state = stateOf(one.key), tabindex = current === one.key ? "0" : "-1";
    const button = (name, act, kind = "") => el("button", { type: "button", class: `cb-button ${kind}`, tabindex, onclick: act }, say(name));
    const source = (passage, number) => el("button", { type: "button", class: "cb-desk-source", tabindex, title: view.titleOf(passage.version), onclick: () => { choose(one.key, false); view.show(passage.version, passage.page, one.key, number); } },
      say(data.documents.length > 1 && view.titleOf(passage.version) ? "passage_in" : "passage_of", { page: passage.page, title: view.titleOf(passage.version) }));
    const passages = (entry?.evidence ?? []).map(source);
    const card = el("div", { class: `cb-desk-card is-${state}`, id: `desk-${one.key}`, tabindex, role: "group", "data-key": one.key, "data-state": state, "data-testid": "desk-field",
      "aria-labelledby": `label-${one.key} state-${one.key}`, "aria-describedby": `value-${one.key}`, "aria-current": current === one.key ? "true" : null },
      el("div", { class: "cb-desk-head" }, el("h3", { id: `label-${one.key}` }, one.label), el("span", { class: `cb-desk-state`, id: `state-${one.key}` }, say(`state.${state}`)),
        data.needed.includes(one.key) && isEmpty(entry?.value) ? el("span", { class: "cb-badge" }, say("required")) : null),
      el("div", { class: "cb-desk-value", id: `value-${one.key}`, lang: one.key.endsWith("_en") ? "en" : one.key.endsWith("_ja") ? "ja" : null }, words(one, entry?.value, say)),
      entry && one.evidence && !passages.length && !isEmpty(entry.value) ? el("p", { class: "cb-hint" }, say("no_passage")) : null,
      (data.comments[one.key] ?? []).map((text) => el("p", { class: "cb-desk-comment" }, text)),
      clashes.has(one.key) ? clashView(one, clashes.get(one.key), say, { take: (clash) => { clashes.delete(one.key); save(one.key, clash.yours.value, clash.yours.evidence); }, keep: () => { clashes.delete(one.key); drawCard(one); } }) : null,
      entry?.others.length ? othersView(one, entry, say, { source, button, title: view.titleOf, take: (other) => adopt(one.key, other), leave: () => leaveOthers(one.key) }) : null,
      el("div", { class: "cb-desk-foot" }, passages,
        el("p", { class: "cb-desk-actions" },
          state === "proposed" ? button("confirm", () => confirm(one.key), "cb-button-primary") : null,
          button("edit", () => edit(one.key)), isEmpty(entry?.value) ? null : button("clear", () => clear(one.key)), undone.has(one.key) ? button("undo", () => undo(one.key)) : null)));
    card.addEventListener("focusin", () => { if (current !== one.key) choose(one.key, false); });
    cards.set(one.key, card);
    if (old) { const had = old.contains(document.activeElement); old.replaceWith(card); if (had) card.focus({ preventScroll: true }); }
    return card;
  }

  function order() { return fields().map((one) => one.key).filter((key) => { const card = cards.get(key); const more = card?.closest("details"); return card && (!more || more.open); }); }

  function choose(key, focus = true) {
    if (current && cards.get(current)) { const last = cards.get(current); last.tabIndex = -1; last.removeAttribute("aria-current"); for (const one of last.querySelectorAll("button")) one.tabIndex = -1; }
    current = key;
    const card = cards.get(key);
    if (!card) return;
    card.tabIndex = 0;
    card.setAttribute("aria-current", "true");
    for (const one of card.querySelectorAll("button")) one.tabIndex = 0;
    if (focus) { card.focus({ preventScroll: true }); card.scrollIntoView({ block: "nearest" }); }
    const passage = passagesOf(key)[0], shown = view.shown();
    if (passage) view.show(passage.version, passage.page, key, 0);
    else if (shown.field) view.show(shown.version, shown.page);
  }

  function step(by, undecided = false) {
    const keys = order(), here = keys.indexOf(current);
    for (let next = here + by; next >= 0 && next < keys.length; next += by) {
      if (!undecided || stateOf(keys[next]) === "proposed") { choose(keys[next]); return; }
    }
    if (undecided) {
      const first = keys.find((key) => stateOf(key) === "proposed" && key !== current);
      if (first) choose(first);
      else { status.textContent = say("all_decided"); root.querySelector("[data-next]")?.focus(); }
    }
  }

  function confirm(key) {
    const entry = data.entries[key];
    if (!entry || entry.state !== "proposed") { step(1); return; }
    save(key, entry.value, entry.evidence);
    entry.state = "confirmed";
    drawCard(field(key));
    step(1, true);
  }

  function clear(key) {
    if (data.entries[key]) undone.set(key, data.entries[key]);
    save(key, field(key).kind === "flag" ? null : field(key).columns || field(key).kind === "questions" ? [] : "", []);
  }

  // What a further document says beside a value: take it (of a list, its rows), or leave the value as it is.
  function adopt(key, other) {
    const entry = data.entries[key], rows = field(key).columns;
    undone.set(key, entry);
    save(key, rows ? [...(entry.value ?? []), ...other.value] : other.value, rows ? entry.evidence : other.evidence);
  }

  function leaveOthers(key) { save(key, data.entries[key].value, data.entries[key].evidence); }

  function undo(key) {
    const entry = undone.get(key);
    if (undone.delete(key)) save(key, entry.value, entry.evidence);
  }

  // Editing one field
  function edit(key) {
    if (editing) finish();
    choose(key, false);
    editing = key;
    undone.delete(key);
    const one = field(key), card = cards.get(key), entry = data.entries[key];
    let evidence = [...(entry?.evidence ?? [])];
    const control = controls(one, entry?.value, say), before = JSON.stringify(control.read());
    const store = () => { clearTimeout(timer); if (JSON.stringify(control.read()) !== before || evidence.length !== (entry?.evidence ?? []).length || changed) save(key, control.read(), evidence); };
    let changed = false;
    const later = () => { changed = true; clearTimeout(timer); timer = setTimeout(() => save(key, control.read(), evidence), PAUSE); };
    const proof = el("p", { class: "cb-desk-actions" },
      el("button", { type: "button", class: "cb-button", onclick: () => { const choice = view.selected(); if (!choice) { view.toText(true); status.textContent = say("use_selection"); return; } evidence = [choice]; later(); } }, say("use_selection")),
      evidence.length && key !== "effect" ? el("button", { type: "button", class: "cb-button", onclick: (event) => { evidence = []; event.currentTarget.remove(); later(); } }, say("drop_passage")) : null);
    const finishing = () => { if (editing !== key) return; store(); editing = null; root.classList.remove("is-editing"); drawCard(one); choose(key); };
    const form = el("div", { class: "cb-desk-form" }, el("p", { class: "cb-hint", id: `help-${key}` }, one.help), control.node, one.evidence ? proof : null,
      el("p", { class: "cb-desk-actions" }, el("button", { type: "button", class: "cb-button cb-button-primary", "data-act": "save", onclick: finishing }, say("save"))));
    form.addEventListener("input", later);
    form.addEventListener("keydown", (event) => {
      if (event.isComposing || event.keyCode === 229) return;
      const single = event.target.matches("input, select");
      if (event.key === "Escape" || (event.key === "Enter" && (event.ctrlKey || (single && !one.columns)))) { event.preventDefault(); event.stopPropagation(); finishing(); }
      else event.stopPropagation();
    });
    finish = finishing;
    root.classList.add("is-editing");
    card.querySelector(".cb-desk-foot .cb-desk-actions").remove();
    card.querySelector(".cb-desk-value").replaceChildren(form);
    form.querySelector("input, textarea, select")?.focus();
  }
  let finish = () => {};
  // Keys
  root.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || !current) return;
    if (event.target.closest("input, textarea, select, summary, .cb-desk-page")) return;
    const card = event.target.closest(".cb-desk-card");
    const act = { ArrowDown: () => step(1), j: () => step(1), ArrowUp: () => step(-1), k: () => step(-1), n: () => step(1, true),
      Enter: () => (event.target === card ? confirm(current) : null), e: () => edit(current), x: () => clear(current), u: () => undo(current),
      "[": () => view.another(current, -1), "]": () => view.another(current, 1), t: () => view.toText() }[event.key];
    if (!card || !act || (event.key === "Enter" && event.target !== card)) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  });

  // Going on waits for what is still being saved, so that the next step sees it.
  function leave(event) {
    if (editing) finish();
    if (!pending.size) return;
    event.preventDefault();
    event.stopPropagation();
    saving.then(() => event.target.click());
  }

  async function poll() {
    if (!root.isConnected) { clearInterval(polling); return; }
    if (document.hidden) return;
    for (const [key, one] of [...unsaved]) { unsaved.delete(key); save(key, one.value, one.evidence); }
    try {
      const standing = await ask(`/standing.json?seen=${data.version}`);
      if (!standing.entries || standing.version <= data.version) { hear(standing.comments); return; }
      take(standing);
      status.textContent = say((await learn(standing.sources)) ? "added" : "others");
    } catch { /* the next time tells */ }
  }

  function draw() {
    const known = new Set([...Object.keys(data.entries), ...data.needed, ...Object.keys(data.comments)]);
    right.replaceChildren(...data.groups.map((group) => {
      const first = group.fields.filter((one) => known.has(one.key)), rest = group.fields.filter((one) => !known.has(one.key));
      return el("section", { class: "cb-desk-group" }, el("h2", {}, group.label), el("div", {}, first.map(drawCard)),
        rest.length ? el("details", {}, el("summary", {}, say("more", { count: rest.length })), el("div", {}, rest.map(drawCard))) : null);
    }));
    root.replaceChildren(...[
      el("div", { class: "cb-desk-top" }, progress, el("div", { class: "cb-progress", "aria-hidden": "true" }, bar), status,
        el("a", { class: "cb-button cb-button-primary", href: root.dataset.next, "data-next": "", onclick: leave }, say("to_send"))),
      (data.comments[""] ?? []).map((text) => el("p", { class: "cb-desk-comment" }, text)),
      el("p", { class: "cb-hint cb-desk-keys" }, say("keys")), el("div", { class: "cb-desk-columns" }, left, right)].flat());
    count();
    const keys = order();
    choose(keys.find((key) => stateOf(key) === "proposed") ?? keys[0], false);
    if (!view.shown().version) view.show(data.documents[0]?.version ?? null, 1);
  }

  ask(".json").then((answer) => { data = answer; draw(); polling = setInterval(poll, POLL); },
    () => { root.textContent = root.dataset.failed; });
  // Streamlit says above the fields when documents were added: what they propose is asked for at once.
  new MutationObserver(() => {
    const said = Math.max(0, ...[...document.querySelectorAll("[data-desk-news]")].map((one) => Number(one.dataset.deskNews)));
    if (data && root.isConnected && said > Math.max(data.version, news)) { news = said; poll(); }
  }).observe(document.documentElement, { childList: true, subtree: true });
  window.addEventListener("pagehide", () => { if (editing) finish(); });
  window.addEventListener("beforeunload", (event) => { if (unsaved.size || pending.size) event.preventDefault(); });
}

new MutationObserver(() => {
  const root = document.querySelector("[data-desk]:not([data-begun])");
  if (root) { root.dataset.begun = ""; desk(root); }
}).observe(document.documentElement, { childList: true, subtree: true });
