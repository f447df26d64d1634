// The ground of every map that can be moved: one GeoJSON file of this site, no tiles, no pictures.
const baseMap = (() => {
  const LOOK = {
    neighbor: { color: "#cbc4b2", weight: 1, fillColor: "#efece4", fillOpacity: 1 },
    iraq: { color: "#6f6858", weight: 2, fillColor: "#fbfaf6", fillOpacity: 1 },
    lake: { color: "#7fb2cf", weight: 0.5, fillColor: "#b4d3e3", fillOpacity: 1 },
    river: { color: "#7fb2cf", weight: 1.5, fill: false },
    border: { color: "#b9b2a2", weight: 1, dashArray: "4 3", fill: false },
  };
  // What the ground was cut to, and what is shown first: south-west and north-east corners.
  const WINDOW = [[27.8, 37.2], [38.6, 50.2]];
  const IRAQ = [[29.0, 38.6], [37.5, 48.7]];
  const ROOM_FOR_NAMES = 500; // pixels
  // From which zoom the towns of each rank are named; the printed map ranks them.
  const NAMED_FROM = [0, 0, 6.5, 7.5, 8];

  async function load(address) {
    const response = await fetch(address);
    if (!response.ok) throw new Error(`${address}: ${response.status}`);
    return response.json();
  }

  const moves = !matchMedia("(prefers-reduced-motion: reduce)").matches;

  function draw(canvas, base) {
    const map = L.map(canvas, {
      maxZoom: 11,
      zoomSnap: 0.25,
      maxBounds: WINDOW,
      maxBoundsViscosity: 1,
      attributionControl: false,
      fadeAnimation: moves,
      zoomAnimation: moves,
      // One finger scrolls the page, two move the map; the wheel zooms a map that was clicked.
      dragging: !L.Browser.mobile,
      scrollWheelZoom: false,
    });
    canvas.addEventListener("focusin", () => map.scrollWheelZoom.enable());
    canvas.addEventListener("focusout", () => map.scrollWheelZoom.disable());
    map.setMinZoom(map.getBoundsZoom(WINDOW, true));
    map.fitBounds(IRAQ);
    // Names lie on the ground but under whatever the map is about.
    map.createPane("ground").style.zIndex = 300;
    map.createPane("names").style.zIndex = 350;
    L.geoJSON(base.features.filter(({ properties }) => properties.layer in LOOK), {
      style: ({ properties }) => LOOK[properties.layer],
      interactive: false,
      pane: "ground",
    }).addTo(map);
    nameAll(map, base, { isWide: canvas.clientWidth >= ROOM_FOR_NAMES });
    return map;
  }

  /* Great cities first, areas last: of two names at one place the lesser is left out. */
  function nameAll(map, base, { isWide }) {
    const towns = base.features.filter(({ properties }) => properties.layer === "town").map(town);
    towns.sort((one, other) => one.rank - other.rank);
    const areas = base.features.filter(({ properties }) => properties.layer === "governorate");
    const names = isWide ? [...towns, ...areas.map(area)] : towns;
    const update = () => {
      for (const { from, layer } of names) {
        if (map.getZoom() >= from) layer.addTo(map);
        else layer.remove();
      }
      keepApart(names.map(({ words }) => words.getElement()).filter(Boolean));
    };
    map.on("zoomend", update);
    update();
  }

  function keepApart(elements) {
    const taken = [];
    for (const element of elements) {
      const box = element.getBoundingClientRect();
      const isFree = !taken.some((other) => meets(box, other));
      element.style.visibility = isFree ? "" : "hidden";
      if (isFree) taken.push(box);
    }
  }

  function meets(one, other) {
    return (
      one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom
    );
  }

  function town({ properties, geometry }) {
    const { rank } = properties;
    const at = [geometry.coordinates[1], geometry.coordinates[0]];
    const dot = { pane: "names", radius: rank < 2 ? 2.5 : 1.5, stroke: false, fillColor: "#2b2a27", fillOpacity: 1 };
    const className = rank < 2 ? "map-name map-town map-city" : "map-name map-town";
    const words = name(properties.name, at, { direction: "right", offset: [4, 0], className });
    const layer = L.layerGroup([L.circleMarker(at, { ...dot, interactive: false }), words]);
    return { rank, from: NAMED_FROM[rank], words, layer };
  }

  function area({ properties }) {
    const [longitude, latitude] = properties.label;
    const words = name(properties.name, [latitude, longitude], { direction: "center", className: "map-name" });
    return { from: 0, words, layer: words };
  }

  function name(words, at, look) {
    return L.tooltip({ permanent: true, pane: "names", ...look }).setLatLng(at).setContent(words);
  }

  return { load, draw };
})();
