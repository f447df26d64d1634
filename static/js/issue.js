// The print button works only with scripts, so it shows only with scripts.
for (const button of document.querySelectorAll("[data-print]")) {
  button.closest("[hidden]").hidden = false;
  button.addEventListener("click", () => window.print());
}

/* The incident table, sorted by a click on a column's name; a second click turns it round.
   Figures are ranges or words (“4–7”, “unknown”): the lower end counts, the unknown comes last. */
for (const table of document.querySelectorAll("table.incidents")) {
  const body = table.tBodies[0];
  const rows = [...body.rows]; // As printed: newest first.
  const isFigure = (cell) => cell.classList.contains("number");

  const figure = (row, at) => {
    const found = row.cells[at].textContent.match(/\d+/);
    return found ? Number(found[0]) : Infinity;
  };
  const compare = {
    // The printed order is the order of dates, undated ones last.
    Date: (one, other) => rows.indexOf(other) - rows.indexOf(one),
    Location: (one, other) => one.cells[1].textContent.localeCompare(other.cells[1].textContent, "en"),
  };

  for (const [at, head] of [...table.tHead.rows[0].cells].entries()) {
    const name = head.textContent;
    const order = isFigure(head) ? (one, other) => figure(one, at) - figure(other, at) : compare[name];
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sorts";
    button.textContent = name;
    head.replaceChildren(button);
    button.addEventListener("click", () => {
      const turned = head.getAttribute("aria-sort") === "ascending";
      for (const each of table.tHead.rows[0].cells) each.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", turned ? "descending" : "ascending");
      const sorted = [...rows].sort((one, other) => (turned ? -order(one, other) : order(one, other)));
      body.append(...sorted);
    });
  }
}
