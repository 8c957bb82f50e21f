/** Lines of one request that count together. Pure. */
import type { LogRecord } from './records.ts'

/** `id`: as the line is stored with. `place`: what else keeps it from counting with others, beside what it says. */
export type ErrorLine = { id: string; log: LogRecord; place: string }

export type Bundle<L extends ErrorLine> = {
  newest: L
  /** In the order in which they were sent. */
  lineIds: string[]
  /** It stands for several people, of whom none is named. */
  isAnyone: boolean
}

/** Different people of one place in a request, each of whom is counted; of a flood these are enough. */
export const maxPeople = 20

const hourMs = 3_600_000

/**
 * Together is what has one place and differs in nothing that is counted apart: level, release, environment, service,
 * hour, and whom it hit, up to `maxPeople` of a place. In the order in which each came first.
 */
export function bundleLines<L extends ErrorLine>(lines: readonly L[]): Bundle<L>[] {
  const bundles = new Map<string, Bundle<L>>()
  const people = new Map<string, Set<string>>()
  for (const line of lines) {
    const { log, place } = line
    const known = people.get(place) ?? new Set()
    people.set(place, known)
    const person = log.user && (log.user.id ?? log.user.email ?? log.user.ipAddress)
    const isAnyone = person !== undefined && !known.has(person) && known.size >= maxPeople
    if (person !== undefined && !isAnyone) known.add(person)
    const key = JSON.stringify([...circumstancesOf(log), place, isAnyone ? null : (person ?? '')])
    const bundle = bundles.get(key)
    if (!bundle) bundles.set(key, { newest: line, lineIds: [line.id], isAnyone })
    else {
      bundle.lineIds.push(line.id)
      if (log.occurredAt >= bundle.newest.log.occurredAt) bundle.newest = line
    }
  }
  return [...bundles.values()]
}

const circumstancesOf = ({ level, release, environment, service, occurredAt }: LogRecord) => [
  level,
  release,
  environment,
  service,
  Math.floor(occurredAt.getTime() / hourMs),
]
