// Keeps opened pages readable without a network; how, and what is kept, says /sw.js.

async function keep() {
  const isKept = Boolean(navigator.serviceWorker.controller);
  await navigator.serviceWorker.register("/sw.js");
  const { active } = await navigator.serviceWorker.ready;
  if (isKept) return; // It passed through the worker already.
  const pictures = [...document.images].map((picture) => picture.currentSrc || picture.src);
  active.postMessage({ keep: [location.href.split("#")[0], ...pictures] });
}

// Only where it is offered: on a secure address, and unless the browser is told to keep nothing.
if ("serviceWorker" in navigator) window.addEventListener("load", () => keep().catch(() => {}));
