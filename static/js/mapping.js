// A hint fills a field with one press; the browser's own time zone is such a hint, never a choice.
"use strict";
(() => {
  document.addEventListener("click", (event) => {
    const hint = event.target.closest("[data-fills]");
    if (!hint) return;
    const field = document.getElementById(hint.dataset.fills);
    field.value = hint.value;
    field.dispatchEvent(new Event("change", { bubbles: true }));
    field.focus();
  });

  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  document.querySelectorAll("[data-own-zone]").forEach((hint) => {
    const offered = [...document.querySelectorAll("[data-fills]")].some((other) => other.value === zone);
    if (!zone || offered) return;
    hint.value = zone;
    hint.querySelector("[data-zone]").textContent = zone;
    hint.hidden = false;
  });
})();
