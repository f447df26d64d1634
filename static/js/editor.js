/* Writing at the desk: the editor with its sources, figures and remarks. What is typed is saved by
   writing.js. A page may hold several texts, each with its own editor. */
;(() => {
  "use strict"

  const sheet = document.getElementById("figure-sheet")
  const figureForm = sheet.querySelector("[data-figure]")
  const RICH = "textarea[data-type=ckeditortype]"
  const texts = new Map() // each root with its text
  let pictured = null // the text a figure goes into

  /* --- CKEditor: our own upload, our own token -------------------------------------------------- */

  const textAround = (made) => texts.get(made.element.$.closest("[data-editor]"))

  CKEDITOR.on("instanceCreated", ({ editor: made }) => {
    const root = made.element.$.closest("[data-editor]")
    made.on("configLoaded", () => {
      made.config.imageUploadUrl = root.dataset.figures
      made.config.extraPlugins += ",autogrow"
      made.config.autoGrow_minHeight = Number(root.dataset.height || 220)
      made.config.autoGrow_onStartup = true
      made.config.clipboard_handleImages = false // The upload plugin takes pasted pictures.
      if (root.dataset.tools) {
        made.config.extraPlugins += ",sharedspace"
        made.config.sharedSpaces = { top: root.dataset.tools }
      }
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
  CKEDITOR.on("instanceReady", ({ editor: ready }) => textAround(ready).attach(ready))

  /* --- A text: its form, its editor, its sources ------------------------------------------------ */

  function text(root) {
    let editor = null

    const flush = () => editor?.updateElement()

    /** Rows of sources are made anew, the text is exchanged where it differs. */
    function restore(values) {
      if (values.has(`${prefix}-TOTAL_FORMS`)) {
        list.replaceChildren()
        form.elements[`${prefix}-TOTAL_FORMS`].value = 0
        for (let row = Number(values.get(`${prefix}-TOTAL_FORMS`)); row > 0; row -= 1) addSource({})
      }
      const name = editor?.element.getAttribute("name")
      if (values.has(name)) desk.exchange(editor, values.get(name))
    }

    const writing = desk.writing(root, { flush, restore })
    const { form, find, changed } = writing

    function attach(ready) {
      editor = ready
      ready.on("change", changed)
      ready.on("change", tellUndescribed)
      ready.on("selectionChange", pinRemark)
      // The browser tells of a selection a moment late; a quick hand is in the remark by then.
      for (const kind of ["keyup", "mouseup"]) ready.editable().attachListener(ready.editable(), kind, pinRemark)
      ready.on("doubleclick", ({ data }) => data.element.is("img") && openSheet(self, data.element.$))
      ready.on("paste", refuseLarge, null, null, 1)
      ready.on("paste", leaveOutForeign, null, null, 2)
      ready.on("paste", keepCellsApart, null, null, 2)
      tellUndescribed()
      desk.offerNames?.(ready)
      writing.begin()
    }

    /* --- Sources -------------------------------------------------------------------------------- */

    const list = find("sources")
    const prefix = list?.dataset.sources || "sources"

    function addSource({ url = "", outlet = "" }) {
      const total = form.elements[`${prefix}-TOTAL_FORMS`]
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
      row.querySelector("[name$=-url]").dispatchEvent(new Event("change", { bubbles: true }))
      row.querySelector(isLink ? "[name$=-title]" : "[name$=-url]").focus()
      changed()
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
        for (const input of row.querySelectorAll("input, select, textarea")) input.value = ""
        row.hidden = true
        changed()
      })
    }

    /* --- Figures -------------------------------------------------------------------------------- */

    find("figure-open")?.addEventListener("click", () => openSheet(self, null))
    find("describe")?.addEventListener("click", () => openSheet(self, undescribed()[0]))

    /** Put a figure into the text, or in the place of a picture that is there already. */
    function insert(figure, picture) {
      editor.fire("saveSnapshot")
      if (picture) putInPlaceOf(picture, figure)
      else putBehindCaret(editor, figure)
      writeOnBehind(editor, figure)
      editor.fire("saveSnapshot")
      editor.fire("change")
      changed()
    }

    /** Pictures without words; those on their way to the server are still data. */
    const undescribed = () =>
      [...editor.editable().$.querySelectorAll("img")].filter(
        (one) => !one.getAttribute("alt")?.trim() && !one.src.startsWith("data:") && !one.src.startsWith("blob:"),
      )

    function tellUndescribed() {
      const place = find("undescribed")
      if (place) place.hidden = undescribed().length === 0
    }

    /* --- Dates ---------------------------------------------------------------------------------- */

    const period = find("period")

    /** A story may begin before the period or end after it, but one of its days should be in it. */
    function tellOutside() {
      const days = [form.elements.event_date.value, form.elements.event_date_end.value].filter(Boolean)
      const isIn = (day) => day >= period.dataset.first && day <= period.dataset.last
      find("outside").hidden = days.length === 0 || days.some(isIn)
    }

    if (period) {
      form.addEventListener("change", tellOutside)
      tellOutside()
    }

    /* --- Beside the text -------------------------------------------------------------------------- */

    function pinRemark() {
      const quote = document.querySelector("[data-quote]")
      if (!quote || !editor) return
      const words = editor.getSelection()?.getSelectedText().trim().slice(0, 500) || ""
      const quoted = document.querySelector("[data-quoted]")
      quote.value = words
      quoted.textContent = words
      quoted.hidden = !words
    }

    document.addEventListener("selectionchange", () => {
      const active = document.activeElement?.closest(".cke_editable")
      if (active && root.contains(active)) pinRemark()
    })

    const filing = find("file")
    filing?.addEventListener("change", async () => {
      const data = new FormData(filing)
      data.set("version", form.elements.version.value)
      const answer = await desk.post(filing.action, data)
      desk.say(answer.status === 200 ? "Filed." : answer.body.message)
    })

    /* --- Two texts -------------------------------------------------------------------------------- */

    root.addEventListener("click", (event) => {
      const use = event.target.closest("[data-use]")
      if (!use) return
      editor.setData(JSON.parse(document.getElementById(`text-${use.dataset.use}`).textContent))
      for (const one of root.querySelectorAll("[data-use]")) one.setAttribute("aria-pressed", String(one === use))
    })

    const self = { attach, insert }
    if (!root.querySelector(RICH)) queueMicrotask(writing.begin)
    return self
  }

  document.addEventListener("click", (event) => {
    const name = event.target.closest("[data-name]")
    if (!name) return
    const remark = document.getElementById("remark-text")
    remark.value = `${remark.value.trimEnd()} ${name.dataset.name}`.trimStart()
    remark.focus()
  })

  function hostOf(link) {
    try {
      return new URL(link).hostname.replace(/^www\./, "")
    } catch {
      return ""
    }
  }

  /* --- The sheet for a figure ------------------------------------------------------------------- */

  const LARGEST = Number(figureForm.dataset.largest)
  const BETWEEN = " · " // caption and credit

  /** For a new figure, or for the words of a picture that is in the text already. */
  function openSheet(text, picture) {
    pictured = { text, picture }
    figureForm.reset()
    sheet.querySelector("[data-figure-file]").hidden = Boolean(picture)
    figureForm.elements.upload.required = !picture
    sheet.querySelector("[data-figure-error]").textContent = ""
    if (picture) tellWords(picture)
    sheet.showModal()
    if (picture) figureForm.elements.alt.focus()
  }

  function tellWords(picture) {
    const words = picture.closest("figure")?.querySelector("figcaption")?.textContent || ""
    const at = words.lastIndexOf(BETWEEN)
    figureForm.elements.alt.value = picture.getAttribute("alt") || ""
    figureForm.elements.caption.value = at < 0 ? words : words.slice(0, at)
    figureForm.elements.credit.value = at < 0 ? "" : words.slice(at + BETWEEN.length)
  }

  figureForm.addEventListener("submit", async (event) => {
    event.preventDefault()
    const data = new FormData(figureForm)
    const stored = pictured.picture ? sizeOf(pictured.picture) : await upload(data)
    if (!stored) return
    sheet.close()
    pictured.text.insert(figureOf(stored, data), pictured.picture)
  })

  async function upload(data) {
    const problem = sheet.querySelector("[data-figure-error]")
    const file = data.get("upload")
    problem.textContent = file.size > LARGEST ? tooLarge(file) : "Uploading …"
    if (file.size > LARGEST) return null
    const answer = await desk.post(figureForm.action, data)
    problem.textContent = answer.status === 200 ? "" : answer.body.message || "The picture could not be uploaded."
    return answer.status === 200 ? answer.body : null
  }

  const megabytes = (bytes) => Math.round(bytes / 1024 / 1024)
  const tooLarge = (file) =>
    `This picture has ${megabytes(file.size)} MB; ${megabytes(LARGEST)} MB is the most. Make it smaller first. Your text is as it was.`

  /** A picture that is too large is not even read. */
  function refuseLarge(event) {
    const { dataTransfer } = event.data
    for (let at = 0; at < (dataTransfer?.getFilesCount() || 0); at += 1) {
      const file = dataTransfer.getFile(at)
      if (file.size <= LARGEST) continue
      desk.say(tooLarge(file))
      event.cancel()
    }
  }

  /** Tables are no mark of the bulletin: their cells come in as words, and words stay apart. */
  function keepCellsApart(event) {
    event.data.dataValue = (event.data.dataValue || "").replace(/<\/t[dh]>/gi, " $&").replace(/<\/tr>/gi, "<br>$&")
  }

  /** Pictures of other sites cannot stay: they are left out before the browser asks for them. */
  function leaveOutForeign(event) {
    const isOurs = (tag) => /\ssrc=["']?(\/media\/figures\/|data:|blob:)/i.test(tag)
    const before = event.data.dataValue || ""
    event.data.dataValue = before.replace(/<img\b[^>]*>/gi, (tag) => (isOurs(tag) ? tag : ""))
    if (event.data.dataValue !== before) desk.say("Pictures of other pages are left out. Add one with + Figure.")
  }

  const sizeOf = (picture) => ({
    url: picture.getAttribute("src"),
    width: picture.getAttribute("width") || picture.naturalWidth,
    height: picture.getAttribute("height") || picture.naturalHeight,
  })

  /** A new figure follows what the caret stands in, be it a quotation or a list, or takes an empty line. */
  function putBehindCaret(editor, figure) {
    const area = editor.editable().$
    const caret = editor.getSelection()?.getStartElement()?.$
    const block = [...area.children].find((one) => one.contains(caret)) || area.lastElementChild
    if (block) block.after(figure)
    else area.append(figure)
    if (block?.matches("p") && block.textContent.trim() === "" && !block.querySelector("img")) block.remove()
  }

  /** The caret may have stood in what is gone; CKEditor stumbles over that. */
  function writeOnBehind(editor, figure) {
    if (!figure.nextElementSibling) figure.insertAdjacentHTML("afterend", "<p><br></p>")
    editor.focus()
    getSelection().collapse(figure.nextElementSibling, 0)
  }

  /** A figure stands between paragraphs: it follows the one the picture stood in. */
  function putInPlaceOf(picture, figure) {
    const around = picture.closest("figure")
    const paragraph = picture.closest("p")
    if (around || !paragraph) return (around || picture).replaceWith(figure)
    paragraph.after(figure)
    picture.remove()
    if (paragraph.textContent.trim() === "") paragraph.remove()
  }

  function figureOf({ url, width, height }, data) {
    const figure = document.createElement("figure")
    const picture = document.createElement("img")
    Object.assign(picture, { src: url, alt: data.get("alt") })
    picture.setAttribute("width", width)
    picture.setAttribute("height", height)
    picture.setAttribute("src", url)
    figure.append(picture)
    const words = [data.get("caption").trim(), data.get("credit").trim()].filter(Boolean).join(BETWEEN)
    if (words) {
      const caption = document.createElement("figcaption")
      caption.textContent = words
      figure.append(caption)
    }
    return figure
  }

  /* --- Beginning -------------------------------------------------------------------------------- */

  for (const root of document.querySelectorAll("[data-editor]")) texts.set(root, text(root))

  /** A text that came onto the page later. */
  desk.openText = (root) => {
    if (texts.has(root)) return
    texts.set(root, text(root))
    const area = root.querySelector(RICH)
    area.setAttribute("data-processed", "1")
    CKEDITOR.replace(area.id, JSON.parse(area.dataset.config))
  }
})()
