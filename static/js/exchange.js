/* Another text comes into an open editor: a colleague's, or one this browser has kept. */
;(() => {
  "use strict"

  /** Only paragraphs that differ are exchanged, so that the caret, and what is in sight, stay put. */
  desk.exchange = (editor, html) => {
    const area = editor.editable().$
    const fresh = document.createElement("div")
    fresh.innerHTML = editor.dataProcessor.toHtml(html) || "<p><br></p>"
    const old = [...area.childNodes]
    const wanted = [...fresh.childNodes]
    const head = alike(old, wanted)
    const tail = alike(old.slice(head).reverse(), wanted.slice(head).reverse())
    const behind = old[old.length - tail] || null
    const caret = caretIn(area)
    for (const one of old.slice(head, old.length - tail)) one.remove()
    for (const one of wanted.slice(head, wanted.length - tail)) area.insertBefore(one, behind)
    if (caret && !caret.node.isConnected) putCaret(area, caret)
    editor.resetUndo() // Going a step back would take a colleague's words out again.
    editor.fire("change")
  }

  /** How many of these stand at the beginning of both lists. */
  function alike(some, others) {
    const first = some.findIndex((one, at) => !one.isEqualNode(others[at] || null))
    return first < 0 ? some.length : first
  }

  /** Where the caret stands: in which paragraph, behind how many characters. */
  function caretIn(area) {
    const { anchorNode: node, anchorOffset } = getSelection()
    if (!node || node === area || !area.contains(node)) return null
    const paragraph = [...area.childNodes].findIndex((one) => one.contains(node))
    const before = document.createRange()
    before.setStart(area.childNodes[paragraph], 0)
    before.setEnd(node, anchorOffset)
    return { node, paragraph, offset: before.toString().length }
  }

  function putCaret(area, { paragraph, offset }) {
    const around = area.childNodes[Math.min(paragraph, area.childNodes.length - 1)]
    const texts = document.createTreeWalker(around, NodeFilter.SHOW_TEXT)
    let left = offset
    while (texts.nextNode() && left > texts.currentNode.length) left -= texts.currentNode.length
    const node = texts.currentNode
    getSelection().collapse(node, Math.min(left, node.length ?? 0))
  }
})()
