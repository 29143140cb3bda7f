// The first page asks again by itself; without an answer for twice its interval it turns grey and says so.
// What a person opened stays open.
"use strict";
(() => {
  if (!document.getElementById("now")) return;
  let heard = Date.now();
  let opened = false;
  const root = () => document.getElementById("now");

  const tell = () => {
    const page = root();
    if (!page || !page.dataset.every) return;  // another moment than now never grows old
    const lost = Date.now() - heard > 2000 * Number(page.dataset.every);
    const words = page.querySelector("[data-lost-words]");
    page.classList.toggle("no-lost", lost);
    words.hidden = !lost;
    const text = lost ? page.dataset.lost : "";
    if (words.textContent !== text) words.textContent = text;
  };

  document.body.addEventListener("htmx:afterRequest", (event) => {
    const { elt, xhr } = event.detail;
    if (elt.id !== "now") return;
    if (xhr.status === 200 || xhr.status === 304) heard = Date.now();
    tell();
  });
  document.body.addEventListener("htmx:beforeSwap", () => {
    const more = document.getElementById("now-more");
    opened = Boolean(more && more.open);
  });
  document.body.addEventListener("htmx:afterSwap", () => {
    const more = document.getElementById("now-more");
    if (more) more.open = opened;
  });
  setInterval(tell, 1000);
})();
