/** How the grouping of events is told. */
import type { IncidentDetail, IncidentGroup } from '../../api.ts'
import { capital, words } from '../../format.ts'

type Grouping = IncidentDetail['grouping']

const methods: Record<string, string> = {
  explicit: 'the fingerprint that the sender gave',
  rule: 'a rule of the project',
  builtIn: 'a rule of ours',
  stack: 'where it is thrown: the stack',
  exception: 'type and message, because no stack can be used',
  message: 'the message',
  template: 'the template of the line',
  fallback: 'platform and route, because there is nothing else',
}

export function methodWords(method: string): string {
  return methods[method] ?? words(method)
}

const kinds: Record<string, string> = { frame: 'Place in the code', route: 'Route', platform: 'Platform' }

export function partWord(kind: string): string {
  return kinds[kind] ?? capital(words(kind))
}

/** Which frames were looked at: those of one's own code, or all because none of them counted. */
export function variantWords({ method, parts }: Grouping): string | undefined {
  if (method !== 'stack') return undefined
  const frames = parts.filter(({ kind, counted }) => kind === 'frame' && counted)
  const isLibrary = frames.some(({ why }) => why !== undefined && /librar/i.test(why))
  return isLibrary ? 'frames of libraries, because none is your own' : undefined
}

/** How a group came to be in this incident; undefined where it began it or was always here. */
export function originWords({ cause, movedBy, homeNumber }: IncidentGroup): string | undefined {
  const by = movedBy ? ` by ${movedBy.name}` : ''
  if (cause === 'merge') return `Merged${homeNumber === null ? '' : ` from #${homeNumber}`}${by}`
  if (cause === 'split') return `Split off${by}`
  return cause === 'algorithm' ? 'Known by a former key' : undefined
}

type Leaving = { returning: Map<number, IncidentGroup[]>; split: IncidentGroup[] }

/** Where groups go when they leave: back to the incident that they came from, else into a new one together. */
export function leavingOf(groups: readonly IncidentGroup[], keys: ReadonlySet<string>): Leaving {
  const leaving = groups.filter(({ key }) => keys.has(key))
  const returning = new Map<number, IncidentGroup[]>()
  for (const group of leaving) {
    if (group.homeNumber !== null) {
      returning.set(group.homeNumber, [...(returning.get(group.homeNumber) ?? []), group])
    }
  }
  return { returning, split: leaving.filter(({ homeNumber }) => homeNumber === null) }
}
