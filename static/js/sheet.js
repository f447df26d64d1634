/* The incidents typed like a sheet: a row is saved when it is left, pasted tables spread out. */
;(() => {
  "use strict"

  const sheet = document.querySelector("[data-sheet]")
  const body = sheet.querySelector("[data-rows]")
  const NAMES = ["event_date", "location", "deaths", "injuries", "notes"]
  const cells = (row) => NAMES.map((name) => row.querySelector(`[name=${name}]`))
  const rowOf = (element) => element.closest("[data-row]")
  const typed = (row) => cells(row).map((cell) => cell.value).join("\t")
  const isBlank = (row) => typed(row).trim() === ""
  const kept = new WeakMap()

  // What the server sent, not what stands there: somebody may have typed before this ran.
  for (const row of body.children) kept.set(row, cells(row).map((cell) => cell.defaultValue).join("\t"))

  /* --- Saving: row after row, so that a pasted table keeps its order ------------------------------- */

  let queue = Promise.resolve()

  function save(row) {
    if (!row.isConnected || isBlank(row) || kept.get(row) === typed(row)) return
    kept.set(row, typed(row))
    say(row, "saving …")
    queue = queue.then(() => send(row))
  }

  async function send(row) {
    const fields = Object.fromEntries(cells(row).map((cell) => [cell.name, cell.value]))
    fields.incident = row.dataset.incident
    fields.version = row.dataset.version
    const answer = await desk.post(sheet.dataset.sheet, fields)
    mark(row, answer.body.problems || {})
    if (answer.status === 200) return accept(row, answer.body)
    if (answer.status === 0) {
      say(row, "offline, not saved")
      kept.delete(row)
      setTimeout(() => save(row), 4000)
      return
    }
    kept.delete(row)
    say(row, answer.body.message || "not saved")
  }

  function accept(row, { incident, version, doubts, totals }) {
    row.dataset.incident = incident
    row.dataset.version = version
    say(row, "saved")
    const place = row.querySelector("[data-doubts]")
    place.replaceChildren(
      ...doubts.map((words) => Object.assign(document.createElement("span"), { className: "doubt", textContent: words })),
    )
    total(totals)
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

  /* --- Moving and typing ------------------------------------------------------------------------------ */

  function rowAfter(row) {
    if (!row.nextElementSibling) {
      body.append(sheet.querySelector("[data-blank]").content.cloneNode(true))
    }
    return row.nextElementSibling
  }

  sheet.addEventListener("submit", (event) => event.preventDefault())

  sheet.addEventListener("keydown", (event) => {
    const row = event.target.closest("[data-row]")
    if (!row || !event.target.matches("input")) return
    const column = NAMES.indexOf(event.target.name)
    if (event.key === "Enter") {
      event.preventDefault()
      cells(rowAfter(row))[event.shiftKey ? 0 : column].focus()
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
    if (!event.target.closest("[data-row-remove]")) return
    const row = rowOf(event.target)
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
    if ([...body.children].some((row) => !isBlank(row) && kept.get(row) !== typed(row))) event.preventDefault()
  })
})()
