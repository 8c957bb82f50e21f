/** What must be true when the dust has settled. Each violation is a sentence. */
import type { CountedIncident } from '../api.ts'
import type { Hook, Letter } from './sinks.ts'
import type { Sent } from './senders.ts'
import { incidentAddress, markerPattern } from './story.ts'

export type Facts = {
  sent: Sent
  incidents: readonly CountedIncident[]
  /** Ids of all events that the lists of all incidents show. */
  listed: readonly string[]
  hooks: readonly Hook[]
  letters: readonly Letter[]
  subscribers: readonly string[]
  /** Marker of an update, and how many updates have it. */
  published: ReadonlyMap<string, number>
}

export type Verdict = {
  violations: string[]
  counted: number
  opened: number
  /** Deliveries that went over the wire more than once, because nobody could write down the first answer. */
  repeatedHooks: number
  repeatedLetters: number
}

const shownIds = 5

export function judge(facts: Facts): Verdict {
  const { hooks, letters, incidents } = facts
  const counted = incidents.reduce((sum, { eventCount }) => sum + eventCount, 0)
  const answered = hooks.filter(({ status }) => status === 200)
  return {
    violations: [...eventViolations(facts, counted), ...hookViolations(facts), ...letterViolations(facts)],
    counted,
    opened: incidents.length,
    repeatedHooks: answered.length - new Set(answered.map(({ id }) => id)).size,
    repeatedLetters: letters.length - new Set(letters.map(({ messageId }) => messageId)).size,
  }
}

/** True when nothing can be expected to arrive any more. */
export function isSettled(facts: Facts): boolean {
  return judge(facts).violations.length === 0
}

function eventViolations({ sent, incidents, listed }: Facts, counted: number): string[] {
  const { acknowledged, givenUp } = sent
  const found = new Set(listed)
  const missing = [...acknowledged].filter((id) => !found.has(id))
  const seen = new Set<string>()
  const twice = listed.filter((id) => seen.has(id) || !seen.add(id))
  const strange = [...found].filter((id) => !acknowledged.has(id) && !givenUp.has(id))
  const atMost = acknowledged.size + givenUp.size
  return [
    ...some(missing, (ids) => `${missing.length} acknowledged events are in no list: ${ids}`),
    ...some(twice, (ids) => `${twice.length} events are listed more than once: ${ids}`),
    ...some(strange, (ids) => `${strange.length} events were never sent: ${ids}`),
    ...(counted < acknowledged.size ? [`${acknowledged.size} events were acknowledged, ${counted} counted`] : []),
    ...(counted > atMost ? [`at most ${atMost} events can have arrived, ${counted} were counted`] : []),
    ...(counted !== found.size ? [`${counted} events are counted and ${found.size} listed`] : []),
    ...(incidents.some(({ eventCount }) => eventCount < 1) ? ['an incident counts no event'] : []),
  ]
}

function hookViolations({ incidents, hooks }: Facts): string[] {
  const violations: string[] = []
  for (const { id } of incidents) {
    const ids = new Set(hooks.filter(({ incidentId }) => incidentId === id).map((hook) => hook.id))
    const arrived = hooks.some((hook) => hook.incidentId === id && hook.status === 200)
    if (ids.size !== 1) violations.push(`${id}: ${ids.size} different webhook-ids`)
    else if (!arrived) violations.push(`${id}: no webhook was taken`)
  }
  const known = new Set(incidents.map(({ id }) => id))
  const strange = hooks.filter(({ type, incidentId }) => type !== 'incident.opened' || !known.has(incidentId))
  return [...shorten(violations), ...(strange.length > 0 ? [`${strange.length} webhooks about nothing`] : [])]
}

function letterViolations({ incidents, letters, subscribers, published }: Facts): string[] {
  const violations: string[] = []
  const toOnCall = letters.filter(({ to }) => to === incidentAddress)
  for (const { id } of incidents) {
    const count = distinct(toOnCall.filter(({ text }) => text.includes(id)))
    if (count !== 1) violations.push(`${id}: ${count} different Message-IDs`)
  }
  for (const [marker, updates] of published) {
    for (const address of subscribers) {
      const count = distinct(
        letters.filter(({ to, text }) => to === address && markerPattern.exec(text)?.[0] === marker),
      )
      if (count !== updates) violations.push(`${marker} ${address}: ${count} mails for ${updates} updates`)
    }
  }
  return shorten(violations)
}

function distinct(letters: readonly Letter[]): number {
  return new Set(letters.map(({ messageId }) => messageId)).size
}

function some(ids: readonly string[], sentence: (shown: string) => string): string[] {
  return ids.length === 0 ? [] : [sentence(ids.slice(0, shownIds).join(' '))]
}

function shorten(violations: readonly string[]): string[] {
  if (violations.length <= shownIds) return [...violations]
  return [...violations.slice(0, shownIds), `… and ${violations.length - shownIds} more like these`]
}
