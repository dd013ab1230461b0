"use strict";
(() => {
  const form = document.querySelector("form.filters");
  const openTarget = (hash) => {
    const target = hash.startsWith("#s") && document.getElementById(hash.slice(1));
    if (!target || target.tagName !== "DETAILS") return;
    target.hidden = false;
    target.open = true;
    target.scrollIntoView();
    target.querySelector("summary").focus({ preventScroll: true });
  };
  addEventListener("hashchange", () => openTarget(location.hash));
  addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#s']");
    if (!link || link.hash !== location.hash) return; // when the address changes, the event above tells
    event.preventDefault();
    openTarget(link.hash);
  });
  openTarget(location.hash);
  const stopAtWhatScrolls = (part) => {
    if (!part.open) return; // what is closed has no width, and would have to be laid out to say so
    const found = [...part.querySelectorAll(".wide, .plot")].map((one) => [one, one.scrollWidth > one.clientWidth]);
    for (const [one, scrolls] of found) scrolls ? one.setAttribute("tabindex", "0") : one.removeAttribute("tabindex");
  };
  addEventListener("toggle", (event) => event.target.matches(".scenario") && stopAtWhatScrolls(event.target), true);
  addEventListener("resize", () => document.querySelectorAll(".scenario").forEach(stopAtWhatScrolls));
  if (!form) return;
  const table = document.querySelector("table.overview tbody");
  const rows = [...table.rows];
  const parts = new Map([...document.querySelectorAll("details.scenario")].map((one) => [one.dataset.number, one]));
  const ranks = { failed: 0, broken: 1, passed: 2 };
  const orders = {
    number: (a, b) => a.dataset.number - b.dataset.number,
    outcome: (a, b) => ranks[a.className] - ranks[b.className] || orders.number(a, b),
    name: (a, b) => a.cells[1].textContent.localeCompare(b.cells[1].textContent),
    call: (a, b) => b.dataset.call - a.dataset.call,
    wall: (a, b) => b.dataset.wall - a.dataset.wall,
  };
  const show = () => {
    const outcome = form.elements.outcome.value;
    const text = form.elements.text.value.trim().toLowerCase();
    let shown = 0;
    for (const row of rows.sort(orders[form.elements.order.value])) {
      const part = parts.get(row.dataset.number);
      const wanted = (!outcome || row.className === outcome) &&
        (!text || row.textContent.toLowerCase().includes(text));
      row.hidden = !wanted;
      if (part) part.hidden = !wanted;
      shown += wanted;
      table.append(row);
    }
    form.querySelector("output").textContent = shown === rows.length ? "" : `${shown} of ${rows.length} shown`;
  };
  form.hidden = false;
  form.addEventListener("input", show);
  form.addEventListener("submit", (event) => event.preventDefault());
  show();
})();
