/* One text that is saved while it is written: a moment after every pause; a copy stays in this
   browser until the server has it, and the page says at all times where the words are. Several
   texts on one page are saved each for itself. */
;(() => {
  "use strict"

  const PAUSE = 700 // milliseconds of silence before a save
  const RETRY = 4000
  // All that this page saves is of one sitting, so that nobody is warned about themselves.
  const SITTING = crypto.randomUUID ? crypto.randomUUID() : String(Math.random()).slice(2)
  const STATES = {
    saved: "Saved",
    typing: "Writing …",
    saving: "Saving …",
    offline: "Offline: kept in this browser",
    clash: "Not saved: compare the two texts",
    out: "Signed out: kept in this browser",
    refused: "Not saved: kept in this browser",
  }

  /**
   * Mind the form within `root`. `flush` brings what a rich text editor holds into the form;
   * `restore` puts words into what is no plain input. `begin()` is called once all is there.
   */
  desk.writing = (root, { flush, restore }) => {
    const form = root.querySelector("[data-writing]")
    const isSettling = root.hasAttribute("data-settling")
    const find = (name) => root.querySelector(`[data-${name}]`)
    let saved = null // the form as it was sent last, one word for all of it
    let waiting = [] // inputs the server could not save yet
    let timer = null
    let inFlight = false
    let halted = false
    let isHearing = false

    /* --- What is in the form ---------------------------------------------------------------------- */

    function fields() {
      flush()
      const data = new FormData(form)
      data.delete("csrfmiddlewaretoken")
      return data
    }

    const UNWRITTEN = ["version", "sitting"]

    const written = () => [...fields().entries()].filter(([name]) => !UNWRITTEN.includes(name))

    /** The same for the same words, in whatever order their inputs came onto the page. */
    const printOf = (entries) => JSON.stringify([...entries].sort(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0)))

    const fingerprint = () => printOf(written())

    /** Whether a plain input says something else than the server sent: it can be typed into before
        the editor is there, and before this has run. */
    function isTyped(input) {
      if (input.matches("[data-type=ckeditortype], [type=hidden]")) return false
      if (input.matches("[type=checkbox], [type=radio]")) return input.checked !== input.defaultChecked
      if (!input.options) return "defaultValue" in input && input.value !== input.defaultValue
      const sent = [...input.options].findIndex((option) => option.defaultSelected)
      return input.selectedIndex !== Math.max(sent, 0)
    }

    /* --- Saving ------------------------------------------------------------------------------------- */

    function show(state, more = "") {
      const place = find("save-state")
      if (!place) return
      place.dataset.state = state
      place.textContent = STATES[state] + more
    }

    function changed() {
      if (saved === null || isSettling || isHearing) return
      if (fingerprint() === saved && !inFlight) return
      keepDraft()
      if (!halted) show("typing")
      schedule(PAUSE)
    }

    function schedule(wait) {
      clearTimeout(timer)
      timer = setTimeout(save, wait)
    }

    async function save() {
      if (inFlight || halted || saved === null || !root.isConnected) return
      const now = fingerprint()
      if (now === saved) return show("saved")
      inFlight = true
      show("saving")
      const answer = await desk.post(form.action, fields())
      inFlight = false
      settle(answer, now)
    }

    function settle({ status, body }, sent) {
      if (status === 200) return accept(body, sent)
      if (status === 409) return clash(body.message)
      // A refusal without words comes from the guard against forged requests: its token is gone with
      // the session.
      if (status === 401 || (status === 403 && !body.message)) {
        find("signed-out").hidden = false
        show("out")
        return schedule(RETRY)
      }
      if (status === 0 || status >= 500) {
        show("offline")
        return schedule(RETRY)
      }
      show("refused")
      desk.say(body.message || "The server refused this text. It is kept in this browser.")
    }

    function accept(body, sent) {
      saved = sent
      setVersion(body.version)
      find("signed-out").hidden = true
      tellProblems(body.problems)
      hear(body.news)
      if (fingerprint() === saved) {
        if (Object.keys(body.problems).length === 0) dropDraft()
        const time = new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hour12: false })
        show("saved", ` ${time}`)
        htmx.trigger(document.body, "desk:saved")
      } else {
        keepDraft()
        schedule(PAUSE)
      }
    }

    function setVersion(version) {
      for (const input of root.querySelectorAll("[data-version-now]")) input.value = version
    }

    function clash(words) {
      halted = true
      find("clash-words").textContent = words
      find("clash").hidden = false
      find("clash").scrollIntoView({ block: "nearest" })
      show("clash")
    }

    function tellProblems(problems) {
      waiting = Object.keys(problems)
      const list = find("problems")
      list.replaceChildren()
      for (const input of form.querySelectorAll("[aria-invalid]")) input.removeAttribute("aria-invalid")
      for (const [name, words] of Object.entries(problems)) {
        const item = document.createElement("li")
        const input = form.elements[name]
        const label = input && input.labels && input.labels[0]
        item.textContent = `${label ? label.textContent.trim() : "Text"}: ${words} Not saved yet.`
        if (input && input.setAttribute) input.setAttribute("aria-invalid", "true")
        list.append(item)
      }
    }

    window.addEventListener("online", () => schedule(0))
    window.addEventListener("focus", () => schedule(200))
    form.addEventListener("input", changed)
    form.addEventListener("change", changed)
    form.addEventListener("submit", (event) => {
      flush()
      if (isSettling || event.submitter?.hasAttribute("data-leaves")) return
      event.preventDefault()
      schedule(0)
    })
    document.addEventListener("keydown", (event) => {
      if ((event.ctrlKey || event.metaKey) && event.key === "s") {
        event.preventDefault()
        schedule(0)
      }
    })

    /* --- The copy in this browser ----------------------------------------------------------------- */

    const half = form.dataset.writing // where two forms save one text
    const draftKey = `desk-draft:${root.dataset.user}:${new URL(form.action).pathname}${half && `#${half}`}`

    function keepDraft() {
      const entries = [...fields().entries()].filter(([name]) => name !== "sitting")
      try {
        localStorage.setItem(draftKey, JSON.stringify({ at: Date.now(), entries }))
      } catch {
        /* A full or forbidden store: the server copy is still made. */
      }
    }

    function dropDraft() {
      localStorage.removeItem(draftKey)
    }

    function offerDraft() {
      const kept = JSON.parse(localStorage.getItem(draftKey) || "null")
      if (!kept) return
      if (printOf(kept.entries.filter(([name]) => name !== "version")) === saved) return dropDraft()
      find("draft-time").textContent = new Date(kept.at).toLocaleString()
      find("draft").hidden = false
      find("draft-take").addEventListener("click", () => {
        find("draft").hidden = true
        takeDraft(kept.entries)
      })
      find("draft-drop").addEventListener("click", () => {
        find("draft").hidden = true
        dropDraft()
      })
    }

    /** The draft brings its own version along, so that a change made since is noticed. */
    function takeDraft(entries) {
      const values = new Map(entries)
      setVersion(values.get("version"))
      put(values, (name) => !UNWRITTEN.includes(name))
      changed()
    }

    /** Put words into those inputs that are meant. */
    function put(values, isMeant) {
      restore(values)
      for (const input of form.elements) {
        if (!input.name || !isMeant(input.name)) continue
        if (input.type === "checkbox") input.checked = Boolean(values.get(input.name))
        else if (values.has(input.name)) input.value = values.get(input.name)
      }
    }

    /* --- What colleagues write meanwhile --------------------------------------------------------- */

    const isOf = (part, name) => name === part || name.startsWith(`${part}-`)

    /** What a colleague changed and nobody touched here comes into the form; what was touched stays. */
    function hear(news) {
      if (!news) return
      const isTheirs = (name) => Object.keys(news.parts).some((part) => isOf(part, name))
      const theirs = (entries) => entries.filter(([name]) => isTheirs(name))
      const mine = (entries) => entries.filter(([name]) => !isTheirs(name))
      const before = JSON.parse(saved)
      if (waiting.some(isTheirs) || printOf(theirs(written())) !== printOf(theirs(before))) return tellNewer(news)
      isHearing = true
      try {
        keepingFocus(() => put(new Map(Object.values(news.parts).flat()), isTheirs))
        for (const input of form.elements) if (input.name && isTheirs(input.name)) mark(input)
      } finally {
        isHearing = false
      }
      saved = printOf([...mine(before), ...theirs(written())])
      setVersion(news.version)
      find("newer").hidden = true
      if (news.words) desk.say(news.words)
    }

    /** Rows are made anew: whoever was in one of their inputs stays in it. */
    function keepingFocus(act) {
      const { name } = document.activeElement
      const wasIn = name && form.contains(document.activeElement)
      act()
      if (wasIn && form.elements[name] !== document.activeElement) form.elements[name]?.focus()
    }

    function mark(input) {
      const around = input.closest("[data-text], p, li")
      around?.classList.add("is-news")
      setTimeout(() => around?.classList.remove("is-news"), 4000)
      input.dispatchEvent(new Event("input", { bubbles: true }))
      input.dispatchEvent(new Event("change", { bubbles: true }))
    }

    function tellNewer(news) {
      if (fingerprint() !== saved) return // The next save brings both texts to light.
      find("newer-words").textContent = `${news.words} Yours is not saved yet, so it was left as it is.`
      find("newer").hidden = false
    }

    root.addEventListener("desk:news", ({ detail }) => {
      const shown = `${root.dataset.subject}:${root.querySelector("[data-version-now]").value}`
      if (saved === null || inFlight || halted || detail.of !== shown) return
      hear(detail.news)
    })

    /* --- Beginning -------------------------------------------------------------------------------- */

    function begin() {
      if (isSettling || saved !== null) return
      const isBegun = [...form.elements].some(isTyped)
      find("sitting").value = SITTING
      saved = fingerprint()
      offerDraft()
      if (!isBegun) return
      saved = printOf([])
      changed()
    }

    return { form, find, begin, changed }
  }
})()
