/* The rest of a source is asked of the person, not of the address: what earlier sources from the same
   host were called is filled in, and can be changed. */
;(() => {
  "use strict"

  const form = document.querySelector("[data-known-outlets]")

  form?.addEventListener("change", async ({ target }) => {
    if (!target.matches("[name$=-url]") || !target.value) return
    const row = target.closest("[data-source]")
    const outlet = row.querySelector("[name$=-outlet]")
    const language = row.querySelector("[name$=-language]")
    const known = await ask(target.value)
    if (!known.outlet) return
    if (!outlet.value || outlet.value === hostOf(target.value)) outlet.value = known.outlet
    if (!language.value) language.value = known.language
    form.dispatchEvent(new Event("input", { bubbles: true }))
  })

  /** What stands for the outlet of a link just pasted. */
  const hostOf = (url) => (URL.canParse(url) ? new URL(url).hostname.replace(/^www\./, "") : "")

  async function ask(url) {
    const address = `${form.dataset.knownOutlets}?url=${encodeURIComponent(url)}`
    try {
      const answer = await fetch(address, { headers: { "X-Requested-With": "fetch" } })
      return answer.ok ? await answer.json() : {}
    } catch {
      return {}
    }
  }
})()
