// The small map of one incident: its pin can be moved, and the fields of the form follow.
const GROUND = {
  neighbor: { color: "#cbc4b2", weight: 1, fillColor: "#efece4", fillOpacity: 1 },
  iraq: { color: "#6f6858", weight: 2, fillColor: "#fbfaf6", fillOpacity: 1 },
  lake: { color: "#7fb2cf", weight: 0.5, fillColor: "#b4d3e3", fillOpacity: 1 },
  river: { color: "#7fb2cf", weight: 1.5, fill: false },
  border: { color: "#b9b2a2", weight: 1, dashArray: "4 3", fill: false },
};
const STEP_DEGREES = 0.005; // about half a kilometer
const KEYS = { ArrowUp: [1, 0], ArrowDown: [-1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

for (const box of document.querySelectorAll("[data-pin-map]")) {
  fetch(box.dataset.base)
    .then((response) => response.json())
    .then((base) => open(box, base));
}

function open(box, base) {
  box.hidden = false;
  const latitude = document.getElementById("id_latitude");
  const longitude = document.getElementById("id_longitude");
  const precision = document.getElementById("id_precision_km");
  const map = L.map(box.querySelector(".map-canvas"), { maxZoom: 11, zoomSnap: 0.5, attributionControl: false });
  map.fitBounds([[29.0, 38.8], [37.4, 48.6]]);
  L.geoJSON(base.features.filter((feature) => feature.properties.layer in GROUND), {
    style: (feature) => GROUND[feature.properties.layer],
    interactive: false,
  }).addTo(map);
  for (const { properties } of base.features.filter(({ properties }) => properties.label)) {
    const [east, north] = properties.label;
    L.tooltip({ permanent: true, direction: "center", className: "map-name" })
      .setLatLng([north, east])
      .setContent(properties.name)
      .addTo(map);
  }
  const reach = L.circle([0, 0], { radius: 1, color: "#9b2c1f", weight: 1, fillOpacity: 0.12 });
  const pin = L.circleMarker([0, 0], { radius: 8, color: "#fff", weight: 2, fillColor: "#9b2c1f", fillOpacity: 1 });

  function show() {
    if (latitude.value === "" || longitude.value === "") return;
    const at = [Number(latitude.value), Number(longitude.value)];
    pin.setLatLng(at).addTo(map);
    reach.setLatLng(at).setRadius((Number(precision.value) || 1) * 1000).addTo(map);
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

  map.on("click", (event) => move(event.latlng.lat, event.latlng.lng));
  for (const field of [latitude, longitude, precision]) field.addEventListener("change", show);
  show();
  if (map.hasLayer(reach)) map.fitBounds(reach.getBounds().pad(2), { maxZoom: 7.5 });
}
