/** Senders repeat what their metrics mean once a minute; it is written again when it changed, and now and then. */
import type { Clock } from '#platform/clock'
import type { Description } from './collector.ts'

export type KnownDescriptions = {
  /** Those that are not written yet, or too long ago. */
  unknown(projectId: string, descriptions: readonly Description[]): Description[]
  keep(projectId: string, descriptions: readonly Description[]): void
}

/** Their age in the store counts from the last time; what is still sent must not end. */
const rewriteMs = 12 * 3_600_000
const maxKept = 100_000

export function createKnownDescriptions(now: Clock): KnownDescriptions {
  const known = new Map<string, { text: string; untilMs: number }>()
  const keyOf = (projectId: string, { metric }: Description) => `${projectId} ${metric}`
  const textOf = ({ kind, unit, help }: Description) => JSON.stringify([kind, unit, help])
  return {
    unknown: (projectId, descriptions) =>
      descriptions.filter((description) => {
        const before = known.get(keyOf(projectId, description))
        return before?.text !== textOf(description) || before.untilMs <= now().getTime()
      }),
    keep: (projectId, descriptions) => {
      if (known.size + descriptions.length > maxKept) known.clear()
      const untilMs = now().getTime() + rewriteMs
      for (const description of descriptions) {
        known.set(keyOf(projectId, description), { text: textOf(description), untilMs })
      }
    },
  }
}
