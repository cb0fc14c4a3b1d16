// Keeps whoever works by keyboard where they are. Streamlit draws pages anew, and the button that was pressed is often gone
// then: the focus would be nowhere, and the next Tab anywhere. Nothing here moves a focus that is somewhere.
(() => {
  "use strict";
  const QUIET = 150;  // milliseconds without a change after which a page counts as drawn
  const NOTICES = ".stMain .cb-notice, .stMain [role=alert]";
  const CONTROLS = "a[href], button:not(:disabled, [data-testid=stFileChipDeleteBtn] *), input:not(:disabled, [tabindex='-1']), select:not(:disabled), textarea:not(:disabled), summary";
  let held = null, keys = false, timer = 0;

  const keysOf = (node) => {
    const found = [];
    for (let one = node; one; one = one.parentElement) found.push(...[...one.classList].filter((name) => name.startsWith("st-key-")));
    return found;
  };
  const label = (node) => node.getAttribute("aria-label") ?? node.textContent.trim();
  const notices = () => new Set(document.querySelectorAll(NOTICES));

  function hold(node) {
    held = { node, keys: keysOf(node), tag: node.tagName, label: label(node), href: node.getAttribute("href"), ours: Boolean(node.closest(".stHtml")), seen: notices() };
  }

  // The same control drawn anew: of ours by what it says, of Streamlit's by its own key as well, since another button that
  // says the same may do something else.
  function again() {
    const parts = held.keys.map((key) => document.querySelector(`.${CSS.escape(key)}`));
    const within = held.ours ? parts.find(Boolean) ?? document : parts[0];
    const same = [...(within?.querySelectorAll(held.tag) ?? [])].filter((one) => label(one) === held.label && !one.disabled && one.tabIndex >= 0);
    return same.find((one) => one.getAttribute("href") === held.href) ?? (same.length === 1 ? same[0] : null);
  }

  // Where work goes on: after a link at the heading of what it led to; else what was said since in the part that the control
  // stood in, the first control of that part, what was said elsewhere, or the heading.
  function nearest() {
    const heading = document.querySelector("#content h1") ?? document.querySelector("#content");
    if (held.tag === "A" && heading) return heading;
    const fresh = [...notices()].filter((one) => !held.seen.has(one));
    const part = held.keys.map((key) => document.querySelector(`.${CSS.escape(key)}`)).find((one) => one?.childElementCount);
    const folded = part?.closest("details:not([open])");
    if (folded) return folded.querySelector("summary");
    const inside = part && (fresh.find((one) => part.contains(one)) ?? part.querySelector(CONTROLS) ?? part);
    return inside ?? fresh[0] ?? heading;
  }

  function later() {
    clearTimeout(timer);
    timer = setTimeout(restore, QUIET);
  }

  function restore() {
    if (!held || !keys || held.node.isConnected && !held.node.disabled) return;
    if (document.activeElement && document.activeElement !== document.body) return;
    if (document.querySelector(".stApp[data-test-script-state=running]")) { later(); return; }
    const to = again() ?? nearest();
    if (!to) return;
    if (!to.matches(`${CONTROLS}, [tabindex]`)) { to.tabIndex = -1; to.dataset.kept = ""; }
    const from = held;
    to.focus({ preventScroll: true });
    held = { ...from, node: to };  // should this be drawn anew as well, work still goes on from what was pressed
    to.scrollIntoView({ block: "nearest" });
  }

  document.addEventListener("focusin", (event) => hold(event.target));
  document.addEventListener("pointerdown", () => { keys = false; }, true);
  document.addEventListener("keydown", (event) => {
    keys = true;
    if (held && (event.key === "Enter" || event.key === " ")) held.seen = notices();
  }, true);
  new MutationObserver(() => {
    if (!held || held.node.isConnected && !held.node.disabled) return;
    later();
  }).observe(document.documentElement, { childList: true, subtree: true, attributes: true, attributeFilter: ["disabled"] });
})();
