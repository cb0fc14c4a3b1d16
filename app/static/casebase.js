// What the pages do beyond showing: follow links without loading everything again, open and close sources, copy.
// Without this script every link still works; nothing here puts text into the page.
(() => {
  "use strict";
  const narrow = window.matchMedia("(max-width: 960px)");

  function plain(event) {
    return event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
  }

  // Links between our pages: Streamlit listens to the history, so changing it is enough. The server says which pages there are.
  const pages = new Set(document.currentScript.dataset.pages.split(" "));
  function follow(link) {
    const to = new URL(link.href, location.href);
    if (to.origin !== location.origin || link.target === "_blank" || !pages.has(to.pathname.slice(1))) return false;
    const moved = to.pathname !== location.pathname;
    history.pushState({}, "", to);
    window.dispatchEvent(new PopStateEvent("popstate", { state: {} }));
    if (moved) document.querySelector(".stMain")?.scrollTo(0, 0);
    return true;
  }

  // Sources of an answer
  function sources(root) { return [...root.querySelectorAll("details.cb-source")]; }

  // Bring the marked passage into the frame that shows its page, without moving anything around the frame
  function showBox(card) {
    const frame = card.querySelector(".cb-page-image, .cb-page-text");
    const mark = frame?.querySelector(".cb-box, mark");
    if (!frame || !mark) return;
    const image = frame.querySelector("img");
    const centre = () => {
      const [at, around] = [mark.getBoundingClientRect(), frame.getBoundingClientRect()];
      frame.scrollTop += at.top - around.top - frame.clientHeight / 3;
      if (at.left < around.left || at.right > around.right) frame.scrollLeft += at.left - around.left - frame.clientWidth / 3;
    };
    if (image && !image.complete) image.addEventListener("load", centre, { once: true });
    centre();
  }

  function settle(root) {
    for (const link of root.querySelectorAll("[data-cite]")) {
      const card = root.querySelector(`#source-${CSS.escape(link.dataset.cite)}`);
      link.classList.toggle("is-open", Boolean(card?.open));
      link.setAttribute("aria-expanded", String(Boolean(card?.open)));
    }
  }

  function open(root, number, from) {
    const card = root.querySelector(`#source-${CSS.escape(number)}`);
    if (!card) return;
    for (const other of sources(root)) other.open = other === card;
    const sentence = from?.closest(".cb-sentence") ??
      root.querySelector(`[data-cite="${CSS.escape(number)}"]`)?.closest(".cb-sentence");
    if (narrow.matches && sentence) sentence.after(card);
    settle(root);
    showBox(card);
    card.querySelector("summary").focus({ preventScroll: true });
    card.scrollIntoView({ block: "nearest" });
  }

  function close(root) {
    const card = sources(root).find((one) => one.open);
    if (!card) return false;
    card.open = false;
    settle(root);
    root.querySelector(`[data-cite="${CSS.escape(card.dataset.source)}"]`)?.focus({ preventScroll: true });
    return true;
  }

  document.addEventListener("toggle", (event) => {
    const card = event.target;
    const root = card.closest?.(".cb-result");
    if (!root || !card.matches("details.cb-source")) return;
    if (card.open) {
      for (const other of sources(root)) if (other !== card) other.open = false;
      showBox(card);
    }
    settle(root);
  }, true);

  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    if (!target) return;
    for (const menu of document.querySelectorAll("details.cb-menu[open]")) if (!menu.contains(target)) menu.open = false;
    const button = target.closest("[data-copy], [data-copy-link]");
    if (button) { copy(button); return; }
    if (target.closest("[data-print]")) { window.print(); return; }
    const link = target.closest("a[href]");
    if (!link || !plain(event)) return;
    if (link.dataset.cite) {
      event.preventDefault();
      open(link.closest(".cb-result"), link.dataset.cite, link);
    } else if (link.getAttribute("href").startsWith("#")) {
      event.preventDefault();
      const place = document.getElementById(link.getAttribute("href").slice(1));
      if (place) { place.tabIndex = -1; place.focus(); place.scrollIntoView(); }
    } else if (link.closest(".stHtml") && follow(link)) {
      event.preventDefault();
    }
  });

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const typing = event.target instanceof Element && event.target.closest("input, textarea, select, [contenteditable]");
    if (event.key === " " && event.target instanceof Element && event.target.matches("a[role=checkbox]")) {
      event.preventDefault();
      event.target.click();
      return;
    }
    if (typing) return;
    const root = document.querySelector(".cb-result");
    if (event.key === "Escape") {
      const menu = document.querySelector("details.cb-menu[open]");
      if (menu) { menu.open = false; menu.querySelector("summary").focus(); } else if (root) close(root);
    } else if (root && /^[1-9]$/.test(event.key)) {
      open(root, event.key, null);
    }
  });

  // Copying, also where the page is not served from a secure address
  async function copy(button) {
    const text = button.dataset.copy ?? new URL(button.dataset.copyLink, location.href).href;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const field = document.createElement("textarea");
      field.value = text;
      document.body.append(field);
      field.select();
      document.execCommand("copy");
      field.remove();
    }
    const words = button.textContent;
    button.textContent = button.dataset.done;
    setTimeout(() => { button.textContent = words; }, 1600);
  }

  // Who is at the page, kept in this browser for a year; it proves nothing.
  function keep(person) {
    const value = person?.dataset.value ?? "";
    if (!value || !/^[\w%.~()*!'-]+$/.test(value) || document.cookie.includes(`casebase-person=${value}`)) return;
    document.cookie = `casebase-person=${value}; Path=/; Max-Age=31536000; SameSite=Lax`;
  }

  // What Streamlit puts into the page later: the language of the document, the mark in a source that is open at once
  let seen = null;
  const shown = new WeakSet();
  const look = () => {
    const head = document.querySelector("header[data-language]");
    if (head && document.documentElement.lang !== head.dataset.language) document.documentElement.lang = head.dataset.language;
    keep(document.querySelector("[data-keep='casebase-person']"));
    const quoted = document.querySelector(".cb-quoted");
    if (quoted && !shown.has(quoted)) { shown.add(quoted); showBox(quoted); }
    const root = document.querySelector(".cb-result");
    if (root && root !== seen) {
      settle(root);
      const card = sources(root).find((one) => one.open);
      if (card) {
        seen = root;
        if (narrow.matches) root.querySelector(`[data-cite="${CSS.escape(card.dataset.source)}"]`)?.closest(".cb-sentence")?.after(card);
        showBox(card);
      }
    }
  };
  new MutationObserver(look).observe(document.documentElement, { childList: true, subtree: true });
})();
