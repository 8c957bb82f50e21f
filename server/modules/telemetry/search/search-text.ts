import type { TelemetryEvent } from '../event.ts'

/** Characters of an event that words are looked for in. */
export const maxSearchText = 4_000
const maxPart = 1_000

/** What people remember of an event: its title, where it happened, what it said. In lower case, for the index. */
export function searchTextOf(event: TelemetryEvent): string {
  const { title, culprit, route, message, logger, exceptions } = event
  // The outermost exception is the one that people saw.
  const chain = exceptions.toReversed().flatMap(({ type, value }) => [type, value])
  const parts = [title, culprit, route, message, logger, ...chain].flatMap((part) =>
    part ? [part.slice(0, maxPart)] : [],
  )
  return [...new Set(parts)].join('\n').slice(0, maxSearchText).toLowerCase().toWellFormed()
}
