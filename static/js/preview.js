/* A preview as a wide screen or a phone shows it, light or dark. */
;(() => {
  "use strict"

  const looks = document.querySelector("[data-looks]")

  function apply() {
    const frame = document.querySelector(".preview-frame")
    if (!frame || !looks) return
    frame.classList.toggle("is-phone", looks.querySelector("[value=phone]").checked)
    frame.classList.toggle("is-dark", looks.querySelector("[name=dark]").checked)
  }

  looks?.addEventListener("change", apply)
  document.addEventListener("htmx:afterSettle", apply)
})()
