/* A daily: its title as it is typed, new paragraphs, and their order by mouse and keyboard. */
;(() => {
  "use strict"

  const daily = document.querySelector("[data-daily]")
  const items = daily.querySelector("[data-items]")

  /* --- The title ------------------------------------------------------------------------------- */

  const title = daily.querySelector("[data-title]")
  const headlines = daily.querySelector("[name=headlines]")

  headlines.addEventListener("input", () => {
    const lines = headlines.value.split("\n").map((line) => line.trim()).filter(Boolean)
    title.textContent = [title.dataset.title, lines.join("; ")].filter(Boolean).join(": ")
  })

  /* --- New paragraphs -------------------------------------------------------------------------- */

  document.addEventListener("htmx:load", ({ detail }) => {
    const root = detail.elt.matches("[data-item]") && detail.elt.querySelector("[data-editor]")
    if (!root) return
    desk.openText(root)
    detail.elt.scrollIntoView({ block: "nearest" })
    root.querySelector("[name=label]").focus()
  })

  /* --- Their order: one move at a time, in the order they were made ----------------------------- */

  let queue = Promise.resolve()

  const nameOf = (item) => item.querySelector("[name=label]").value || "The paragraph"

  function save(item) {
    const place = [...items.children].indexOf(item) + 1
    desk.say(`“${nameOf(item)}” is now ${place} of ${items.children.length}.`)
    queue = queue.then(() => send(item))
  }

  async function send(item) {
    const root = item.querySelector("[data-editor]")
    const answer = await desk.post(daily.dataset.moveItem, {
      item: item.dataset.item,
      before: item.nextElementSibling ? item.nextElementSibling.dataset.item : "",
      version: root.querySelector("[data-version-now]").value,
    })
    if (answer.status !== 200) desk.say(answer.body.message || "That did not work. Reload to see the order that is saved.")
  }

  items.addEventListener("keydown", (event) => {
    const handle = event.target.closest("[data-handle]")
    if (!handle || !["ArrowUp", "ArrowDown"].includes(event.key)) return
    event.preventDefault()
    const item = handle.closest("[data-item]")
    const isUp = event.key === "ArrowUp"
    const neighbor = isUp ? item.previousElementSibling : item.nextElementSibling
    if (!neighbor) return desk.say("It is at the end already.")
    /* The neighbor moves, so that the focus and the editor of this one stay where they are. */
    if (isUp) item.after(neighbor)
    else item.before(neighbor)
    handle.focus()
    save(item)
  })

  let dragged = null
  let orderBefore = ""
  const order = () => [...items.children].map((item) => item.dataset.item).join()

  items.addEventListener("dragstart", (event) => {
    if (!event.target.matches?.("[data-handle]")) return
    dragged = event.target.closest("[data-item]")
    orderBefore = order()
    event.dataTransfer.effectAllowed = "move"
    event.dataTransfer.setData("text/plain", nameOf(dragged))
    requestAnimationFrame(() => dragged?.classList.add("is-dragged"))
  })
  items.addEventListener("dragover", (event) => {
    if (!dragged) return
    event.preventDefault()
    const next = [...items.children].find((one) => one !== dragged && event.clientY < middleOf(one))
    if (next !== dragged.nextElementSibling) items.insertBefore(dragged, next || null)
  })
  items.addEventListener("drop", (event) => {
    if (dragged) event.preventDefault()
  })
  items.addEventListener("dragend", () => {
    if (!dragged) return
    const item = dragged
    dragged = null
    item.classList.remove("is-dragged")
    if (order() !== orderBefore) save(item)
  })

  function middleOf(element) {
    const box = element.getBoundingClientRect()
    return box.top + box.height / 2
  }
})()
