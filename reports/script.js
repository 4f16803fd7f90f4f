"use strict";
// Sorting, filtering and linking. Without this script the page says the same; it only cannot be rearranged.
(() => {
  const all = (root, selector) => [...root.querySelectorAll(selector)];
  const radios = all(document, 'input[name="lang"]');
  const titles = Object.fromEntries(all(document, "h1").map((head) => [head.closest("[lang]").lang, head.textContent]));
  const language = () => {
    const lang = radios.find((radio) => radio.checked).value;
    document.documentElement.lang = lang;
    document.title = titles[lang];
  };
  radios.forEach((radio) => radio.addEventListener("change", language));
  language();

  // The words of a node in the language shown.
  const said = (node, lang) => [...node.childNodes].map((one) => {
    if (one.nodeType === Node.TEXT_NODE) return one.data;
    return one.lang && one.lang !== lang ? "" : said(one, lang);
  }).join("");
  const valueOf = (row, column, kind, lang) => {
    const cell = row.children[column];
    const data = cell.querySelector("data");
    if (data) return kind === "number" ? Number(data.value) : data.value;
    const words = said(cell, lang).trim();
    if (kind !== "number") return words;
    const digits = words.replace(/[^\d.\u2212]/g, "").replace("\u2212", "-");
    return digits ? Number(digits) : null;
  };
  const arrange = (table) => {
    const head = table.querySelector("th[aria-sort]");
    if (!head) return;
    const { lang } = document.documentElement;
    const column = head.cellIndex;
    const kind = head.dataset.sort;
    const sign = head.getAttribute("aria-sort") === "ascending" ? 1 : -1;
    for (const body of table.tBodies) {
      const rows = all(body, "tr[data-k]").map((row) => [valueOf(row, column, kind, lang), row]);
      rows.sort(([a], [b]) => {
        if (a === null || b === null) return (a === null) - (b === null);
        return sign * (kind === "number" ? a - b : a.localeCompare(b, lang, { numeric: true }));
      });
      body.append(...rows.map(([, row]) => row));
    }
  };
  const sort = (table, head) => {
    const current = head.getAttribute("aria-sort");
    // Figures start with the largest, ranks and words with the first.
    const start = head.dataset.sort === "number" && head.cellIndex > 0 ? "descending" : "ascending";
    all(table, "th[aria-sort]").forEach((other) => other.removeAttribute("aria-sort"));
    head.setAttribute("aria-sort", current === null ? start : current === "ascending" ? "descending" : "ascending");
    arrange(table);
  };

  // There is a form per language; what is chosen in one is chosen in all. A name is found in any language.
  const filter = (page, form) => {
    const { kind, stage, short, words } = form.elements;
    const wanted = words.value.trim().normalize("NFKC").toLowerCase();
    let shown = 0;
    const rows = all(page, ".overview-table tr[data-k]");
    for (const row of rows) {
      const fits = (!kind.value || row.classList.contains(kind.value))
        && (!stage.value || row.parentNode.dataset.stage === stage.value)
        && (!(short && short.checked) || row.classList.contains("short"))
        && row.querySelector("th").textContent.toLowerCase().normalize("NFKC").includes(wanted);
      row.hidden = !fits;
      shown += fits;
    }
    for (const body of all(page, "tbody[data-stage]")) body.hidden = !body.querySelector("tr[data-k]:not([hidden])");
    page.querySelector(".none").hidden = shown > 0;
    for (const other of all(page, ".filters")) {
      if (other !== form) {
        for (const { name, value } of [kind, stage, words]) other.elements[name].value = value;
        if (short) other.elements.short.checked = short.checked;
      }
      other.querySelector("output b").textContent = String(shown);
    }
  };

  // The same option carries the same data-k everywhere; the map shows facilities, so a facility's options light its mark.
  const facilities = new Map(all(document, "tr[data-k][data-f]").map((row) => [row.dataset.k, row.dataset.f]));
  const light = (key) => {
    const facility = facilities.get(key);
    for (const svg of all(document, "svg")) {
      const isMap = svg.id.startsWith("map");
      const marks = all(svg, "g[data-k]");
      const fits = (mark) => mark.dataset.k === key || (isMap && facility && facilities.get(mark.dataset.k) === facility);
      marks.forEach((mark) => mark.classList.toggle("hit", key !== null && fits(mark)));
      svg.classList.toggle("linked", marks.some((mark) => mark.classList.contains("hit")));
    }
    for (const row of all(document, "tr[data-k], .card[data-k]")) row.classList.toggle("hit", row.dataset.k === key);
  };
  const linked = (page) => {
    let pinned = null;
    const keyOf = (event) => event.target.closest("[data-k]")?.dataset.k ?? null;
    page.addEventListener("pointerover", (event) => light(keyOf(event) ?? pinned));
    page.addEventListener("pointerleave", () => light(pinned));
    page.addEventListener("focusin", (event) => light(keyOf(event) ?? pinned));
    page.addEventListener("click", (event) => {
      const key = keyOf(event);
      if (key === null || event.target.closest("a, button, summary")) return;
      pinned = pinned === key ? null : key;
      light(pinned);
    });
    page.addEventListener("keydown", (event) => {
      if (event.key === "Escape") light((pinned = null));
    });
  };

  linked(document.querySelector(".report"));
  for (const table of all(document, ".overview-table")) {
    const page = table.closest("section");
    for (const head of all(table, "th[data-sort]")) {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => sort(table, head));
    }
    for (const form of all(page, ".filters")) {
      form.hidden = false;
      form.addEventListener("input", () => filter(page, form));
      form.addEventListener("reset", () => setTimeout(() => filter(page, form)));
      form.addEventListener("submit", (event) => event.preventDefault());
    }
    radios.forEach((radio) => radio.addEventListener("change", () => arrange(table)));
  }

  const open = () => document.getElementById(decodeURIComponent(location.hash.slice(1)))?.closest("details")?.setAttribute("open", "");
  addEventListener("hashchange", open);
  open();
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = all(document, "details:not([open])");
    opened.forEach((one) => one.setAttribute("open", ""));
  });
  addEventListener("afterprint", () => opened.forEach((one) => one.removeAttribute("open")));
})();
