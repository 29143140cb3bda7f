// Pages that refresh themselves: ask each moment whether anything changed, then change only what did,
// so that focus, scroll and selection stay. Hidden tabs do not ask; the button stops it.
"use strict";
(() => {
  if (!window.htmx) return;

  const start = (bar) => {
    const said = bar.querySelector("[data-live-words]");
    const button = bar.querySelector("[data-live-pause]");
    const place = () => window.location.pathname + window.location.search;
    let seen = bar.dataset.live;
    let at = bar.dataset.at;
    let every = Number(bar.dataset.every);
    let paused = false;
    let asked = "";
    let timer = 0;

    const say = (state) => {
      bar.dataset.state = state;
      const words = bar.dataset[state].replace("{at}", at);
      if (said.textContent !== words) said.textContent = words;
    };

    const later = (ms) => {
      clearTimeout(timer);
      timer = 0;
      if (!paused && !document.hidden) timer = setTimeout(ask, ms);
    };

    const ask = () => {
      if (!bar.isConnected) return; // the page was wound back, or gone on in place
      asked = place();
      const headers = { "X-CarePath-Poll": "1", "X-CarePath-Seen": seen };
      window.htmx.ajax("GET", asked, { source: bar, target: bar, swap: "none", headers })
        .catch(() => undefined)
        .finally(() => later(every));
    };

    // -- changing only what changed -----------------------------------------------------------------
    const key = (node) => (node.nodeType === Node.ELEMENT_NODE && node.id) || "";
    const alike = (one, other) => one.nodeType === other.nodeType && one.nodeName === other.nodeName;
    // What people opened or chose on the page is theirs.
    const theirs = (node, name) => (name === "open" && node.matches("details")) ||
      (name === "aria-current" && node.matches("[data-row]"));

    const attributes = (old, fresh) => {
      for (const { name } of [...old.attributes]) {
        if (!fresh.hasAttribute(name) && !theirs(old, name)) old.removeAttribute(name);
      }
      for (const { name, value } of fresh.attributes) {
        if (old.getAttribute(name) !== value && !theirs(old, name)) old.setAttribute(name, value);
      }
    };

    const patch = (old, fresh) => {
      if (old.nodeType !== Node.ELEMENT_NODE) {
        if (old.data !== fresh.data) old.data = fresh.data;
        return;
      }
      attributes(old, fresh);
      // A part that comes by itself is asked for anew; until it is there, what was shown stays.
      if (fresh.getAttribute("hx-trigger") !== "load") children(old, fresh);
    };

    const added = (node) => {
      if (key(node) && node.matches("tr, li")) node.classList.add("cp-fresh");
      return node;
    };

    const children = (old, fresh) => {
      const keys = new Set([...fresh.childNodes].map(key).filter(Boolean));
      let next = old.firstChild;
      const drop = () => {
        const gone = next;
        next = next.nextSibling;
        gone.remove();
      };
      for (const child of [...fresh.childNodes]) {
        while (next && key(next) && !keys.has(key(next))) drop();
        const known = key(child) && document.getElementById(key(child));
        if (known && known.parentNode === old && alike(known, child)) {
          if (known === next) next = next.nextSibling;
          else old.insertBefore(known, next);
          patch(known, child);
        } else if (!key(child) && next && !key(next) && alike(next, child)) {
          const same = next;
          next = next.nextSibling;
          patch(same, child);
        } else {
          old.insertBefore(added(child), next);
        }
      }
      while (next) drop();
    };

    // What a person reads stays where it is: the first row in sight of a list that begins above the window.
    const inSight = () => [...document.querySelectorAll("#list tbody, [data-rows] > ol")]
      .filter((list) => list.getBoundingClientRect().top < 0)
      .flatMap((list) => [...list.children])
      .find((row) => row.getBoundingClientRect().top > 0);

    const update = (text) => {
      const read = inSight();
      const top = read && read.getBoundingClientRect().top;
      const focused = document.activeElement;
      const row = focused && focused.closest("tr, li");
      const index = row ? [...row.parentNode.children].indexOf(row) : -1;
      const list = row && row.parentNode;
      for (const fresh of [...new DOMParser().parseFromString(text, "text/html").body.children]) {
        const old = fresh.id && document.getElementById(fresh.id);
        if (!old) continue;
        patch(old, fresh);
        window.htmx.process(old);
      }
      if (read && read.isConnected) window.scrollBy(0, read.getBoundingClientRect().top - top);
      // A row that left the list hands its focus to the one in its place.
      if (row && !row.isConnected && list && list.isConnected) {
        const heir = list.children[Math.min(index, list.children.length - 1)];
        const link = heir && heir.querySelector("a, button");
        if (link) link.focus({ preventScroll: true });
      }
    };

    document.body.addEventListener("htmx:beforeSwap", (event) => {
      const { requestConfig, xhr } = event.detail;
      if (!requestConfig || requestConfig.elt !== bar) return;
      event.preventDefault();
      if (asked !== place() || paused) return;
      if (xhr.status !== 200 && xhr.status !== 204) {
        say("lost");
        return;
      }
      seen = xhr.getResponseHeader("X-CarePath-Seen") || seen;
      at = xhr.getResponseHeader("X-CarePath-At") || at;
      every = Number(xhr.getResponseHeader("X-CarePath-Every")) || every;
      if (xhr.status === 200) update(xhr.responseText);
      say("on");
    });
    for (const name of ["htmx:sendError", "htmx:timeout"]) {
      document.body.addEventListener(name, (event) => {
        if (event.detail.requestConfig && event.detail.requestConfig.elt === bar) say("lost");
      });
    }

    button.addEventListener("click", () => {
      paused = !paused;
      button.querySelectorAll("[data-when]").forEach((part) => {
        part.hidden = part.dataset.when !== (paused ? "paused" : "running");
      });
      say(paused ? "off" : "on");
      if (paused) clearTimeout(timer);
      else ask();
    });
    document.addEventListener("visibilitychange", () => {
      if (document.hidden || !bar.isConnected) clearTimeout(timer);
      else if (!paused) later(0);
    });

    say("on");
    bar.hidden = false;
    later(every);
  };

  // A page that is wound back and comes back to now without loading anew brings another bar.
  const look = () => document.querySelectorAll("[data-live]:not([data-started])").forEach((bar) => {
    bar.dataset.started = "";
    start(bar);
  });
  document.body.addEventListener("htmx:load", look);
  look();
})();
