/* The queue by keyboard: j and k go from comment to comment; a, r and s decide on the one in focus,
   x ticks it, X ticks all. */
;(() => {
  "use strict"

  const all = () => [...document.querySelectorAll("[data-comment]")]
  const inFocus = () => document.activeElement.closest("[data-comment]")

  // A box that was just ticked by mouse takes no letters.
  const isTyping = (target) => target.type !== "checkbox" && desk.isTyping(target)

  function go(step) {
    const cards = all()
    const here = cards.indexOf(inFocus())
    const next = cards[here === -1 ? 0 : Math.min(Math.max(here + step, 0), cards.length - 1)]
    if (!next) return
    next.focus()
    next.scrollIntoView({ block: "nearest" })
  }

  const label = document.querySelector("[data-tick-all]")
  const everyone = label?.querySelector("input")
  const boxes = () => [...document.querySelectorAll("[data-comment] [name=comment][form]")]

  function count() {
    const ticked = boxes().filter((box) => box.checked).length
    document.querySelector("[data-ticked]").textContent = ticked ? `${ticked} ticked:` : "Those ticked:"
    everyone.checked = ticked > 0 && ticked === boxes().length
    everyone.indeterminate = ticked > 0 && !everyone.checked
  }

  function tickAndGoOn() {
    inFocus()?.querySelector("[name=comment][form]")?.click()
    go(1)
  }

  if (everyone) {
    label.hidden = false
    everyone.addEventListener("change", () => {
      for (const box of boxes()) box.checked = everyone.checked
      count()
    })
    document.addEventListener("change", (event) => {
      if (event.target.name === "comment") count()
    })
    count()
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return
    if (event.key === "j") return go(1)
    if (event.key === "k") return go(-1)
    if (event.key === "x") return tickAndGoOn()
    if (event.key === "X") return everyone?.click()
    inFocus()?.querySelector(`[data-does="${event.key}"]`)?.click()
  })

  // The card that was decided on is drawn anew: the eye and the keyboard stay with it.
  document.addEventListener("htmx:afterSwap", (event) => {
    const card = document.getElementById(event.detail.target.id)
    if (card && card.matches("[data-comment]")) card.focus()
    if (everyone) count()
  })
})()
