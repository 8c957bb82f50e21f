/** What a draft would have made of past events. Pure. */

/** One event that was looked at, for all of its group: `weight` is for how many it stands. */
export type Rehearsed = {
  eventId: string
  title: string
  weight: number
  /** Where it is now: the id of an incident, or a key without one. */
  before: string
  /** Where the draft would have put it: the same, or another incident's id, or a new key. */
  after: string
  /** The rule of the draft that decided. */
  rule: string | undefined
}

/** Some of the events of one place that would be in another; `events` is estimated from the sample, the most first. */
export type RehearsedPart = {
  before: string
  after: string
  title: string
  rule: string | null
  events: number
  examples: string[]
}

export type Rehearsal = {
  groupsBefore: number
  groupsAfter: number
  /** Several that would be one. */
  joins: { after: string; parts: RehearsedPart[] }[]
  /** One that would be several. */
  splits: { before: string; parts: RehearsedPart[] }[]
  /** Neither, though their key may change. */
  stays: number
}

const maxExamples = 3

export function rehearse(events: readonly Rehearsed[]): Rehearsal {
  const parts = partsOf(events)
  const byBefore = Map.groupBy(parts, ({ before }) => before)
  const byAfter = Map.groupBy(parts, ({ after }) => after)
  const splits = [...byBefore].filter(([, parts]) => parts.length > 1)
  const joins = [...byAfter].filter(([, parts]) => parts.length > 1)
  const touched = new Set([
    ...splits.map(([before]) => before),
    ...joins.flatMap(([, parts]) => parts.map(({ before }) => before)),
  ])
  return {
    groupsBefore: byBefore.size,
    groupsAfter: byAfter.size,
    joins: joins.map(([after, parts]) => ({ after, parts })).sort(bySize),
    splits: splits.map(([before, parts]) => ({ before, parts })).sort(bySize),
    stays: byBefore.size - touched.size,
  }
}

function partsOf(events: readonly Rehearsed[]): RehearsedPart[] {
  const parts = new Map<string, RehearsedPart>()
  for (const { eventId, title, weight, before, after, rule } of events) {
    const id = `${before} ${after}`
    const part = parts.get(id) ?? { before, after, title, rule: rule ?? null, events: 0, examples: [] }
    part.events += weight
    if (part.examples.length < maxExamples) part.examples.push(eventId)
    parts.set(id, part)
  }
  return [...parts.values()]
    .map((part) => ({ ...part, events: Math.max(1, Math.round(part.events)) }))
    .sort((a, b) => b.events - a.events)
}

const sizeOf = ({ parts }: { parts: RehearsedPart[] }) => parts.reduce((total, { events }) => total + events, 0)
const bySize = (a: { parts: RehearsedPart[] }, b: { parts: RehearsedPart[] }) => sizeOf(b) - sizeOf(a)
