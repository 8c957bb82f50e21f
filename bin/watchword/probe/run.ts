/** The work of a probe: ask what to check, check it when it is time, hand in what was found. */
import { setTimeout as wait } from 'node:timers/promises'
import { monotonicMs, type Clock } from '#platform/clock'
import type { Egress } from '#platform/egress'
import type { Log } from '#platform/log'
import { checkSpec, checkTypes, runCheck } from '../../../server/modules/monitors/checks/index.ts'
import type { AskedAssignment } from '../../../server/modules/monitors/probes/protocol.ts'
import type { Buffer, Waiting } from './buffer.ts'
import { Away, type Assigned, type Link } from './link.ts'

export type ProbeOptions = {
  now: Clock
  log: Log
  version: string
  stop: AbortSignal
  concurrency: number
  buffer: Buffer
  link: Link
  egress: Egress
  /** For tests; otherwise every fifteen and every five seconds. */
  askEveryMs?: number
  handInEveryMs?: number
}

type Planned = AskedAssignment & { dueAt: number }

/** Ends when it is stopped, after what was found is handed in or kept. Throws Refused. */
export async function runProbe(options: ProbeOptions): Promise<void> {
  const { stop, log, link, buffer, now, version } = options
  /** The server's clock minus ours; slots are the server's. */
  let offsetMs = 0
  const serverNow = () => new Date(now().getTime() + offsetMs)
  const plan = new Map<string, Planned>()
  const found: Waiting[] = []
  const running = new Set<string>()
  let isAway = false

  const ask = async () => {
    const sentAt = now()
    const startedAt = monotonicMs()
    const answer = await link.ask({ version, types: checkTypes, sentAt, waitingResults: buffer.count() + found.length })
    // The server's time is that of the middle of the exchange, as near as one can know.
    offsetMs = answer.serverTime.getTime() - (sentAt.getTime() + (monotonicMs() - startedAt) / 2)
    if (plan.size !== answer.assignments.length) log.info('checks were assigned', { count: answer.assignments.length })
    replan(plan, answer)
  }

  const handIn = async () => {
    if (found.length > 0) await buffer.keep(found.splice(0))
    const pruned = await buffer.prune()
    if (pruned > 0) log.warn('files of results were too old to be handed in, or too many', { count: pruned })
    for (let next = await buffer.first(); next; next = await buffer.first()) {
      const { refused } = await link.handIn({ results: next.results })
      if (refused > 0) log.info('results that the server did not want', { count: refused })
      await buffer.drop(next.name)
    }
  }

  const perform = async (planned: Planned, scheduledAt: Date) => {
    const startedAt = serverNow()
    const { monitorId, timeoutMs } = planned
    running.add(monitorId)
    const spec = checkSpec.safeParse(planned.spec)
    // A spec that is newer than this program: it was not run, and nobody says that it was.
    if (spec.success) {
      const result = await runCheck(options, spec.data, { timeoutMs, now: serverNow, signal: stop })
      if (result.code !== 'stopped') {
        found.push({ monitorId, scheduledAt: scheduledAt.toISOString(), startedAt: startedAt.toISOString(), result })
      }
    } else log.warn(`a check of the type ${planned.spec.type} is too new for this probe`)
    running.delete(monitorId)
  }

  /** One check of a monitor at a time; slots that passed meanwhile are not made up for. */
  const startDue = () => {
    const at = serverNow().getTime()
    for (const planned of plan.values()) {
      if (planned.dueAt > at) continue
      const intervalMs = planned.intervalSeconds * 1000
      const slot = planned.dueAt + Math.floor((at - planned.dueAt) / intervalMs) * intervalMs
      const isRunning = running.has(planned.monitorId)
      // Its slot waits for a place; later ones of it do not pile up behind it.
      if (!isRunning && running.size >= options.concurrency) continue
      planned.dueAt = slot + intervalMs
      if (isRunning) continue
      void perform(planned, new Date(slot)).catch((error: unknown) => log.error('a check failed', { error }))
    }
  }

  // When one of the two loops fails, the other one ends too.
  const failure = new AbortController()
  const ended = AbortSignal.any([stop, failure.signal])
  const every = async (everyMs: number, work: () => Promise<void>) => {
    while (!ended.aborted) {
      try {
        await work()
        if (isAway) log.info('the server is back')
        isAway = false
      } catch (error) {
        if (!(error instanceof Away)) {
          failure.abort()
          throw error
        }
        if (!isAway) log.warn(`${error.message}; results are kept for 24 hours`)
        isAway = true
      }
      await wait(everyMs, undefined, { signal: ended }).catch(() => undefined)
    }
  }
  const timer = setInterval(startDue, tickMs)
  try {
    await Promise.all([every(options.askEveryMs ?? 15_000, ask), every(options.handInEveryMs ?? 5_000, handIn)])
    await handIn().catch((error: unknown) => {
      if (!(error instanceof Away)) throw error
    })
  } finally {
    clearInterval(timer)
  }
}

const tickMs = 50

/**
 * What is planned stays planned, unless the monitor was changed or a clock jumped; what is no longer assigned is
 * dropped.
 */
function replan(plan: Map<string, Planned>, { assignments }: Assigned): void {
  const ids = new Set(assignments.map(({ monitorId }) => monitorId))
  for (const id of plan.keys()) if (!ids.has(id)) plan.delete(id)
  for (const assignment of assignments) {
    const known = plan.get(assignment.monitorId)
    const dueAt = assignment.nextAt.getTime()
    const jumped = known && Math.abs(known.dueAt - dueAt) > assignment.intervalSeconds * 2000
    if (!known || jumped || known.version !== assignment.version)
      plan.set(assignment.monitorId, { ...assignment, dueAt })
  }
}
