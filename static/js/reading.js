/* Corrections of preflight, put into the open text by a click or by Alt+Enter. The editor then
   saves as after typing, so no version is overtaken. */
;(() => {
  "use strict"

  const buttons = () => [...document.querySelectorAll("#reading [data-put]")]

  document.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-put]")
    if (button) putIn(button)
  })

  /* CKEditor takes keys for itself, so the shortcut is caught on its way down. */
  document.addEventListener("keydown", (event) => {
    const [first] = buttons()
    if (!event.altKey || event.key !== "Enter" || !first) return
    event.preventDefault()
    event.stopPropagation()
    putIn(first)
  }, true)

  function putIn(button) {
    const [editor] = Object.values(CKEDITOR.instances)
    const range = editor && desk.rangeOf(editor.editable().$, button.dataset)
    if (!range) return desk.say("The words are no longer there as they were. Please correct them by hand.")
    editor.fire("saveSnapshot")
    range.deleteContents()
    range.insertNode(document.createTextNode(button.dataset.put))
    editor.fire("saveSnapshot")
    editor.fire("change")
    button.closest("li").remove()
  }
})()
