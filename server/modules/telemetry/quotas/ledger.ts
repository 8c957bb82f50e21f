/**
 * Counts what becomes of what was sent, and how much of its quotas each key has used: in memory, and written down every
 * second, so that counting costs an accepted or refused item nothing. What a process that was killed had counted in its
 * last second is lost; a write that failed is made up for by the next.
 */
import { systemContext, type Services } from '#platform/context'
import { inTransaction } from '#platform/database'
import type { LimitScope, QuotaCategory } from './limit.ts'
import { boundedNames } from './outcome.ts'
import { periodStart, type Period } from './quota.ts'
import * as repo from './usage-repo.ts'

export type Whose = { workspaceId: string; projectId: string; keyId: string }
export type CountedOutcome = { category: string; reason: string; quantity: number; by: 'server' | 'client' }

export type Ledger = {
  countOutcome(project: Omit<Whose, 'keyId'>, outcome: CountedOutcome): void
  /** Negative: given back. */
  use(whose: Whose, category: QuotaCategory, quantity: number): void
  /** What counts against a quota of a day or month, with what is not written yet. `load` comes first. */
  used(whose: Whose, scope: LimitScope, category: QuotaCategory, period: Period): number
  /** Reads what has been used, of all processes; afterwards it is kept within a second of the truth. */
  load(workspaceId: string): Promise<void>
  flush(): Promise<void>
  drain(): Promise<void>
}

const flushMs = 1_000
/** Of one workspace that is asked about no more. */
const watchMs = 60_000

type Counts = { outcomes: Map<string, repo.OutcomeCount>; uses: Map<string, repo.Use> }
type Watched = { totals: Map<string, number>; untilMs: number }

export function createLedger(services: Services): Ledger {
  const waiting = new Map<string, Counts>()
  /** Handed to a transaction that is not committed: it counts until the totals hold it. */
  const writing = new Map<string, Counts>()
  const watched = new Map<string, Watched>()
  let queue: Promise<unknown> = Promise.resolve()

  const countsOf = (workspaceId: string): Counts => {
    const counts = waiting.get(workspaceId) ?? { outcomes: new Map(), uses: new Map() }
    waiting.set(workspaceId, counts)
    return counts
  }
  /** One after the other: totals that were read before a write of ours and kept after it would forget that write. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = queue.then(work, work)
    queue = turn.catch(() => undefined)
    return turn
  }

  const write = async (workspaceId: string): Promise<void> => {
    const counts = waiting.get(workspaceId) ?? { outcomes: new Map(), uses: new Map() }
    waiting.delete(workspaceId)
    writing.set(workspaceId, counts)
    const entry = watched.get(workspaceId)
    try {
      const totals = await inTransaction(systemContext(services, workspaceId, 'outcomes'), async (tx) => {
        await repo.addOutcomes(tx, [...counts.outcomes.values()])
        await repo.addUses(tx, [...counts.uses.values()])
        return entry && repo.totals(tx)
      })
      if (entry && totals) entry.totals = totals
    } catch (error) {
      const since = countsOf(workspaceId)
      for (const count of counts.outcomes.values()) add(since.outcomes, repo.outcomeKey(count), count)
      for (const use of counts.uses.values()) add(since.uses, repo.useKey(use), use)
      throw error
    } finally {
      writing.delete(workspaceId)
    }
  }

  const flush = (): Promise<void> =>
    inTurn(async () => {
      const nowMs = services.now().getTime()
      for (const [id, { untilMs }] of watched) if (untilMs <= nowMs) watched.delete(id)
      const failures: unknown[] = []
      for (const id of new Set([...waiting.keys(), ...watched.keys()])) {
        await write(id).catch((error: unknown) => failures.push(error))
      }
      if (failures.length > 0) throw failures[0]
    })
  const timer = setInterval(() => {
    flush().catch((error: unknown) => services.log.warn('could not write outcomes', { component: 'ingest', error }))
  }, flushMs)
  timer.unref()

  return {
    countOutcome: ({ workspaceId, projectId }, outcome) => {
      const { category, reason, quantity, by } = boundedNames(outcome)
      if (quantity <= 0) return
      const count = { projectId, category, reason, quantity, by, hour: hourOf(services.now()) }
      add(countsOf(workspaceId).outcomes, repo.outcomeKey(count), count)
    },
    use: ({ workspaceId, projectId, keyId }, category, quantity) => {
      const use = { projectId, keyId, category, day: periodStart('day', services.now()), quantity }
      add(countsOf(workspaceId).uses, repo.useKey(use), use)
    },
    used: (whose, scope, category, period) => {
      const start = periodStart(period, services.now())
      const total =
        watched.get(whose.workspaceId)?.totals.get(repo.totalKey(whose, scope, category, period, start)) ?? 0
      const isOurs = (use: repo.Use) =>
        use.category === category &&
        (period === 'day' ? use.day === start : use.day.slice(0, 7) === start.slice(0, 7)) &&
        (scope === 'workspace' || (scope === 'project' ? use.projectId === whose.projectId : use.keyId === whose.keyId))
      const unwritten = [waiting, writing].flatMap((map) => [...(map.get(whose.workspaceId)?.uses.values() ?? [])])
      return unwritten.filter(isOurs).reduce((sum, { quantity }) => sum + quantity, total)
    },
    load: async (workspaceId) => {
      const untilMs = services.now().getTime() + watchMs
      const known = watched.get(workspaceId)
      if (known) known.untilMs = untilMs
      else
        await inTurn(async () => {
          if (watched.has(workspaceId)) return
          const totals = await inTransaction(systemContext(services, workspaceId, 'usage'), repo.totals)
          watched.set(workspaceId, { totals, untilMs })
        })
    },
    flush,
    drain: async () => {
      clearInterval(timer)
      await flush()
    },
  }
}

function add<T extends { quantity: number }>(sums: Map<string, T>, key: string, count: T): void {
  const sum = sums.get(key)
  if (sum) sum.quantity += count.quantity
  else sums.set(key, { ...count })
}

const hourOf = (at: Date) => new Date(Math.floor(at.getTime() / 3_600_000) * 3_600_000)
