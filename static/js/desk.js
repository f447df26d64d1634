/* What every page of the desk shares: talking to the server, saying what happened, clocks,
   presence, shortcuts. Behavior is bound by data- attributes. */
;(() => {
  "use strict"

  const bar = document.querySelector("[data-desk]")

  /** The CSRF token as it is now: signing in again in another tab changes it. */
  function csrf() {
    const name = bar.dataset.csrfCookie + "="
    const cookie = document.cookie.split("; ").find((one) => one.startsWith(name))
    return cookie ? decodeURIComponent(cookie.slice(name.length)) : ""
  }

  /** POST a form; resolves to {status, body}. Status 0: the server could not be reached. */
  async function post(address, fields) {
    const body = fields instanceof FormData ? fields : new URLSearchParams(fields)
    const headers = { "X-CSRFToken": csrf(), "X-Requested-With": "fetch" }
    try {
      const answer = await fetch(address, { method: "POST", body, headers })
      const isJSON = (answer.headers.get("Content-Type") || "").includes("json")
      return { status: answer.status, body: isJSON ? await answer.json() : {} }
    } catch {
      return { status: 0, body: { message: "The server cannot be reached. Nothing is lost." } }
    }
  }

  /** Tell the person, in sight and to screen readers. */
  let silence
  function say(words) {
    const place = document.querySelector("[data-says]")
    place.textContent = words
    clearTimeout(silence)
    silence = setTimeout(() => (place.textContent = ""), 8000)
  }

  /* --- Clocks ------------------------------------------------------------------------------- */

  const weekday = { weekday: "short", hour: "2-digit", minute: "2-digit", hour12: false }

  function tellTheTime() {
    const now = new Date()
    for (const clock of document.querySelectorAll("[data-clock]")) {
      const zone = clock.dataset.clock
      clock.textContent = new Intl.DateTimeFormat("en-US", { ...weekday, timeZone: zone }).format(now)
      clock.dateTime = now.toISOString()
    }
    for (const one of document.querySelectorAll("[data-until]")) {
      one.textContent = until(new Date(one.dateTime), now)
    }
    for (const one of document.querySelectorAll("[data-moment]")) {
      one.textContent = new Date(one.dateTime).toLocaleString("en-US", MOMENT)
    }
    for (const both of document.querySelectorAll("[data-both-clocks]")) {
      both.textContent = inBothPlaces(new Date(both.dateTime))
    }
  }

  const MOMENT = { month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", hour12: false }
  const TWO_MONTHS = 60 * 86400000

  function until(moment, now) {
    if (Math.abs(moment - now) > TWO_MONTHS) return moment.toLocaleDateString("en-US", { dateStyle: "long" })
    return fromNow(moment - now)
  }

  function fromNow(milliseconds) {
    const minutes = Math.round(Math.abs(milliseconds) / 60000)
    const days = Math.floor(minutes / 1440)
    const hours = Math.floor((minutes % 1440) / 60)
    const words = days ? `${days} d ${hours} h` : hours ? `${hours} h ${minutes % 60} min` : `${minutes} min`
    return milliseconds < 0 ? `${words} ago` : `in ${words}`
  }

  function inBothPlaces(moment) {
    const shape = { ...weekday, month: "short", day: "numeric" }
    const at = (zone) => new Intl.DateTimeFormat("en-US", { ...shape, timeZone: zone }).format(moment)
    return `${at("Asia/Baghdad")} in Baghdad · ${at("America/New_York")} in Washington`
  }

  setInterval(tellTheTime, 10000)
  tellTheTime()
  document.addEventListener("htmx:afterSwap", tellTheTime)

  /* --- Presence ------------------------------------------------------------------------------- */

  const place = document.querySelector("[data-presence]")

  const NEAR = 4000 // milliseconds between two looks while a colleague is here
  const ALONE = 20000
  let nextLook = null

  const texts = () => [...document.querySelectorAll("[data-subject]")]
  const versionOf = (root) => root.querySelector("[data-version-now]").value

  /** Which texts the page shows and in which version, so that it hears of what it lacks. */
  function shown(roots) {
    const fields = new FormData()
    for (const root of roots) fields.append("shown", `${root.dataset.subject}:${versionOf(root)}`)
    fields.set("sitting", document.querySelector("[data-sitting]")?.value || "")
    return fields
  }

  async function beHere() {
    clearTimeout(nextLook)
    if (document.visibilityState !== "visible") return
    const roots = texts()
    const fields = shown(roots)
    const { status, body } = await post(place.dataset.presence, fields)
    clearTimeout(nextLook)
    nextLook = setTimeout(beHere, status === 200 && body.people.length ? NEAR : ALONE)
    if (status !== 200) return
    tellWhoIsHere(body.people)
    for (const [at, news] of body.news.entries()) {
      if (news) roots[at].dispatchEvent(new CustomEvent("desk:news", { detail: { news, of: fields.getAll("shown")[at] } }))
    }
  }

  function tellWhoIsHere(names) {
    const words = names.length ? `${names.join(" and ")} ${names.length > 1 ? "are" : "is"} here too` : ""
    for (const one of document.querySelectorAll("[data-also-here]")) one.textContent = words
  }

  if (place) {
    beHere()
    document.addEventListener("visibilitychange", beHere)
  }

  /* --- Shortcuts: an element with data-key is pressed by that key ----------------------------- */

  const isTyping = (target) =>
    target.closest("input, textarea, select, [contenteditable=true], .cke") !== null

  let before = ""
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return
    if (isTyping(event.target) || document.querySelector("dialog[open]")) return
    if (event.key.length !== 1) return // Tab and ArrowUp have names; letters are themselves.
    const keyed = [...document.querySelectorAll("[data-key]")].filter((one) => one.offsetParent !== null)
    const pressed = (keys) => keyed.find((one) => one.dataset.key === keys)
    const hit = pressed(`${before} ${event.key}`) || pressed(event.key)
    before = hit ? "" : event.key
    if (!hit) return
    event.preventDefault()
    hit.click()
  })

  function listKeys() {
    const list = document.querySelector("[data-keys]")
    list.replaceChildren()
    for (const one of document.querySelectorAll("[data-key-says]")) {
      const key = document.createElement("dt")
      const says = document.createElement("dd")
      key.innerHTML = "<kbd></kbd>"
      key.firstChild.textContent = one.dataset.key || one.dataset.keyShown
      says.textContent = one.dataset.keySays
      list.append(key, says)
    }
  }

  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-open]")
    if (!opener) return
    listKeys()
    document.getElementById(opener.dataset.open).showModal()
  })

  /* --- Menus close when something else is meant ------------------------------------------------- */

  const openMenus = () => [...document.querySelectorAll("[data-menu][open]")]

  document.addEventListener("click", (event) => {
    for (const menu of openMenus()) if (!menu.contains(event.target) || event.target.closest("button")) menu.open = false
  })
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return
    for (const menu of openMenus()) {
      menu.open = false
      menu.querySelector("summary").focus()
    }
  })

  // On a phone the tabs of an issue are wider than the page.
  document.querySelector(".issue-bar [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" })

  /* --- htmx ------------------------------------------------------------------------------------ */

  document.addEventListener("htmx:configRequest", (event) => {
    event.detail.headers["X-CSRFToken"] = csrf()
  })
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.detail.elt
    if (event.detail.successful && form.matches("form[data-clears]")) form.reset()
  })
  document.addEventListener("htmx:responseError", (event) => {
    say(event.detail.xhr.responseText.slice(0, 300) || "That did not work. Nothing was changed.")
  })
  document.addEventListener("htmx:sendError", (event) => {
    if (event.detail.elt.matches("form")) say("The server cannot be reached. Nothing is lost.")
  })

  window.desk = { post, say, csrf, isTyping, fromNow, inBothPlaces }
})()
