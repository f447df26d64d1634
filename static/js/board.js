/* Moving cards and sections: by mouse, by keyboard, by choosing from a list. */
;(() => {
  "use strict"

  const board = document.querySelector("[data-board]")
  const sheet = document.getElementById("move-sheet")
  let dragged = null

  const sections = () => [...board.querySelectorAll("[data-section]")]
  const lists = () => [...board.querySelectorAll("[data-cards]")]
  const thingOf = (element) => element.closest("[data-card]") || element.closest("[data-section]")
  const isCard = (thing) => thing.matches("[data-card]")
  const nameOf = (thing) =>
    thing.querySelector(isCard(thing) ? ".card-line" : "h2").textContent.trim().slice(0, 60)
  const headOf = (list) => {
    const section = list.closest("[data-section]")
    return section ? section.querySelector("h2").textContent.trim() : "the inbox"
  }

  /* --- Saving: one move at a time, in the order they were made ---------------------------------- */

  let queue = Promise.resolve()
  let waiting = 0

  function save(thing) {
    waiting += 1
    queue = queue.then(() => send(thing)).finally(() => {
      waiting -= 1
      if (waiting === 0) htmx.trigger(document.body, "desk:arranged")
    })
  }

  async function send(thing) {
    const next = thing.nextElementSibling
    const fields = { version: thing.dataset.version }
    if (isCard(thing)) {
      fields.entry = thing.dataset.card
      fields.takeaway = thing.closest("[data-cards]").dataset.cards
      fields.before = next ? next.dataset.card : ""
    } else {
      fields.takeaway = thing.dataset.section
      fields.before = next ? next.dataset.section : ""
    }
    const address = isCard(thing) ? board.dataset.moveEntry : board.dataset.moveTakeaway
    const answer = await desk.post(address, fields)
    if (answer.status === 200) {
      thing.dataset.version = answer.body.version
      return
    }
    desk.say(answer.body.message || "That did not work. The board shows what is saved.")
    if (answer.status === 401) return
    await refresh()
  }

  /** Draw the sections and the inbox as they are saved; focus stays where it was. */
  function refresh() {
    return htmx.ajax("GET", board.dataset.address, {
      target: "#arrangement",
      select: "#arrangement",
      swap: "outerHTML",
    })
  }

  /* Somebody else arranged the board: show it, unless something is in the hand. */
  let known = null
  document.addEventListener("htmx:afterSettle", () => {
    const facts = document.getElementById("facts")
    const state = facts.dataset.state
    if (known === null) known = shownState()
    if (state !== known && waiting === 0 && !dragged) {
      known = state
      if (state !== shownState()) refresh()
    }
  })

  function shownState() {
    const version = (one) => `${one.dataset.card || one.dataset.section}.${one.dataset.version}`
    const parts = sections().map(
      (section) => `${version(section)}:${[...section.querySelectorAll("[data-card]")].map(version)}`,
    )
    const unfiled = [...board.querySelectorAll("[data-inbox] [data-card]")].map(version)
    return `${parts.join(";")}|${unfiled}`
  }

  /* --- By keyboard ------------------------------------------------------------------------------- */

  board.addEventListener("keydown", (event) => {
    const thing = thingOf(event.target)
    if (!thing || desk.isTyping(event.target)) return
    const onHandle = event.target.matches("[data-handle]")
    if (onHandle && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
      event.preventDefault()
      step(thing, event.key === "ArrowUp" ? -1 : 1)
      event.target.focus()
    } else if (isCard(thing) && /^[0-9]$/.test(event.key) && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault()
      fileUnder(thing, Number(event.key))
      event.target.focus()
    }
  })

  function step(thing, direction) {
    const neighbor = direction < 0 ? thing.previousElementSibling : thing.nextElementSibling
    if (neighbor) {
      if (direction < 0) neighbor.before(thing)
      else neighbor.after(thing)
    } else if (!isCard(thing) || !overTheEdge(thing, direction)) {
      desk.say("It is at the end already.")
      return
    }
    announce(thing)
    save(thing)
  }

  function overTheEdge(card, direction) {
    const all = lists()
    const target = all[all.indexOf(card.closest("[data-cards]")) + direction]
    if (!target) return false
    if (direction < 0) target.append(card)
    else target.prepend(card)
    return true
  }

  function fileUnder(card, number) {
    const target = number === 0 ? board.querySelector("[data-inbox] [data-cards]") : lists()[number - 1]
    if (!target || (number > 0 && !sections()[number - 1])) {
      desk.say(`There is no section ${number}.`)
      return
    }
    target.append(card)
    announce(card)
    save(card)
  }

  function announce(thing) {
    const among = [...thing.parentElement.children]
    const where = isCard(thing) ? ` in ${headOf(thing.closest("[data-cards]"))}` : ""
    desk.say(`“${nameOf(thing)}” is now ${among.indexOf(thing) + 1} of ${among.length}${where}.`)
  }

  /* --- By choosing -------------------------------------------------------------------------------- */

  board.addEventListener("click", (event) => {
    const handle = event.target.closest("[data-handle]")
    if (!handle) return
    const thing = thingOf(handle)
    document.getElementById("move-title").textContent = `Move “${nameOf(thing)}”`
    sheet.querySelector("[data-choices]").replaceChildren(...choices(thing, handle))
    sheet.showModal()
  })

  function choices(thing, handle) {
    const steps = [choice("Up", () => step(thing, -1), handle), choice("Down", () => step(thing, 1), handle)]
    if (!isCard(thing)) return steps
    const places = sections().map((section, index) =>
      choice(`${index + 1} · ${nameOf(section)}`, () => fileUnder(thing, index + 1), handle),
    )
    return [...steps, ...places, choice("0 · Inbox", () => fileUnder(thing, 0), handle)]
  }

  function choice(words, act, handle) {
    const item = document.createElement("li")
    const button = document.createElement("button")
    button.type = "button"
    button.className = "choice"
    button.textContent = words
    button.addEventListener("click", () => {
      sheet.close()
      act()
      handle.focus()
    })
    item.append(button)
    return item
  }

  /* --- By mouse ----------------------------------------------------------------------------------- */

  board.addEventListener("dragstart", (event) => {
    dragged = thingOf(event.target)
    if (!dragged) return
    event.dataTransfer.effectAllowed = "move"
    event.dataTransfer.setData("text/plain", nameOf(dragged))
    requestAnimationFrame(() => dragged && dragged.classList.add("is-dragged"))
  })

  board.addEventListener("dragover", (event) => {
    if (!dragged) return
    const list = isCard(dragged) ? listUnder(event.target) : event.target.closest("[data-sections]")
    if (!list) return
    event.preventDefault()
    const others = [...list.children].filter((one) => one !== dragged)
    const next = others.find((one) => event.clientY < middleOf(one))
    if (next) list.insertBefore(dragged, next)
    else list.append(dragged)
  })

  const listUnder = (target) => {
    const around = target.closest("[data-section], [data-inbox]")
    return around && around.querySelector("[data-cards]")
  }
  const middleOf = (element) => {
    const box = element.getBoundingClientRect()
    return box.top + box.height / 2
  }

  let start = null
  board.addEventListener("dragstart", () => (start = dragged && shownState()))
  board.addEventListener("drop", (event) => event.preventDefault())
  board.addEventListener("dragend", () => {
    if (!dragged) return
    dragged.classList.remove("is-dragged")
    const moved = dragged
    dragged = null
    if (shownState() === start) return
    announce(moved)
    save(moved)
  })
})()
