/** All that is known of an incident when it is analysed, read from the stores and nothing else. */
export type Facts = {
  /** When they were read. */
  at: Date
  incident: {
    id: string
    number: number
    title: string
    culprit: string
    kind: string
    level: string
    firstSeenAt: Date
    lastSeenAt: Date
    /** When it came back after it had been resolved; what is asked then is why it came back. */
    regressedAt: Date | null
    eventCount: number
    userCount: number
    /** Outermost last, as `type: parameterised message`. */
    exceptions: string[]
  }
  /** Events of the incident by equal steps of time, oldest first, from its beginning (or its return) on. */
  rate: { stepMs: number; counts: number[] }
  /** The top frames of its own code, with the number of sampled events in which each is the top one. */
  frames: { file: string; function: string | null; line: number | null; inApp: boolean; events: number }[]
  sampledEvents: number
  /** Whether frames look minified and no source map was found. */
  sourceMapsMissing: boolean
  /** Its own events by release; `projectEvents`: events of all of the project's incidents and entry spans in it. */
  releases: { version: string; firstSeenAt: Date; events: number; projectEvents: number }[]
  /** Those of the project near the beginning, oldest first. */
  deploys: { id: string; version: string; environment: string | null; at: Date }[]
  /** Other changes near the beginning: settings, keys, rules. */
  changes: { id: string; what: string; at: Date }[]
  /** How often a value stands in events of the incident and in those of the project that are not of it. */
  attributes: AttributeCount[]
  affectedTotal: number
  unaffectedTotal: number
  /** Calls to others, before the beginning and since. */
  dependencies: { name: string; service: string; before: CallCount; since: CallCount; inTraces: number }[]
  /** Other incidents that were active in the same minutes. */
  beside: { id: string; number: number; title: string; firstSeenAt: Date; sharedTraces: number; minutes: number }[]
  /** Resolved ones that look like it, most alike first; `score` from 0 to 1. */
  similar: { id: string; number: number; title: string; score: number; fix: string | null }[]
}

export type AttributeCount = { name: string; value: string; affected: number; unaffected: number }
export type CallCount = { calls: number; failed: number }

/** From when on the question is "why": the return, if it had been away. */
export function beginningOf({ incident }: Pick<Facts, 'incident'>): Date {
  return incident.regressedAt ?? incident.firstSeenAt
}
