// The map of an issue can be moved, once a reader comes near it: what that takes, some 90 KB, is not
// loaded before. The article stays as it was frozen; where anything fails, so does its picture.
const { base, sheets, scripts } = document.currentScript.dataset;
const mapSpots = JSON.parse(document.getElementById("map-spots").textContent);
const mapFigure = document.querySelector(".issue figure.map");
const mapRows = [...(document.querySelector("table.incidents")?.tBodies[0].rows ?? [])]; // As printed.

function whenNear(element, act) {
  const seen = new IntersectionObserver(
    (entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      seen.disconnect();
      act();
    },
    { rootMargin: "600px" },
  );
  seen.observe(element);
}

function loaded(element) {
  return new Promise((resolve, reject) => {
    element.onload = resolve;
    element.onerror = () => reject(new Error(`${element.src || element.href} did not load`));
    document.head.append(element);
  });
}

async function makeMovable() {
  await Promise.all(
    sheets.split(" ").map((href) => loaded(Object.assign(document.createElement("link"), { rel: "stylesheet", href }))),
  );
  prepareFigure();
  for (const spot of mapSpots) spot.rows.forEach((at) => prepareRow(mapRows[at], spot));
  for (const src of scripts.split(" ")) await loaded(Object.assign(document.createElement("script"), { src }));
}

function prepareFigure() {
  mapFigure.dataset.map = "";
  mapFigure.dataset.base = base;
  mapFigure.dataset.spots = "map-spots";
  mapFigure.querySelector("a").classList.add("map-picture");
  const key = document.getElementById("map-key").content.cloneNode(true);
  mapFigure.querySelector("a").after(key);
}

/* A small ring behind the place leads to its circle. */
function prepareRow(row, spot) {
  row.id = `incident-${mapRows.indexOf(row) + 1}`;
  const place = row.cells[1];
  const button = document.createElement("button");
  button.type = "button";
  button.hidden = true; // Until there is a circle to lead to.
  button.className = "to-circle no-print";
  button.dataset.spot = spot.key;
  button.setAttribute("aria-label", `Show ${spot.location} on the map`);
  place.insertBefore(button, place.querySelector("br"));
}

if (mapFigure && mapRows.length) {
  whenNear(mapFigure.closest(".section"), () => {
    makeMovable().catch((error) => console.warn("The map stays a picture:", error));
  });
}
