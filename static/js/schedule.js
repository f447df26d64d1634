/* An hour typed in the publication's time zone, told in Baghdad and in Washington. */
;(() => {
  "use strict"

  /** The moment at which clocks in `zone` show `local` ("2017-07-27T07:00"). */
  function momentOf(local, zone) {
    const asUTC = new Date(`${local}:00Z`)
    const shown = new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "medium" })
    const offset = (at) => new Date(`${shown.format(at).replace(" ", "T")}Z`) - at
    const guess = new Date(asUTC - offset(asUTC))
    return new Date(asUTC - offset(guess))
  }

  for (const form of document.querySelectorAll("[data-schedule]")) {
    const input = form.querySelector("input[type=datetime-local]")
    const says = form.querySelector("[data-schedule-says]")
    const tell = () => {
      const moment = input.value && momentOf(input.value, form.dataset.schedule)
      says.textContent = moment ? `${desk.inBothPlaces(moment)}, ${desk.fromNow(moment - new Date())}.` : ""
    }
    input.addEventListener("input", tell)
    tell()
  }
})()
