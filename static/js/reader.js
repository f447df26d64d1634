// What readers with scripts get on top: explanations of terms where they stand, a link to copy.

const explained = document.getElementById("explained");
const note = document.createElement("div");
note.className = "term-note";
note.setAttribute("role", "tooltip");
note.hidden = true;

function show(link) {
  const text = document.getElementById(`term-${link.dataset.term}`);
  if (!text) return;
  note.replaceChildren(...text.cloneNode(true).childNodes);
  note.hidden = false;
  const place = link.getBoundingClientRect();
  const left = Math.min(place.left, document.documentElement.clientWidth - note.offsetWidth - 8);
  note.style.left = `${Math.max(8, left) + window.scrollX}px`;
  const above = place.bottom + note.offsetHeight + 8 > window.innerHeight;
  const top = above ? place.top - note.offsetHeight - 4 : place.bottom + 4;
  note.style.top = `${top + window.scrollY}px`;
}

function hide() {
  note.hidden = true;
}

if (explained) {
  document.body.append(note);
  for (const link of document.querySelectorAll("a.term")) {
    // Screen readers read the explanation with the link, wherever it is shown.
    link.setAttribute("aria-describedby", `term-${link.dataset.term}`);
    link.addEventListener("mouseenter", () => show(link));
    link.addEventListener("focus", () => show(link));
    link.addEventListener("blur", hide);
    // The note can be pointed at without going away, and left with Escape (WCAG 1.4.13).
    link.addEventListener("mouseleave", (event) => {
      if (event.relatedTarget !== note) hide();
    });
  }
  note.addEventListener("mouseleave", hide);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") hide();
  });
}

for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.textContent = "Copied";
  });
}
