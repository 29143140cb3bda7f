// Keys of the waterfall: arrows move, Enter opens a span beside it, c and z press their buttons.
"use strict";
(() => {
  const rowsOf = (row) => [...row.closest("[data-rows]").querySelectorAll("[data-row]")];

  const open = (row) => {
    document.querySelectorAll("[data-row][aria-current]").forEach((old) => old.removeAttribute("aria-current"));
    row.setAttribute("aria-current", "true");
    window.htmx.ajax("GET", row.getAttribute("href"), { target: "#span", swap: "innerHTML" });
  };

  const close = () => {
    document.querySelector("[data-span]").replaceChildren();
    const row = document.querySelector("[data-row][aria-current]");
    if (!row) return;
    row.removeAttribute("aria-current");
    row.focus({ preventScroll: true });
  };

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-close]")) close();
    const row = event.target.closest("[data-row]");
    if (!row || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0 || !window.htmx) return;
    event.preventDefault();
    open(row);
  });

  const moves = { ArrowDown: 1, ArrowUp: -1, PageDown: 15, PageUp: -15, Home: -Infinity, End: Infinity };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return;
    if (event.key === "Escape") close();
    const button = /^[a-z]$/.test(event.key) && document.querySelector(`[data-key="${event.key}"]`);
    if (button) {
      event.preventDefault();
      button.click();
      return;
    }
    if (!(event.key in moves)) return;
    const row = event.target.closest("[data-row]");
    const onPage = event.target === document.body || event.target.id === "main";
    if (!row && !(onPage && event.key === "ArrowDown")) return;
    const all = row ? rowsOf(row) : [...document.querySelectorAll("[data-row]")];
    const at = row ? all.indexOf(row) + moves[event.key] : 0;
    const next = all[Math.max(0, Math.min(all.length - 1, at))];
    if (!next) return;
    event.preventDefault();
    next.focus();
  });
})();
