/* The menu of the desk's other rooms closes as people expect of a menu. It works without this. */
;(() => {
  "use strict"

  const menu = document.querySelector("[data-more]")
  if (!menu) return
  const opener = menu.querySelector("summary")

  menu.addEventListener("toggle", () => {
    if (menu.open) menu.querySelector("a").focus()
  })
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return
    menu.open = false
    opener.focus()
  })
  document.addEventListener("click", (event) => {
    if (!menu.contains(event.target)) menu.open = false
  })
})()
