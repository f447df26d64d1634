/* The incidents typed like a sheet: a row is saved when it is left, pasted tables spread out. */
;(() => {
  "use strict"

  const sheet = document.querySelector("[data-sheet]")
  const body = sheet.querySelector("[data-rows]")
  const NAMES = ["event_date", "location", "deaths", "injuries", "notes"]
  const cells = (row) => NAMES.map((name) => row.querySelector(`[name=${name}]`))
  const rowOf = (element) => element.closest("[data-row]")
  const isBlank = (row) => cells(row).every((cell) => cell.value.trim() === "")
  const isSaved = (row) => isBlank(row) || cells(row).every((cell) => cell.value === kept.get(row)[cell.name])
  const kept = new WeakMap() // each row with what the server has of it, cell by cell
  const disputed = new WeakMap() // rows two people changed, with what the other one made of them
  const SITTING = crypto.randomUUID ? crypto.randomUUID() : String(Math.random()).slice(2)

  // What the server sent, not what stands there: somebody may have typed before this ran.
  for (const row of body.children) {
    kept.set(row, Object.fromEntries(cells(row).map((cell) => [cell.name, cell.defaultValue])))
  }

  const values = (row) => Object.fromEntries(cells(row).map((cell) => [cell.name, cell.value]))

  /* --- Saving: row after row, so that a pasted table keeps its order ------------------------------- */

  let queue = Promise.resolve()
  let sent = 0
  let answered = 0

  function save(row) {
    if (!row.isConnected || isSaved(row) || disputed.has(row)) return
    say(row, "saving …")
    sent += 1
    queue = queue.then(() => send(row)).then(() => (answered += 1))
  }

  async function send(row) {
    if (isSaved(row)) return // It was left twice while it was being saved.
    const typed = values(row)
    const page = { incident: row.dataset.incident, version: row.dataset.version, sitting: SITTING }
    const { status, body: answer } = await desk.post(sheet.dataset.sheet, { ...typed, ...page })
    mark(row, answer.problems || {})
    if (status === 200) return accept(row, typed, answer)
    if (status === 409 && answer.cells) return compare(row, answer)
    if (status === 0) {
      say(row, "offline, not saved")
      setTimeout(() => save(row), 4000)
    } else if (!answer.problems) say(row, answer.message || NOT_SAVED[status] || "not saved")
  }

  const NOT_SAVED = {
    401: "Signed out, not saved. Sign in in another tab, then leave this row once more.",
    403: "Signed out, not saved. Sign in in another tab, then leave this row once more.",
    404: "A colleague has removed this row. What you typed is not saved.",
  }

  function accept(row, typed, answer) {
    row.dataset.incident = answer.incident
    fill(row, typed, answer)
    say(row, "saved")
    showLinks(row)
    total(answer.totals)
  }

  /** Show what is stored wherever nothing else was typed since. */
  function fill(row, since, { version, cells: stored, doubts }) {
    for (const cell of cells(row)) if (cell.value === since[cell.name]) cell.value = stored[cell.name]
    row.dataset.version = version
    kept.set(row, stored)
    const place = row.querySelector("[data-doubts]")
    place.replaceChildren(
      ...doubts.map((words) => Object.assign(document.createElement("span"), { className: "doubt", textContent: words })),
    )
  }

  /** Two people changed the same cells: both figures are told, and one of them is chosen. */
  function compare(row, answer) {
    const unlike = cells(row).filter((cell) => answer.disputed.includes(cell.name))
    disputed.set(row, answer)
    for (const cell of cells(row)) {
      if (!unlike.includes(cell) && cell.value === kept.get(row)[cell.name]) cell.value = answer.cells[cell.name]
    }
    mark(row, Object.fromEntries(unlike.map((cell) => [cell.name, `${answer.by} wrote “${answer.cells[cell.name]}” in ${cell.ariaLabel} meanwhile.`])))
    row.querySelector("[data-row-choice]").hidden = false
  }

  function choose(row, isMine) {
    const { version, cells: stored, disputed: names } = disputed.get(row)
    disputed.delete(row)
    row.querySelector("[data-row-choice]").hidden = true
    for (const cell of cells(row)) if (!isMine && names.includes(cell.name)) cell.value = stored[cell.name]
    row.dataset.version = version
    kept.set(row, stored)
    mark(row, {})
    say(row, "")
    cells(row)[NAMES.indexOf(names[0])].focus()
    save(row)
  }

  function showLinks(row) {
    for (const link of row.querySelectorAll("[data-link]")) {
      link.href = link.dataset.link.replace("/0/", `/${row.dataset.incident}/`)
      link.hidden = false
    }
    const remove = row.querySelector("[data-row-remove]")
    if (remove) remove.hidden = false
  }

  function total(totals) {
    for (const [name, words] of Object.entries(totals)) {
      sheet.querySelector(`[data-total=${name}]`).textContent = words
    }
  }

  function say(row, words) {
    row.querySelector("[data-row-state]").textContent = words
  }

  function mark(row, problems) {
    for (const cell of cells(row)) {
      const words = problems[cell.name]
      cell.toggleAttribute("aria-invalid", Boolean(words))
      if (words) cell.setAttribute("aria-invalid", "true")
      cell.title = words || ""
    }
    const all = Object.values(problems).join(" ")
    if (all) say(row, all)
  }

  /* --- What colleagues type ---------------------------------------------------------------------------- */

  const LOOK = 10000 // milliseconds

  async function look() {
    if (document.visibilityState !== "visible") return
    const before = sent
    const answer = await fetch(sheet.dataset.rowsNow, { headers: { "X-Requested-With": "fetch" } }).catch(() => null)
    const isJSON = answer?.ok && (answer.headers.get("Content-Type") || "").includes("json")
    if (!isJSON) return
    const { rows, totals } = await answer.json()
    if (sent !== before || answered !== sent) return // An answer from before one's own save.
    for (const stored of rows) showNow(stored)
    for (const row of [...body.children]) dropRemoved(row, rows)
    total(totals)
  }

  function showNow(stored) {
    const row = body.querySelector(`[data-incident="${stored.incident}"]`)
    if (!row) return addRow(stored)
    if (Number(row.dataset.version) === stored.version || !isSaved(row)) return
    fill(row, values(row), stored)
    say(row, "changed by a colleague")
  }

  function addRow(stored) {
    const row = sheet.querySelector("[data-blank]").content.cloneNode(true).firstElementChild
    body.insertBefore(row, body.lastElementChild)
    row.dataset.incident = stored.incident
    kept.set(row, values(row))
    fill(row, values(row), stored)
    showLinks(row)
    say(row, "new, by a colleague")
  }

  function dropRemoved(row, rows) {
    const isThere = !row.dataset.incident || rows.some(({ incident }) => String(incident) === row.dataset.incident)
    if (isThere || !isSaved(row) || row.contains(document.activeElement)) return
    row.remove()
  }

  setInterval(look, LOOK)
  document.addEventListener("visibilitychange", look)

  /* --- Moving and typing ------------------------------------------------------------------------------ */

  function rowAfter(row) {
    if (!row.nextElementSibling) {
      body.append(sheet.querySelector("[data-blank]").content.cloneNode(true))
      kept.set(row.nextElementSibling, values(row.nextElementSibling))
    }
    return row.nextElementSibling
  }

  sheet.addEventListener("submit", (event) => event.preventDefault())

  let began = null // the column in which tabbing through this row began: Enter leads back to it

  sheet.addEventListener("pointerdown", () => (began = null))

  sheet.addEventListener("keydown", (event) => {
    const row = event.target.closest("[data-row]")
    if (!row || !event.target.matches("input")) return
    const column = NAMES.indexOf(event.target.name)
    if (event.key === "Tab") {
      began ??= column
    } else if (event.key === "Enter") {
      event.preventDefault()
      cells(rowAfter(row))[began ?? column].focus()
      began = null
    } else if (event.key === "ArrowDown" && row.nextElementSibling) {
      cells(row.nextElementSibling)[column].focus()
    } else if (event.key === "ArrowUp" && row.previousElementSibling) {
      cells(row.previousElementSibling)[column].focus()
    }
  })

  sheet.addEventListener("focusout", (event) => {
    const row = rowOf(event.target)
    if (row && !row.contains(event.relatedTarget)) save(row)
  })

  sheet.addEventListener("input", (event) => {
    const row = rowOf(event.target)
    say(row, "")
    if (!row.nextElementSibling) rowAfter(row)
  })

  sheet.addEventListener("paste", (event) => {
    const text = event.clipboardData.getData("text/plain").replace(/\r/g, "").replace(/\n$/, "")
    if (!/[\t\n]/.test(text) || !event.target.matches("input")) return
    event.preventDefault()
    const column = NAMES.indexOf(event.target.name)
    let row = rowOf(event.target)
    for (const line of text.split("\n")) {
      const target = cells(row)
      line.split("\t").forEach((value, step) => {
        if (target[column + step]) target[column + step].value = value.trim()
      })
      save(row)
      row = rowAfter(row)
    }
    cells(row)[column].focus()
  })

  sheet.addEventListener("click", async (event) => {
    const row = rowOf(event.target)
    if (event.target.matches("[data-row-keep], [data-row-take]")) choose(row, event.target.matches("[data-row-keep]"))
    if (!event.target.closest("[data-row-remove]")) return
    const next = row.nextElementSibling || row.previousElementSibling
    if (row.dataset.incident) {
      const address = `${sheet.dataset.sheet}${row.dataset.incident}/remove/`
      const answer = await desk.post(address, { version: row.dataset.version })
      if (answer.status !== 200) return desk.say(answer.body.message || "It was not removed.")
      total(answer.body.totals)
      desk.say("In the bin, for 30 days.")
    }
    row.remove()
    if (next) cells(next)[0].focus()
  })

  for (const row of body.children) save(row)

  window.addEventListener("beforeunload", (event) => {
    if ([...body.children].some((row) => !isSaved(row))) event.preventDefault()
  })
})()
