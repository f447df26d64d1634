// The web map: the picture that stands here without scripts gives way to one that can be moved.
// The largest circles are stops for the Tab key: no more than anyone would walk through.
const MOST_STOPS = 100;
const INK_BUDGET = 18_000; // square pixels

for (const figure of document.querySelectorAll("[data-map]")) {
  Promise.all([baseMap.load(figure.dataset.base), spotsOf(figure)])
    .then(([base, spots]) => replacePicture(figure, base, spots))
    .catch((error) => console.warn("The map stays a picture:", error));
}

/* In the page where they are few and for good, else from an address. */
async function spotsOf({ dataset }) {
  if (dataset.spots) return JSON.parse(document.getElementById(dataset.spots).textContent);
  return (await baseMap.load(dataset.points)).spots;
}

function replacePicture(figure, base, spots) {
  const picture = figure.querySelector(".map-picture");
  const canvas = document.createElement("div");
  canvas.className = "map-canvas";
  canvas.setAttribute("role", "region");
  canvas.setAttribute("aria-label", "Map of incidents; arrow keys move it, plus and minus zoom");
  const { width, height } = picture.querySelector("img").attributes;
  canvas.style.setProperty("--map-ratio", width.value / height.value);
  figure.prepend(canvas);
  picture.hidden = true;
  const map = baseMap.draw(canvas, base);
  const circles = drawSpots(map, spots);
  if (figure.dataset.points) showClosely(map, spots);
  fanOut(map, [...circles.values()]);
  linkTable(map, circles);
  canvas.addEventListener("keydown", (event) => {
    if (event.key === "Escape") map.closePopup();
  });
}

function drawSpots(map, spots) {
  const unit = radiusOfOne(spots);
  const largestFirst = [...spots].sort((a, b) => b.casualties - a.casualties);
  const circles = new Map();
  for (const spot of largestFirst) {
    const circle = L.circleMarker(spot.at, lookOf(spot, unit)).addTo(map);
    circle.bindPopup(() => popup(spot), { maxWidth: 260 });
    if (circles.size < MOST_STOPS) makeStop(circle, spot);
    circles.set(spot.key, circle);
  }
  return circles;
}

/* Who asks for one part of the country sees that part. */
function showClosely(map, spots) {
  const around = L.latLngBounds(spots.map((spot) => spot.at));
  if (!around.isValid()) return;
  map.fitBounds(map.getBounds().contains(around) ? around.pad(0.25) : map.getBounds(), { maxZoom: 9, animate: false });
}

/* Places of different names can be reckoned to one point: their circles stand around it, each with a line to it. */
function fanOut(map, circles) {
  const heaps = new Map();
  for (const circle of circles) {
    const at = circle.getLatLng();
    heaps.set(`${at}`, [...(heaps.get(`${at}`) ?? []), circle]);
  }
  const crowded = [...heaps.values()].filter((heap) => heap.length > 1).map((heap) => lead(map, heap));
  const update = () => crowded.forEach((heap) => standAround(map, heap));
  map.on("zoomend", update);
  update();
}

function lead(map, heap) {
  const at = heap[0].getLatLng();
  const look = { color: "#2b2a27", weight: 1, interactive: false };
  return { at, members: heap.map((circle) => ({ circle, line: L.polyline([at, at], look).addTo(map).bringToBack() })) };
}

function standAround(map, { at, members }) {
  const widest = Math.max(...members.map(({ circle }) => circle.getRadius()));
  const away = (widest + 2) / Math.sin(Math.PI / members.length);
  const middle = map.latLngToLayerPoint(at);
  members.forEach(({ circle, line }, place) => {
    const turn = (2 * Math.PI * place) / members.length;
    const there = map.layerPointToLatLng(middle.add([away * Math.cos(turn), away * Math.sin(turn)]));
    circle.setLatLng(there);
    line.setLatLngs([at, there]);
  });
}

/* As on the printed map: a bloody year does not paint the country over. */
function radiusOfOne(spots) {
  const casualties = spots.map((spot) => spot.casualties);
  const most = Math.max(1, ...casualties);
  const people = Math.max(1, casualties.reduce((sum, each) => sum + each, 0));
  return Math.min(7, 34 / Math.sqrt(most), Math.sqrt(INK_BUDGET / (Math.PI * people)));
}

function lookOf(spot, unit) {
  const color = spot.killed ? "#a3182a" : spot.casualties ? "#e08a1e" : "#7a7a7a";
  return {
    className: "map-spot",
    radius: Math.max(3.5, unit * Math.sqrt(spot.casualties)),
    color: spot.is_approximate ? "#2b2a27" : color,
    weight: 1.5,
    dashArray: spot.is_approximate ? "3 2" : null,
    fillColor: spot.casualties ? color : "#ffffff",
    fillOpacity: spot.is_area ? 0.45 : 0.8,
  };
}

/* The keyboard goes into the popup it opened, and back to the circle when that closes. */
function makeStop(circle, spot) {
  const element = circle.getElement();
  element.setAttribute("tabindex", "0");
  element.setAttribute("role", "button");
  element.setAttribute("aria-label", `${spot.location}: ${inWords(spot)}`);
  element.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    circle.openPopup();
    circle.getPopup().getElement().querySelector("a").focus();
    circle.once("popupclose", () => element.focus());
  });
}

function inWords(spot) {
  const count = spot.incidents === 1 ? "1 incident" : `${spot.incidents} incidents`;
  return `${count}, ${spot.deaths} killed, ${spot.injuries} injured`;
}

function popup(spot) {
  const box = document.createElement("div");
  box.append(line(spot.location, "strong"), line(spot.days), line(inWords(spot)));
  if (spot.is_area) box.append(line("Only the area is known."));
  else if (spot.is_approximate) box.append(line(`Within some ${Math.ceil(spot.precision_km)} km of here.`));
  const rows = rowsOf(spot.key);
  if (spot.each?.length > 1 && rows.length === spot.each.length) {
    rows.forEach((row, place) => box.append(rowLink(spot.each[place], row, [row])));
  } else if (rows.length) box.append(rowLink("To the table", rows[0], rows));
  return box;
}

function rowLink(words, row, marked) {
  const link = line(words, "a");
  link.href = `#${row.id}`;
  link.addEventListener("click", () => mark(marked));
  return link;
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
    button.hidden = !circle;
    if (!circle) continue;
    button.addEventListener("click", () => {
      mark(rowsOf(button.dataset.spot));
      map.setView(circle.getLatLng(), Math.max(map.getZoom(), 7.5));
      circle.openPopup();
      map.getContainer().scrollIntoView({ block: "center" });
      map.getContainer().focus({ preventScroll: true });
    });
  }
}
