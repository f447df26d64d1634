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
    const range = editor && placeOf(editor.editable().$, button.dataset)
    if (!range) return desk.say("The words are no longer there as they were. Please correct them by hand.")
    editor.fire("saveSnapshot")
    range.deleteContents()
    range.insertNode(document.createTextNode(button.dataset.put))
    editor.fire("saveSnapshot")
    editor.fire("change")
    button.closest("li").remove()
  }

  /** The range of the excerpt between the words around it; spaces of any kind count alike. */
  function placeOf(root, { excerpt, before, after }) {
    const nodes = []
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT)
    while (walker.nextNode()) nodes.push(walker.currentNode)
    const text = nodes.map((node) => node.data.replaceAll("\u00a0", " ")).join("")
    const plain = (words) => words.replaceAll("\u00a0", " ")
    const found = text.indexOf(plain(before) + plain(excerpt) + plain(after))
    if (found < 0) return null
    const start = found + before.length
    const range = document.createRange()
    range.setStart(...spot(nodes, start, false))
    range.setEnd(...spot(nodes, start + excerpt.length, true))
    return range
  }

  function spot(nodes, offset, isEnd) {
    for (const node of nodes) {
      if (offset < node.length || (isEnd && offset === node.length)) return [node, offset]
      offset -= node.length
    }
    const last = nodes.at(-1)
    return [last, last.length]
  }
})()
