// The small map of one incident: its pin can be moved, and the fields of the form follow.
const STEP_DEGREES = 0.005; // about half a kilometer
const KEYS = { ArrowUp: [1, 0], ArrowDown: [-1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

for (const box of document.querySelectorAll("[data-pin-map]")) {
  baseMap
    .load(box.dataset.base)
    .then((base) => open(box, base))
    .catch((error) => console.warn("The point can be typed; its map did not come:", error));
}

function open(box, base) {
  box.hidden = false;
  const latitude = document.getElementById("id_latitude");
  const longitude = document.getElementById("id_longitude");
  const precision = document.getElementById("id_precision_km");
  const map = baseMap.draw(box.querySelector(".map-canvas"), base);
  const reach = L.circle([0, 0], { radius: 1, color: "#9b2c1f", weight: 1, fillOpacity: 0.12, interactive: false });
  const pin = L.circleMarker([0, 0], {
    className: "map-pin",
    radius: 8,
    color: "#fff",
    weight: 2,
    fillColor: "#9b2c1f",
    fillOpacity: 1,
    bubblingMouseEvents: false,
  });

  function show() {
    if (latitude.value === "" || longitude.value === "") return;
    const at = [Number(latitude.value), Number(longitude.value)];
    reach.setLatLng(at).setRadius((Number(precision.value) || 1) * 1000).addTo(map);
    pin.setLatLng(at).addTo(map);
    makeMovable();
  }

  function move(north, east) {
    latitude.value = north.toFixed(4);
    longitude.value = east.toFixed(4);
    show();
  }

  function makeMovable() {
    const element = pin.getElement();
    if (element.hasAttribute("tabindex")) return;
    element.setAttribute("tabindex", "0");
    element.setAttribute("role", "button");
    element.setAttribute("aria-label", "Pin; arrow keys move it");
    element.addEventListener("keydown", (event) => {
      if (!(event.key in KEYS)) return;
      event.preventDefault();
      event.stopPropagation();
      const [north, east] = KEYS[event.key];
      const at = pin.getLatLng();
      move(at.lat + north * STEP_DEGREES, at.lng + east * STEP_DEGREES);
    });
  }

  const follow = (event) => move(event.latlng.lat, event.latlng.lng);
  // Dragged: while the pin is held the map stands still.
  pin.on("mousedown", () => {
    map.dragging.disable();
    map.on("mousemove", follow);
  });
  document.addEventListener("mouseup", () => {
    map.off("mousemove", follow);
    if (!L.Browser.mobile) map.dragging.enable();
  });
  map.on("click", follow);
  for (const field of [latitude, longitude, precision]) field.addEventListener("change", show);
  show();
  if (map.hasLayer(reach)) map.fitBounds(reach.getBounds().pad(2), { maxZoom: 7.5, animate: false });
}
