/* Writing: saves a moment after every pause, keeps a copy in this browser until the server has
   it, and says at all times where the words are. */
;(() => {
  "use strict"

  const root = document.querySelector("[data-editor]")
  const form = root.querySelector("[data-writing]")
  const isSettling = root.hasAttribute("data-settling")
  const PAUSE = 700 // milliseconds of silence before a save
  const RETRY = 4000
  const find = (name) => root.querySelector(`[data-${name}]`)

  /* --- CKEditor: our own upload, our own token -------------------------------------------------- */

  let editor = null
  CKEDITOR.on("instanceCreated", ({ editor: made }) => {
    made.on("configLoaded", () => {
      made.config.imageUploadUrl = root.dataset.figures
      made.config.extraPlugins += ",autogrow"
      made.config.autoGrow_minHeight = 220
      made.config.autoGrow_onStartup = true
      made.config.clipboard_handleImages = false // The upload plugin takes pasted pictures.
      const label = document.querySelector(`label[for="${made.name}"]`)
      made.config.title = label ? label.textContent.trim() : "Text"
    })
    made.on("fileUploadRequest", (event) => {
      const xhr = event.data.fileLoader.xhr
      xhr.open("POST", root.dataset.figures, true)
      xhr.setRequestHeader("X-CSRFToken", desk.csrf())
      xhr.setRequestHeader("X-Requested-With", "fetch")
    }, null, null, 4)
  })
  CKEDITOR.on("instanceReady", ({ editor: ready }) => {
    editor = ready
    ready.on("change", changed)
    ready.on("selectionChange", pinRemark)
    begin()
  })

  /* --- What is in the form ------------------------------------------------------------------------ */

  function fields() {
    if (editor) editor.updateElement()
    const data = new FormData(form)
    data.delete("csrfmiddlewaretoken")
    return data
  }

  function fingerprint() {
    const data = fields()
    for (const name of ["version", "sitting"]) data.delete(name)
    return JSON.stringify([...data.entries()])
  }

  /* --- Saving --------------------------------------------------------------------------------------- */

  const states = {
    saved: "Saved",
    typing: "Writing …",
    saving: "Saving …",
    offline: "Offline: kept in this browser",
    clash: "Not saved: compare the two texts",
    out: "Signed out: kept in this browser",
    refused: "Not saved: kept in this browser",
  }
  let saved = null
  let timer = null
  let inFlight = false
  let halted = false

  function show(state, more = "") {
    const place = find("save-state")
    if (!place) return
    place.dataset.state = state
    place.textContent = states[state] + more
  }

  function changed() {
    if (saved === null || isSettling) return
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
    if (inFlight || halted) return
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
    if (status === 401) {
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
    if (fingerprint() === saved) {
      if (Object.keys(body.problems).length === 0) dropDraft()
      const time = new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" })
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
    if (editor) editor.updateElement()
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

  /* --- The copy in this browser ------------------------------------------------------------------- */

  const draftKey = `desk-draft:${root.dataset.user}:${location.pathname}`

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
    const same = JSON.stringify(kept.entries.filter(([name]) => name !== "version"))
    if (same === saved) return dropDraft()
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
    const total = Number(values.get("sources-TOTAL_FORMS") || 0)
    while (form.querySelectorAll("[data-source]").length < total) addSource({})
    for (const [name, value] of entries) {
      const input = form.elements[name]
      if (input && name !== "version") input.value = value
    }
    editor.setData(values.get(editor.element.getAttribute("name")), { callback: changed })
    changed()
  }

  /* --- Sources ---------------------------------------------------------------------------------------- */

  const list = find("sources")

  function addSource({ url = "", outlet = "" }) {
    const total = form.elements["sources-TOTAL_FORMS"]
    const markup = find("source-blank").innerHTML.replaceAll("__prefix__", total.value)
    list.insertAdjacentHTML("beforeend", markup)
    total.value = Number(total.value) + 1
    const row = list.lastElementChild
    row.querySelector("[name$=-url]").value = url
    row.querySelector("[name$=-outlet]").value = outlet
    return row
  }

  function pasteSource() {
    const input = find("source-paste")
    const words = input.value.trim()
    const isLink = /^https?:\/\//.test(words)
    const outlet = isLink ? hostOf(words) : words
    const row = addSource(isLink ? { url: words, outlet } : { outlet })
    input.value = ""
    row.querySelector(isLink ? "[name$=-title]" : "[name$=-url]").focus()
    changed()
  }

  function hostOf(link) {
    try {
      return new URL(link).hostname.replace(/^www\./, "")
    } catch {
      return ""
    }
  }

  if (list) {
    find("source-more").addEventListener("click", pasteSource)
    find("source-paste").addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return
      event.preventDefault()
      pasteSource()
    })
    list.addEventListener("click", (event) => {
      const less = event.target.closest("[data-source-less]")
      if (!less) return
      /* An empty row is skipped by the server; removing it would renumber the others. */
      const row = less.closest("[data-source]")
      for (const input of row.querySelectorAll("input, select")) input.value = ""
      row.hidden = true
      changed()
    })
  }

  /* --- Figures ------------------------------------------------------------------------------------------ */

  const sheet = document.getElementById("figure-sheet")
  const figureForm = sheet.querySelector("[data-figure]")
  find("figure-open")?.addEventListener("click", () => sheet.showModal())

  figureForm.addEventListener("submit", async (event) => {
    event.preventDefault()
    const data = new FormData(figureForm)
    const problem = sheet.querySelector("[data-figure-error]")
    problem.textContent = "Uploading …"
    const answer = await desk.post(figureForm.action, data)
    problem.textContent = ""
    if (answer.status !== 200) {
      problem.textContent = answer.body.message || "The picture could not be uploaded."
      return
    }
    editor.insertHtml(figureMarkup(answer.body, data), "unfiltered_html")
    figureForm.reset()
    sheet.close()
    changed()
  })

  function figureMarkup({ url, width, height }, data) {
    const figure = document.createElement("figure")
    const picture = document.createElement("img")
    Object.assign(picture, { src: url, alt: data.get("alt") })
    picture.setAttribute("width", width)
    picture.setAttribute("height", height)
    picture.setAttribute("src", url)
    figure.append(picture)
    const words = [data.get("caption").trim(), data.get("credit").trim()].filter(Boolean).join(" · ")
    if (words) {
      const caption = document.createElement("figcaption")
      caption.textContent = words
      figure.append(caption)
    }
    return figure.outerHTML
  }

  /* --- Beside the text ------------------------------------------------------------------------------------ */

  function pinRemark() {
    const quote = find("quote")
    if (!quote || !editor) return
    const words = editor.getSelection()?.getSelectedText().trim().slice(0, 500) || ""
    quote.value = words
    find("quoted").textContent = words
    find("quoted").hidden = !words
  }

  document.addEventListener("selectionchange", () => {
    if (document.activeElement?.closest(".cke_editable")) pinRemark()
  })

  root.addEventListener("click", (event) => {
    const name = event.target.closest("[data-name]")
    if (!name) return
    const text = document.getElementById("remark-text")
    text.value = `${text.value.trimEnd()} ${name.dataset.name}`.trimStart()
    text.focus()
  })

  const filing = find("file")
  filing?.addEventListener("change", async () => {
    const data = new FormData(filing)
    data.set("version", form.elements.version.value)
    const answer = await desk.post(filing.action, data)
    if (answer.status === 200) setVersion(answer.body.version)
    desk.say(answer.status === 200 ? "Filed." : answer.body.message)
  })

  document.addEventListener("desk:present", ({ detail }) => {
    const mine = Number(form.elements.version.value)
    if (inFlight || halted || detail.version <= mine || fingerprint() !== saved) return
    find("newer-words").textContent = `${detail.by} has changed this text since you opened it.`
    find("newer").hidden = false
  })

  /* --- Two texts --------------------------------------------------------------------------------------------- */

  root.addEventListener("click", (event) => {
    const use = event.target.closest("[data-use]")
    if (use) editor.setData(JSON.parse(document.getElementById(`text-${use.dataset.use}`).textContent))
  })

  /* --- Beginning ------------------------------------------------------------------------------------------------ */

  function begin() {
    if (isSettling) return
    find("sitting").value = crypto.randomUUID ? crypto.randomUUID() : String(Math.random()).slice(2)
    saved = fingerprint()
    offerDraft()
  }
})()
