/** How a project groups its events, as revisions: each is a version of the algorithm and the rules of the project. */
import type { GroupingSettings } from '../grouping/index.ts'
import { compileRules } from '../grouping/rules/compile-rules.ts'
import { parseRules } from '../grouping/rules/parse-rules.ts'

/** What becomes of incidents whose events get another key: they go on, or new ones are opened. */
export const transitions = ['continue', 'separate'] as const
export type Transition = (typeof transitions)[number]

/** Never changed once it is written; the newest one is in force. */
export type Revision = {
  projectId: string
  /** From 1. */
  number: number
  /** Of the algorithm. */
  version: number
  /** As people wrote them. */
  rules: string
  /** From the revision before to this one. */
  transition: Transition
  createdAt: Date
  /** A user or a key; null: made with the project's first event. */
  createdBy: string | null
}

const dayMs = 24 * 3_600_000
export const transitionDays = 30
/** Each costs as much as grouping itself, for every event. */
export const maxFormer = 3
/** Of those that were in force within the transition; who changes rules more often than this finds new incidents. */
export const maxRevisionsRead = 50

/** A revision that still gives keys, until then. */
export type Former = { revision: Revision; until: Date }

/**
 * The revisions by whose keys incidents are still known, newest first: replaced less than 30 days ago, and by nothing
 * since that was to begin anew. Of many those that were in force the longest. `revisions`: newest first.
 */
export function formerOf(revisions: readonly Revision[], now: Date): Former[] {
  const former: (Former & { heldMs: number })[] = []
  const [active] = revisions
  for (const [index, revision] of revisions.entries()) {
    const successor = revisions[index - 1]
    if (!active || !successor) continue
    const until = new Date(successor.createdAt.getTime() + transitionDays * dayMs)
    if (successor.transition === 'separate' || until <= now) break
    const isKnown = [active, ...former.map((known) => known.revision)].some((other) => groupsAlike(other, revision))
    if (!isKnown) former.push({ revision, until, heldMs: successor.createdAt.getTime() - revision.createdAt.getTime() })
  }
  const longest = new Set(former.toSorted((a, b) => b.heldMs - a.heldMs).slice(0, maxFormer))
  return former.filter((one) => longest.has(one)).map(({ revision, until }) => ({ revision, until }))
}

const groupsAlike = (a: Revision, b: Revision) => a.version === b.version && a.rules === b.rules

/** Rules that this program cannot read, because another one wrote them, are none. */
export function settingsOf({ version, rules }: Pick<Revision, 'version' | 'rules'>): GroupingSettings {
  return { version, rules: compileRules(parseRules(rules).rules) }
}
