/* A preview as a wide screen or a phone shows it, light or dark. */
;(() => {
  "use strict"

  const looks = document.querySelector("[data-looks]")

  function apply() {
    const frame = document.querySelector(".preview-frame")
    if (!frame || !looks) return
    frame.classList.toggle("is-phone", looks.querySelector("[value=phone]").checked)
    const isDark = looks.querySelector("[name=dark]")?.checked || false
    const address = new URL(frame.src)
    if (address.searchParams.has("dark") === isDark) return
    if (isDark) address.searchParams.set("dark", "1")
    else address.searchParams.delete("dark")
    frame.src = address
  }

  looks?.addEventListener("change", apply)
  document.addEventListener("htmx:afterSettle", apply)
})()
