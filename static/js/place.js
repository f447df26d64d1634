/* A page that comes back, after a step was taken or when it was loaded again, is where it was: the
   same place on the screen, the same thing in focus, the same parts folded out. And nothing is
   swapped away from under somebody who types in it. */
;(() => {
  "use strict"

  const KEY = `desk-place:${location.pathname}`
  const MINUTE = 60000

  /* --- Pages that are loaded again -------------------------------------------------------------- */

  let isSubmitted = false
  let pressed = null

  document.addEventListener("submit", (event) => {
    const form = event.target
    if (form.method !== "post" || event.defaultPrevented) return
    isSubmitted = true
    pressed = event.submitter
    // Signing in again in another tab has changed the token.
    if (form.elements.csrfmiddlewaretoken) form.elements.csrfmiddlewaretoken.value = desk.csrf()
  })

  window.addEventListener("pagehide", () => {
    const focused = pressed || document.activeElement
    const place = { at: Date.now(), isSubmitted, y: scrollY, ids: idsAround(focused), folds: folds(document) }
    try {
      sessionStorage.setItem(KEY, JSON.stringify(place))
    } catch {
      /* A forbidden store: the page begins at its top. */
    }
  })

  function comeBack() {
    const place = JSON.parse(sessionStorage.getItem(KEY) || "null")
    sessionStorage.removeItem(KEY)
    const isReload = performance.getEntriesByType("navigation")[0]?.type === "reload"
    if (!place || location.hash || Date.now() - place.at > MINUTE) return
    if (!isReload && !place.isSubmitted) return
    fold(place.folds)
    scrollTo({ top: place.y, behavior: "instant" })
    focus(place.ids.map((id) => document.getElementById(id)).find(Boolean))
  }

  /** The element's own id and those of what it stands in, the nearest first. */
  function idsAround(element) {
    const ids = []
    for (let one = element; one && one !== document.body; one = one.parentElement) {
      if (one.id && one.id !== "main") ids.push(one.id)
    }
    return ids
  }

  function focus(element) {
    if (!element) return
    const focusable = element.matches("details") ? element.querySelector("summary") : element
    if (focusable.tabIndex < 0) focusable.tabIndex = -1
    focusable.focus({ preventScroll: true })
  }

  /* --- What is folded out, by the ids of the parts that have one ------------------------------- */

  const foldsIn = (part) => [...part.querySelectorAll("details[id]")]
  const folds = (part) => foldsIn(part).map((one) => [one.id, one.open])

  function fold(known) {
    const isOpen = new Map(known)
    for (const one of foldsIn(document)) if (isOpen.has(one.id)) one.open = isOpen.get(one.id)
  }

  /* --- Parts that are swapped ------------------------------------------------------------------- */

  let lost = []
  let folded = []

  document.addEventListener("htmx:beforeSwap", (event) => {
    const { target, requestConfig } = event.detail
    const active = document.activeElement
    folded = folds(target)
    if (!target.contains(active)) return
    const isTyping = active.matches("input, textarea, select") && active.closest("details[open]")
    if (isTyping && !requestConfig.elt.contains(active)) event.detail.shouldSwap = false
    else lost = idsAround(active)
  })

  document.addEventListener("htmx:afterSwap", () => {
    fold(folded)
    folded = []
  })

  document.addEventListener("htmx:afterSettle", () => {
    if (document.activeElement === document.body) {
      focus(lost.map((id) => document.getElementById(id)).find(Boolean))
    }
    lost = []
  })

  document.addEventListener("click", (event) => {
    event.target.closest("[data-dismiss]")?.closest(".notice").remove()
  })

  comeBack()
})()
