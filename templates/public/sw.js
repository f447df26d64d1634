// Pages a reader has opened stay readable without a network. The network always comes first: only
// when it fails, or keeps a reader waiting, a saved copy is shown, and it says that it is one. Only
// what anyone may keep is kept; the desk, searches, forms and other sites never pass through here.

const ASSETS = new Set({{ assets|safe }});
const ASSET_CACHE = "ishm-assets-{{ version }}";
const PAGE_CACHE = "ishm-pages-1";
const OFFLINE = "{{ offline }}";
const PAGES = /^\/(?:$|issues\/|archive\/|daily\/|guide\/|about\/)/;
const MOST_KEPT = 80;
const PATIENCE = 8000; // milliseconds

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin || url.search) return;
  if (ASSETS.has(url.pathname)) event.respondWith(fresh(request, ASSET_CACHE));
  else if (!PAGES.test(url.pathname)) return;
  else if (request.mode === "navigate") event.respondWith(page(request));
  else if (request.destination === "image") event.respondWith(fresh(request, PAGE_CACHE));
});
// The page that was open before there was a worker asks to be kept, with what it shows.
self.addEventListener("message", (event) => event.waitUntil(keepAll(event.data.keep)));

async function install() {
  const cache = await caches.open(ASSET_CACHE);
  await cache.addAll([OFFLINE, ...ASSETS]);
  await self.skipWaiting();
}

async function activate() {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith("ishm-assets-") && name !== ASSET_CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
  await self.clients.claim();
}

async function page(request) {
  const cache = await caches.open(PAGE_CACHE);
  const saved = await cache.match(request);
  const network = fetchAndKeep(request, cache);
  try {
    const response = await (saved ? Promise.race([network, patience()]) : network);
    if (response.status < 500 || !saved) return response;
  } catch {
    if (!saved) return caches.match(OFFLINE);
  }
  network.catch(() => {});
  return marked(saved);
}

async function fresh(request, name) {
  const cache = await caches.open(name);
  try {
    return await fetchAndKeep(request, cache);
  } catch (error) {
    const saved = await cache.match(request);
    if (saved) return saved;
    throw error;
  }
}

async function fetchAndKeep(request, cache) {
  const response = await fetch(request);
  if (mayBeKept(response)) {
    await cache.put(request, response.clone());
    await forgetOldest(cache);
  }
  // Withdrawn, or never there: nobody goes on reading it from here.
  if (response.status === 404 || response.status === 410) await cache.delete(request);
  return response;
}

function mayBeKept(response) {
  const isPublic = /\bpublic\b/.test(response.headers.get("Cache-Control") ?? "");
  return response.status === 200 && response.type === "basic" && !response.redirected && isPublic;
}

async function forgetOldest(cache) {
  const requests = await cache.keys();
  await Promise.all(requests.slice(0, -MOST_KEPT).map((request) => cache.delete(request)));
}

async function keepAll(addresses) {
  const cache = await caches.open(PAGE_CACHE);
  for (const address of addresses) {
    const { origin, pathname, search } = new URL(address);
    const isOurs = origin === self.location.origin && !search && PAGES.test(pathname);
    if (isOurs) await fetchAndKeep(new Request(address), cache).catch(() => {});
  }
}

function patience() {
  return new Promise((_, reject) => setTimeout(reject, PATIENCE, new Error("The network is slow.")));
}

/* The copy, saying that it is one and how old: corrections made since are not in it. */
async function marked(saved) {
  const html = await saved.text();
  const at = new Date(saved.headers.get("Date"));
  const when = at.toLocaleString("en-US", { dateStyle: "long", timeStyle: "short" });
  const note =
    '<div class="notice notice-warn" role="status"><p><strong>A saved copy.</strong> The site cannot be ' +
    `reached. This is the page as it was on <time datetime="${at.toISOString()}">${when}</time>; ` +
    "what was corrected since then is not in it.</p></div>";
  const headers = new Headers(saved.headers);
  headers.delete("Content-Encoding");
  headers.delete("Content-Length");
  return new Response(html.replace(/<main\b[^>]*>/, (main) => main + note), { headers });
}
