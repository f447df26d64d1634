/* Names of places and of the Reference Guide, offered while a text is written, and names of places
   alone where a place is asked for. The list never takes the keyboard by itself: Tab puts in the
   name that is marked, arrows mark another (from then on Enter takes it, too), Escape or going on
   writing sends the list away. */
;(() => {
  "use strict"

  const WAIT = 120 // milliseconds of silence
  // Up to four words, the last of them begun like a name: a capital, “al-”, or letters without case.
  const TYPED = /(?:[\p{L}\p{M}'’.-]+[ \u00a0]){0,3}(?:al-\p{L}|\p{Lu}|\p{Lo})[\p{L}\p{M}'’-]*$/u

  const list = document.createElement("ul")
  list.id = "names-offered"
  list.className = "names-offered"
  list.setAttribute("role", "listbox")
  list.setAttribute("aria-label", "Names")
  list.hidden = true
  document.querySelector("main").append(list)

  let open = null // { field, typed, length, marked, hasMoved }
  let asked = 0
  let timer

  /* --- Where somebody types: a rich text, or a plain input ---------------------------------------- */

  /** Offer names in this CKEditor. */
  desk.offerNames = (editor) => {
    const area = editor.editable().$
    const field = {
      area,
      typed: () => typedIn(area),
      boxOf: ({ node, end }, length) => {
        const range = document.createRange()
        range.setStart(node, end - length)
        range.setEnd(node, end)
        return range.getBoundingClientRect()
      },
      putIn: ({ node, end }, length, words) => {
        const range = editor.createRange()
        const text = new CKEDITOR.dom.node(node)
        range.setStart(text, end - length)
        range.setEnd(text, end)
        range.select()
        editor.insertText(words)
      },
    }
    editor.on("change", () => askSoon(field))
    editor.on("blur", close)
    listen(field)
  }

  /** Offer names of one kind in this input. */
  function offerIn(input) {
    const field = {
      area: input,
      kind: input.dataset.offers,
      typed: () => {
        const end = input.selectionStart
        return end > 0 && end === input.value.length ? { end, words: input.value } : null
      },
      boxOf: () => input.getBoundingClientRect(),
      putIn: ({ end }, length, words) => {
        input.setRangeText(words, end - length, end, "end")
        input.dispatchEvent(new Event("input", { bubbles: true }))
      },
    }
    input.addEventListener("input", () => askSoon(field))
    input.addEventListener("blur", close)
    listen(field)
  }

  function listen(field) {
    field.area.setAttribute("aria-autocomplete", "list")
    // CKEditor takes keys for itself, so they are caught on their way down.
    document.addEventListener("keydown", (event) => onKey(event, field), true)
  }

  function askSoon(field) {
    close()
    clearTimeout(timer)
    timer = setTimeout(() => ask(field), WAIT)
  }

  /** The words before the caret, and where they stand. */
  function typedIn(area) {
    const selection = getSelection()
    const node = selection.anchorNode
    if (!selection.isCollapsed || node?.nodeType !== Node.TEXT_NODE || !area.contains(node)) return null
    const before = node.data.slice(0, selection.anchorOffset)
    // A word that goes on behind the caret is being corrected, not begun.
    if (/^\p{L}/u.test(node.data.slice(selection.anchorOffset))) return null
    const found = before.match(TYPED)
    return found && { node, end: selection.anchorOffset, words: found[0].replaceAll("\u00a0", " ") }
  }

  /* --- Asking and showing ---------------------------------------------------------------------------- */

  async function ask(field) {
    const typed = field.typed()
    if (!typed || document.activeElement !== field.area) return
    const turn = ++asked
    const question = new URLSearchParams({ typed: typed.words, kind: field.kind || "" })
    const address = `${document.querySelector("[data-names-address]").dataset.namesAddress}?${question}`
    let answer
    try {
      answer = await fetch(address, { headers: { "X-Requested-With": "fetch" } })
      if (!answer.ok) return
      answer = await answer.json()
    } catch {
      return // Offline: nothing is offered, and writing goes on.
    }
    const now = field.typed()
    if (turn !== asked || !now || now.words !== typed.words || answer.names.length === 0) return
    show(field, now, answer)
  }

  function show(field, typed, { length, names }) {
    open = { field, typed, length, hasMoved: false }
    list.replaceChildren(...names.map(option))
    list.hidden = false
    mark(0)
    place(field.boxOf(typed, length))
    field.area.setAttribute("aria-controls", list.id)
  }

  function option({ text, kind, about }, index) {
    const item = document.createElement("li")
    item.id = `name-offered-${index}`
    item.setAttribute("role", "option")
    for (const [name, words] of [["name", text], ["kind", kind], ["about", about]]) {
      const part = document.createElement("span")
      part.className = `names-${name}`
      part.dir = "auto"
      part.textContent = words
      if (words) item.append(part)
    }
    item.dataset.text = text
    // Pressing a button of the mouse would take the caret out of the text.
    item.addEventListener("mousedown", (event) => event.preventDefault())
    item.addEventListener("click", () => putIn(item))
    return item
  }

  function place(words) {
    const below = words.bottom + list.offsetHeight + 8 < innerHeight
    const left = Math.min(words.left, document.documentElement.clientWidth - list.offsetWidth - 8)
    list.style.left = `${Math.max(8, left) + scrollX}px`
    list.style.top = `${(below ? words.bottom + 4 : words.top - list.offsetHeight - 4) + scrollY}px`
  }

  function mark(index) {
    open.marked = (index + list.children.length) % list.children.length
    for (const [at, item] of [...list.children].entries()) {
      item.setAttribute("aria-selected", String(at === open.marked))
    }
    open.field.area.setAttribute("aria-activedescendant", list.children[open.marked].id)
  }

  function onKey(event, field) {
    if (!open || open.field !== field || event.ctrlKey || event.metaKey || event.altKey) return
    const act = {
      ArrowDown: () => move(1),
      ArrowUp: () => move(-1),
      Escape: close,
      Tab: event.shiftKey ? null : () => putIn(list.children[open.marked]),
      Enter: open.hasMoved ? () => putIn(list.children[open.marked]) : null,
    }[event.key]
    if (!act) return
    event.preventDefault()
    event.stopPropagation()
    act()
  }

  function move(step) {
    mark(open.hasMoved || step < 0 ? open.marked + step : open.marked)
    open.hasMoved = true
  }

  function putIn(item) {
    const { field, typed, length } = open
    close()
    field.putIn(typed, length, item.dataset.text)
    clearTimeout(timer)
  }

  function close() {
    if (!open) return
    open.field.area.removeAttribute("aria-activedescendant")
    open.field.area.removeAttribute("aria-controls")
    open = null
    list.hidden = true
  }

  for (const input of document.querySelectorAll("[data-offers]")) offerIn(input)
})()
