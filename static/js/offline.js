// The pages that lie on this device, by their titles.

async function list() {
  const cache = await caches.open("ishm-pages-1");
  const saved = document.querySelector("[data-saved]");
  for (const request of (await cache.keys()).reverse()) {
    const response = await cache.match(request);
    if (!response.headers.get("Content-Type").startsWith("text/html")) continue;
    const text = await response.text();
    const link = document.createElement("a");
    link.href = new URL(request.url).pathname;
    link.textContent = new DOMParser().parseFromString(text, "text/html").title;
    const item = document.createElement("li");
    item.append(link);
    saved.append(item);
  }
  saved.closest("section").hidden = !saved.children.length;
}

list();
