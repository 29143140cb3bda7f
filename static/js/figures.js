// Our only script for every page: draws figures, their downloads, and a few keys. No evaluation, no inline code.
"use strict";
(() => {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => {
    const choice = document.documentElement.dataset.bsTheme;
    return choice === "dark" || (choice === "auto" && dark.matches);
  };

  // -- figures --------------------------------------------------------------------------------
  const swapped = (value, pairs) => {
    if (typeof value === "string") {
      const twin = value[0] === "#" && pairs[value.slice(0, 7)];
      return twin ? twin + value.slice(7) : value;
    }
    if (Array.isArray(value)) return value.map((item) => swapped(item, pairs));
    if (value && typeof value === "object") {
      return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, swapped(item, pairs)]));
    }
    return value;
  };

  const draw = (figure) => {
    const plot = figure.querySelector("[data-plot]");
    const content = JSON.parse(figure.querySelector("[data-content]").textContent);
    const pairs = isDark() ? JSON.parse(document.getElementById("figure-pairs").textContent) : {};
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const options = { displayModeBar: false, responsive: true, showTips: false, locale: "en-GB" };
    window.Plotly.react(plot, swapped(content.data, pairs), swapped(content.layout, pairs), options).then(() => {
      figure.dataset.drawn = isDark() ? "dark" : "light";
      if (still) plot.classList.add("still");
    });
    if (plot.dataset.clicks) return;
    plot.dataset.clicks = "1";
    plot.on("plotly_click", (event) => {
      const point = event.points[0];
      const at = Array.isArray(point.pointNumber) ? point.pointNumber.join("-") : point.pointNumber;
      const links = (content.links || [])[point.curveNumber] || [];
      const address = Array.isArray(point.pointNumber)
        ? (links[point.pointNumber[0]] || [])[point.pointNumber[1]] : links[at];
      if (address) window.location.assign(address);
    });
  };

  // Days stand before months, as in all texts.
  const BRITISH = { moduleType: "locale", name: "en-GB", dictionary: {}, format: { dayMonth: "%-d %b", dayMonthYear: "%-d %b %Y" } };

  const drawAll = (root) => {
    if (!window.Plotly) return;
    const found = root.matches && root.matches("[data-figure]") ? [root] : root.querySelectorAll("[data-figure]");
    found.forEach(draw);
  };

  // Paper is narrower than most windows, and a figure keeps the width it was drawn with until it is told.
  const PAPER_PX = 680;
  const resized = (width) => document.querySelectorAll("[data-drawn] [data-plot]").forEach((plot) => {
    if (plot.clientWidth > PAPER_PX) window.Plotly.relayout(plot, width ? { width } : { width: null, autosize: true });
  });

  // The library that draws is large: it is read when the first line of the page is on the screen.
  const read = (address) => {
    const script = Object.assign(document.createElement("script"), { src: address });
    script.onload = () => {
      window.Plotly.register(BRITISH);
      drawAll(document.body);
    };
    document.head.append(script);
  };
  const library = document.getElementById("figure-pairs");
  if (library) requestAnimationFrame(() => setTimeout(read, 0, library.dataset.library));

  // -- downloads ------------------------------------------------------------------------------
  const save = (address, name) => {
    const link = document.createElement("a");
    link.href = address;
    link.download = name;
    link.click();
  };

  const named = (figure) => (document.body.dataset.invented ? "invented-" : "") + figure.dataset.figure;

  const cell = (text) => {
    const plain = text.trim();
    const guarded = /^[=+\-@\t\r]/.test(plain) && !/^[-+]?[\d.,]+$/.test(plain) ? "'" + plain : plain;
    return /[",;\n]/.test(guarded) ? '"' + guarded.replaceAll('"', '""') + '"' : guarded;
  };

  const saveTable = (figure) => {
    const rows = [...figure.querySelectorAll("[data-table] tr")];
    const mark = document.body.dataset.invented;  // of a made-up hospital each row says so
    const line = (row) => [...row.cells].map((item) => cell(item.textContent)).concat(mark || []).join(",");
    const text = rows.map(line).join("\r\n");
    const address = URL.createObjectURL(new Blob(["\ufeff" + text + "\r\n"], { type: "text/csv" }));
    save(address, `${named(figure)}.csv`);
    setTimeout(() => URL.revokeObjectURL(address), 10_000);
  };

  // Plotly would draw its PNG through a blob: address, which our policy refuses; a data: one is fine.
  const savePicture = async (figure) => {
    const plot = figure.querySelector("[data-plot]");
    const width = plot.clientWidth;
    const height = plot.clientHeight;
    const layout = { ...plot.layout, paper_bgcolor: getComputedStyle(document.body).backgroundColor };
    const drawn = await window.Plotly.toImage({ data: plot.data, layout }, { format: "svg", width, height });
    const picture = new Image();
    picture.src = drawn;
    await picture.decode();
    const canvas = Object.assign(document.createElement("canvas"), { width: 2 * width, height: 2 * height });
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    stamp(canvas);
    save(canvas.toDataURL("image/png"), `${named(figure)}.png`);
  };

  const stamp = (canvas) => {
    const mark = document.body.dataset.invented;
    if (!mark) return;
    const pen = canvas.getContext("2d");
    pen.font = "600 24px sans-serif";
    pen.fillStyle = isDark() ? "#e3b341" : "#855600";
    pen.textAlign = "right";
    pen.fillText(mark, canvas.width - 16, canvas.height - 12);
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-csv], [data-png]");
    const figure = button && button.closest("[data-figure]");
    if (figure) ("csv" in button.dataset ? saveTable : savePicture)(figure);
    document.querySelectorAll("[data-menu][open]").forEach((menu) => {
      if (!menu.contains(event.target)) menu.open = false;
    });
  });

  // -- keys -----------------------------------------------------------------------------------
  document.addEventListener("keydown", (event) => {
    const field = event.target.closest("input, textarea, select, [contenteditable]");
    const search = document.querySelector("[data-search]");
    const asked = (event.key === "k" && (event.ctrlKey || event.metaKey)) ||
      (event.key === "/" && !field && !event.ctrlKey && !event.metaKey && !event.altKey);
    if (asked && search) {
      event.preventDefault();
      search.focus();
      search.select();
    }
    if (event.key === "Escape") {
      document.querySelectorAll("[data-menu][open]").forEach((menu) => {
        menu.open = false;
        menu.querySelector("summary").focus();
      });
    }
  });

  // A choice that only narrows the page takes effect at once; without script its button does.
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-submits]")) event.target.form.requestSubmit();
  });

  // Places whose content comes by itself say so; without script they offer the whole page instead.
  const wait = () => {
    document.querySelectorAll("[data-waiting]").forEach((place) => {
      const bones = Object.assign(document.createElement("div"), { className: "cp-skeleton bn-fill" });
      const words = Object.assign(document.createElement("span"), { className: "visually-hidden", role: "status" });
      words.textContent = place.dataset.waiting;
      place.setAttribute("aria-busy", "true");
      place.replaceChildren(bones, words);
    });
  };

  const start = () => {
    wait();
    drawAll(document);
    document.body.addEventListener("htmx:load", (event) => drawAll(event.detail.elt));
    dark.addEventListener("change", () => drawAll(document));
    window.addEventListener("beforeprint", () => resized(PAPER_PX));
    window.addEventListener("afterprint", () => resized(0));
  };
  if (document.readyState === "complete") start();
  else window.addEventListener("DOMContentLoaded", start);
})();
