/* Places in a text that somebody speaks of: remarks pinned to a passage are marked where it stands,
   and lead there. The marks are painted over the text and are no part of it. */
;(() => {
  "use strict"

  const plain = (words) => words.replaceAll("\u00a0", " ")

  /** The range of an excerpt between the words around it; spaces of any kind count alike. */
  desk.rangeOf = (root, { excerpt, before = "", after = "" }) => {
    const nodes = []
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT)
    while (walker.nextNode()) nodes.push(walker.currentNode)
    const text = plain(nodes.map((node) => node.data).join(""))
    const found = excerpt ? text.indexOf(plain(before + excerpt + after)) : -1
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

  /* --- Remarks ---------------------------------------------------------------------------------- */

  // A page may hold several texts; the first that has the words is meant.
  const areas = () =>
    Object.values(window.CKEDITOR?.instances || {})
      .map((editor) => editor.editable()?.$)
      .filter(Boolean)
  const quotes = () => [...document.querySelectorAll("[data-passage]")]
  // A quotation over several paragraphs is found by its first.
  function placeOf(quote) {
    const excerpt = quote.textContent.trim().split("\n")[0]
    return areas().map((area) => desk.rangeOf(area, { excerpt })).find(Boolean)
  }

  function paint() {
    if (areas().length === 0) return
    const ranges = []
    for (const quote of quotes()) {
      const range = placeOf(quote)
      quote.closest(".remark").classList.toggle("is-adrift", !range)
      if (range && !quote.closest(".remark-done")) ranges.push(range)
    }
    CSS.highlights?.set("remark", new Highlight(...ranges))
  }

  document.addEventListener("click", (event) => {
    const quote = event.target.closest("[data-passage]")
    if (!quote) return
    const range = placeOf(quote)
    if (!range) return desk.say("These words are no longer in the text.")
    range.startContainer.parentElement.closest(".cke_editable").focus()
    getSelection().removeAllRanges()
    getSelection().addRange(range)
    range.startContainer.parentElement.scrollIntoView({ block: "center" })
  })

  let timer
  const paintSoon = () => {
    clearTimeout(timer)
    timer = setTimeout(paint, 250)
  }
  window.CKEDITOR?.on("instanceReady", ({ editor }) => {
    editor.on("change", paintSoon)
    paintSoon()
  })
  document.addEventListener("htmx:afterSettle", paintSoon)
})()
