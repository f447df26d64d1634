// The web map: the picture that stands here without scripts gives way to one that can be moved.
// No tiles, no images: the ground is one GeoJSON file of this site.
const LOOK = {
  neighbor: { color: "#cbc4b2", weight: 1, fillColor: "#efece4", fillOpacity: 1 },
  iraq: { color: "#6f6858", weight: 2, fillColor: "#fbfaf6", fillOpacity: 1 },
  lake: { color: "#7fb2cf", weight: 0.5, fillColor: "#b4d3e3", fillOpacity: 1 },
  river: { color: "#7fb2cf", weight: 1.5, fill: false },
  border: { color: "#b9b2a2", weight: 1, dashArray: "4 3", fill: false },
};
// Every circle is a stop for the Tab key as long as there are not too many to walk through.
const MOST_STOPS = 100;
const APPROXIMATE_FROM_KM = 6;
// What the ground was cut to, and what is shown first: south-west and north-east corners.
const WINDOW = [[27.8, 37.2], [38.6, 50.2]];
const IRAQ = [[29.0, 38.6], [37.5, 48.7]];
const ROOM_FOR_NAMES = 500; // pixels

for (const figure of document.querySelectorAll("[data-map]")) {
  Promise.all([fetchJson(figure.dataset.base), fetchJson(figure.dataset.points)])
    .then(([base, points]) => replacePicture(figure, base, points.spots))
    .catch((error) => console.warn("The map stays a picture:", error));
}

async function fetchJson(address) {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address}: ${response.status}`);
  return response.json();
}

function replacePicture(figure, base, spots) {
  const canvas = document.createElement("div");
  canvas.className = "map-canvas";
  canvas.setAttribute("role", "region");
  canvas.setAttribute("aria-label", "Map of incidents; arrow keys move it, plus and minus zoom");
  figure.prepend(canvas);
  figure.querySelector(".map-picture").hidden = true;
  const map = drawGround(canvas, base);
  const circles = drawSpots(map, spots);
  linkTable(map, circles);
}

function drawGround(canvas, base) {
  const map = L.map(canvas, {
    maxZoom: 10,
    zoomSnap: 0.25,
    maxBounds: WINDOW,
    maxBoundsViscosity: 1,
    attributionControl: false,
  });
  map.setMinZoom(map.getBoundsZoom(WINDOW, true));
  map.fitBounds(IRAQ);
  // Names lie on the ground but under the circles.
  map.createPane("ground").style.zIndex = 300;
  map.createPane("names").style.zIndex = 350;
  const layers = base.features.filter((feature) => feature.properties.layer in LOOK);
  L.geoJSON(layers, {
    style: (feature) => LOOK[feature.properties.layer],
    interactive: false,
    pane: "ground",
  }).addTo(map);
  if (canvas.clientWidth >= ROOM_FOR_NAMES) nameGovernorates(map, base);
  return map;
}

function nameGovernorates(map, base) {
  for (const { properties } of base.features) {
    if (properties.layer !== "governorate") continue;
    const [longitude, latitude] = properties.label;
    L.tooltip({ permanent: true, direction: "center", className: "map-name", pane: "names" })
      .setLatLng([latitude, longitude])
      .setContent(properties.name)
      .addTo(map);
  }
}

function drawSpots(map, spots) {
  const unit = radiusOfOne(spots);
  const largestFirst = [...spots].sort((a, b) => b.casualties - a.casualties);
  const circles = new Map();
  for (const spot of largestFirst) {
    const circle = L.circleMarker(spot.at, lookOf(spot, unit)).addTo(map);
    circle.bindPopup(() => popup(spot), { maxWidth: 260 });
    if (spots.length <= MOST_STOPS) makeStop(circle, spot);
    circles.set(spot.key, circle);
  }
  return circles;
}

function radiusOfOne(spots) {
  const most = Math.max(1, ...spots.map((spot) => spot.casualties));
  return Math.min(7, 34 / Math.sqrt(most));
}

function lookOf(spot, unit) {
  const color = spot.killed ? "#a3182a" : spot.casualties ? "#e08a1e" : "#7a7a7a";
  const isExact = spot.precision_km !== null && spot.precision_km <= APPROXIMATE_FROM_KM;
  return {
    className: "map-spot",
    radius: Math.max(4, unit * Math.sqrt(spot.casualties)),
    color: isExact ? color : "#2b2a27",
    weight: 1.5,
    dashArray: isExact ? null : "3 2",
    fillColor: spot.casualties ? color : "#ffffff",
    fillOpacity: 0.8,
  };
}

function makeStop(circle, spot) {
  const element = circle.getElement();
  element.setAttribute("tabindex", "0");
  element.setAttribute("role", "button");
  element.setAttribute("aria-label", inWords(spot));
  element.addEventListener("keydown", (event) => {
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      circle.openPopup();
    }
  });
}

function inWords(spot) {
  const count = spot.incidents === 1 ? "1 incident" : `${spot.incidents} incidents`;
  return `${spot.location}: ${count}, ${spot.deaths} killed, ${spot.injuries} injured`;
}

function popup(spot) {
  const box = document.createElement("div");
  box.append(line(spot.location, "strong"), line(inWords(spot).slice(spot.location.length + 2)));
  if (spot.precision_km !== null) box.append(line(`Within ${spot.precision_km} km`));
  const row = rowsOf(spot.key)[0];
  if (row) {
    const link = line("To the table", "a");
    link.href = `#${row.id}`;
    link.addEventListener("click", () => mark(rowsOf(spot.key)));
    box.append(link);
  }
  return box;
}

function line(words, name = "div") {
  const part = document.createElement(name);
  part.textContent = words;
  if (name !== "div") part.style.display = "block";
  return part;
}

function rowsOf(key) {
  return [...document.querySelectorAll(`[data-spot="${key}"]`)].map((button) => button.closest("tr"));
}

function mark(rows) {
  for (const row of document.querySelectorAll(".is-marked")) row.classList.remove("is-marked");
  for (const row of rows) row.classList.add("is-marked");
}

function linkTable(map, circles) {
  for (const cell of document.querySelectorAll("[data-map-column]")) cell.hidden = false;
  for (const button of document.querySelectorAll("[data-spot]")) {
    const circle = circles.get(button.dataset.spot);
    if (!circle) {
      button.hidden = true;
      continue;
    }
    button.addEventListener("click", () => {
      mark(rowsOf(button.dataset.spot));
      map.setView(circle.getLatLng(), Math.max(map.getZoom(), 7.5));
      circle.openPopup();
      map.getContainer().scrollIntoView({ block: "center" });
      map.getContainer().focus({ preventScroll: true });
    });
  }
}
