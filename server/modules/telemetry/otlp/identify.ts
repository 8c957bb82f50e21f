import { systemContext, type Services } from '#platform/context'
import { inTransaction } from '#platform/database'
import type { TelemetryEvent } from '../event.ts'
import type { Draft } from './exceptions.ts'
import { candidatesOf, likeness, withIds, type Candidates } from './identity.ts'
import { listToldErrors } from './columns.ts'
import { sameErrorMs } from './limits.ts'
import * as repo from './repo.ts'

/** Ids that this process gave a moment ago, whose receipts may not be written yet; far more than arrive at once. */
const maxRecent = 10_000

export type Identify = (
  services: Services,
  project: { workspaceId: string; projectId: string },
  drafts: readonly Draft[],
) => Promise<TelemetryEvent[]>

/** Asks the receipts, where the same error may have been told a moment ago in another way. */
export function createIdentify(): Identify {
  const recent = new Set<string>()
  return async (services, { workspaceId, projectId }, sent) => {
    const drafts = await notTold(services, { workspaceId, projectId }, sent)
    const candidates = numbered(projectId, drafts)
    const ids = candidates.flatMap(({ candidates: { own, others } }) => (others.length > 0 ? [own, ...others] : []))
    if (ids.length === 0) return withIds(candidates, new Set())
    const ctx = systemContext(services, workspaceId, 'otlp')
    const known = await inTransaction(ctx, (tx) => repo.findReceipts(tx, projectId, ids))
    // From here on nothing waits: whoever asked at the same moment sees what was chosen here.
    const events = withIds(candidates, new Set([...known, ...ids.filter((id) => recent.has(id))]))
    for (const { id } of events) recent.add(id)
    for (const id of recent) {
      if (recent.size <= maxRecent) break
      recent.delete(id)
    }
    return events
  }
}

/**
 * Without errors of which a moment ago an event of the same trace told in the same words: a Sentry SDK beside
 * OpenTelemetry sends at once and says more.
 */
async function notTold(
  services: Services,
  project: { workspaceId: string; projectId: string },
  drafts: readonly Draft[],
): Promise<readonly Draft[]> {
  const traced = drafts.flatMap(({ event: { traceId, occurredAt } }) => (traceId ? [{ traceId, occurredAt }] : []))
  if (traced.length === 0) return drafts
  const times = traced.map(({ occurredAt }) => occurredAt.getTime())
  const [first, last] = [times.reduce((a, b) => Math.min(a, b)), times.reduce((a, b) => Math.max(a, b))]
  const told = await listToldErrors(services, project, {
    traceIds: [...new Set(traced.map(({ traceId }) => traceId))],
    from: new Date(first - sameErrorMs),
    to: new Date(last + sameErrorMs),
  })
  const byTrace = Map.groupBy(told, ({ traceId, title }) => `${traceId} ${title}`)
  return drafts.filter(
    ({ event: { traceId, title, occurredAt } }) =>
      !byTrace
        .get(`${traceId} ${title}`)
        ?.some((other) => Math.abs(other.occurredAt.getTime() - occurredAt.getTime()) <= sameErrorMs),
  )
}

/** Those that are alike in all that is said of them are told apart by their order. */
function numbered(projectId: string, drafts: readonly Draft[]): { draft: Draft; candidates: Candidates }[] {
  const counts = new Map<string, number>()
  return drafts.map((draft) => {
    const like = likeness(projectId, draft)
    const nth = counts.get(like) ?? 0
    counts.set(like, nth + 1)
    return { draft, candidates: candidatesOf(projectId, draft, nth) }
  })
}
