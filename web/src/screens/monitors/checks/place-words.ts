/** Where a monitor is checked from, as a form holds it, and what follows from how many must agree. Pure. */

/** This server, beside the ids of probes. */
export const here = 'here'

/** Of one monitor, as the server has it. */
export const maxPlaces = 10

/** A form holds texts: the places with a space between them. */
export const placesOf = (text: string | undefined): string[] => (text ?? '').split(' ').filter(Boolean)

export function withPlace(text: string | undefined, place: string, isChosen: boolean): string {
  const others = placesOf(text).filter((each) => each !== place)
  return (isChosen ? [...others, place] : others).join(' ')
}

/** A number of places that must agree which there are not any more becomes all that there are. */
export function fittingQuorum(quorum: string | undefined, places: number): string {
  return String(Math.min(Math.max(1, Number(quorum) || 1), Math.max(1, places)))
}

export function quorumOptions(places: number): { value: string; word: string }[] {
  return Array.from({ length: Math.max(1, places) }, (_, index) => {
    const count = index + 1
    const most = Math.floor(places / 2) + 1
    const note = places > 2 && count === most ? ', most of them' : ''
    const word =
      count === 1
        ? 'One place is enough'
        : count === places
          ? places === 2
            ? 'Both'
            : `All ${places}`
          : `${count} of ${places}${note}`
    return { value: String(count), word }
  })
}

/** What happens, in sentences: when it is down, when places disagree, when too few of them answer. */
export function quorumWords(places: number, quorum: number): string[] {
  if (places <= 1) return ['When nothing is heard from there, it is unknown: neither up nor down.']
  const agree = quorum === 1 ? 'one of them says so' : `${quorum} of ${places} say so at the same time`
  const fewer = quorum === 1 ? 'no place' : quorum === 2 ? 'only one place' : `fewer than ${quorum} places`
  const speaks = quorum > 2 ? 'say anything' : 'says anything'
  return [
    `It is down when ${agree}.`,
    ...(quorum > 1 ? ['While fewer say so, it is degraded, and nobody is told.'] : []),
    `When ${fewer} ${speaks} of it, it is unknown: not up, and not down either.`,
    ...(quorum === places ? ['One place that is silent is then enough for nobody to know.'] : []),
  ]
}
