/** What components were in, told by the reports and maintenances that affected them. Pure. */
import type { ComponentStatus } from '../components/component.ts'
import type { StateInterval } from '../components/state-repo.ts'

export type Claim = {
  cause: { kind: 'report' | 'maintenance'; id: string }
  status: Exclude<ComponentStatus, 'operational'>
  from: Date
  /** Null: it still says so. */
  to: Date | null
}

type Story = {
  cause: Claim['cause']
  endedAt: Date | null
  /** Oldest first. */
  updates: readonly { displayAt: Date; changes: readonly { componentId: string; newStatus: ComponentStatus }[] }[]
}

/** By component. What lasts when the story ends, ends with it. */
export function claimsOf({ cause, endedAt, updates }: Story): Map<string, Claim[]> {
  const claims = new Map<string, Claim[]>()
  const open = new Map<string, Claim>()
  const add = (componentId: string, claim: Claim): void => {
    const others = claims.get(componentId)
    if (others) others.push(claim)
    else claims.set(componentId, [claim])
  }
  const end = (componentId: string, at: Date): void => {
    const claim = open.get(componentId)
    open.delete(componentId)
    if (!claim || claim.from >= at) return
    add(componentId, { ...claim, to: at })
  }
  for (const { displayAt, changes } of updates) {
    const at = endedAt && displayAt > endedAt ? endedAt : displayAt
    for (const { componentId, newStatus } of changes) {
      if (open.get(componentId)?.status === newStatus) continue
      end(componentId, at)
      if (newStatus !== 'operational') open.set(componentId, { cause, status: newStatus, from: at, to: null })
    }
  }
  for (const [componentId, claim] of open) {
    if (endedAt) end(componentId, endedAt)
    else add(componentId, claim)
  }
  return claims
}

/**
 * The intervals of a component from `since` on, oldest first, the last one open and in the present state. Of several
 * claims at once the worst counts; between them it was operational. Before `since` nothing is known.
 */
export function historyOf(
  claims: readonly Claim[],
  { since, now, present }: { since: Date; now: Date; present: ComponentStatus },
): StateInterval[] {
  const nowMs = now.getTime()
  const startMs = Math.min(since.getTime(), nowMs)
  const events = claims
    .flatMap((claim) => [
      { atMs: Math.max(claim.from.getTime(), startMs), claim, begins: true },
      { atMs: Math.max(claim.to?.getTime() ?? Infinity, startMs), claim, begins: false },
    ])
    .filter(({ atMs }) => atMs < nowMs)
    .toSorted((a, b) => a.atMs - b.atMs)
  const active = new Map(severest.map((status) => [status, new Set<Claim>()]))
  const intervals: StateInterval[] = []
  let fromMs = startMs
  const until = (toMs: number): void => {
    if (toMs === fromMs) return
    const [worst] = severest.flatMap((status) => {
      const [first] = active.get(status) ?? []
      return first ? [first] : []
    })
    push(intervals, {
      ...{ startedAt: new Date(fromMs), endedAt: new Date(toMs), correctedAt: null },
      ...{ status: worst?.status ?? 'operational', causeKind: worst?.cause.kind ?? 'import' },
      causeId: worst?.cause.id ?? null,
    })
    fromMs = toMs
  }
  for (const { atMs, claim, begins } of events) {
    until(atMs)
    const same = active.get(claim.status)
    if (begins) same?.add(claim)
    else same?.delete(claim)
  }
  until(nowMs)
  const last = intervals.at(-1)
  if (last?.status === present) intervals[intervals.length - 1] = { ...last, endedAt: null }
  else {
    const lasting = { startedAt: now, endedAt: null, status: present, correctedAt: null }
    intervals.push({ ...lasting, causeKind: 'import', causeId: null })
  }
  return intervals
}

/** The worst first; see `worstStatus`. */
const severest = ['major_outage', 'partial_outage', 'degraded_performance', 'under_maintenance'] as const

/** Neighbours that say the same for the same reason are one. */
function push(intervals: StateInterval[], next: StateInterval): void {
  const last = intervals.at(-1)
  if (last?.status === next.status && last.causeId === next.causeId) last.endedAt = next.endedAt
  else intervals.push(next)
}
