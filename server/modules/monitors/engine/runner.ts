/** Runs the checks of this server at their slots. One process does at a time; the others wait for its lease to end. */
import { hostname } from 'node:os'
import { monotonicMs } from '#platform/clock'
import { systemContext, type Services } from '#platform/context'
import { inTransaction } from '#platform/database'
import { newHexKey } from '#platform/ids'
import { runCheck, type CheckResult, type CheckSpec } from '../checks/index.ts'
import { recordResults, type CheckReport } from '../record-results.ts'
import * as troubles from './follow-repo.ts'
import { isNetworkFailure, looksLikeUs, looksWell, mayBeUs, seenAs, windowMs, type Seen } from './is-it-us.ts'
import { createLanes, laneOf } from './lanes.ts'
import { claimSlots, holdLease, leaseMs, releaseLease } from './lease.ts'
import { listTroubled, loadChanged, type Loaded } from './load.ts'
import { firstSlot, nextSlot } from './slots.ts'
import { wakeFollowing } from './wake.ts'

export type CheckRunner = {
  /** Keeps the lease and looks for monitors that changed; to be called every few seconds. */
  look(services: Services): Promise<void>
  /** Begins nothing more, and waits for what was found to be stored. */
  stop(): Promise<void>
}

export type RunnerOptions = {
  /** Told how late each check began. */
  onStart?: (lateMs: number) => void
  /** Whether something is reached that is up if the network of this server is; undefined: nobody can be asked. */
  reachesCanary?: (services: Services) => Promise<boolean | undefined>
  check?: typeof runCheck
}

type Item = Loaded & {
  slot: Date
  runAt: Date
  /** Taken, and not ended: a monitor is checked once at a time. */
  busy: boolean
  failuresInRow: number
  successesInRow: number
  isDown: boolean
  lastMs: number | undefined
  refused: number
}

type Found = { item: Item; report: CheckReport }

const passMs = 250
/** Slots are taken so long before they come: the database is asked once for all of a second. */
const aheadMs = 1000
const flushMs = 250
const maxFlush = 2000
/** Results that wait while a store is away; the oldest go first. About 1 KiB each. */
const maxWaiting = 50_000
const fullLoadMs = 5 * 60_000
/** A monitor of which no slot can be taken so often is gone, or somebody else's. */
const maxRefused = 3

export function createCheckRunner(options: RunnerOptions = {}): CheckRunner {
  const { onStart, reachesCanary = nobody, check = runCheck } = options
  const holder = `${hostname()} ${process.pid} ${newHexKey(4)}`
  const items = new Map<string, Item>()
  const lanes = createLanes()
  const ending = new AbortController()
  const timers = new Set<NodeJS.Timeout>()
  let found: Found[] = []
  let seen: Seen[] = []
  let epoch: number | undefined
  let heldAtMs = 0
  let loadedUntil: Date | undefined
  let fullLoadAtMs = 0
  let isUs = false
  const troubled = new Set<string>()
  let passing: Promise<void> | undefined
  let flushing: Promise<void> | undefined
  let loops: NodeJS.Timeout[] = []
  let services: Services | undefined

  const holds = (): boolean => epoch !== undefined && monotonicMs() - heldAtMs < leaseMs - 2000

  async function look(given: Services): Promise<void> {
    if (ending.signal.aborted) return
    services = given
    const askedAtMs = monotonicMs()
    const held = await holdLease(given, holder)
    if (held === undefined) return letGo()
    if (held !== epoch) {
      letGo()
      epoch = held
      for (const workspaceId of await listTroubled(given)) troubled.add(workspaceId)
    }
    heldAtMs = askedAtMs
    await load(given)
    if (loops.length === 0 && !ending.signal.aborted) {
      loops = [setInterval(() => begin(pass, 'pass'), passMs), setInterval(() => begin(flush, 'flush'), flushMs)]
    }
  }

  /** Somebody else runs them: what was found is stored still, and refused where it is not the newest. */
  function letGo(): void {
    epoch = undefined
    loadedUntil = undefined
    for (const timer of timers) clearTimeout(timer)
    timers.clear()
    items.clear()
  }

  async function load(given: Services): Promise<void> {
    const full = loadedUntil === undefined || monotonicMs() - fullLoadAtMs > fullLoadMs
    const since = full ? undefined : loadedUntil
    const { monitors, listed, gone, until } = await loadChanged(given, since, (id) => items.get(id)?.version)
    const now = given.now()
    for (const monitor of monitors) {
      const known = items.get(monitor.monitorId)
      const { slot, runAt } = firstSlot(monitor.monitorId, monitor.intervalMs, monitor.claimedAt, now)
      const fresh = { failuresInRow: 0, successesInRow: 0, isDown: false, lastMs: undefined, refused: 0 }
      items.set(monitor.monitorId, { ...fresh, ...monitor, slot, runAt, busy: known?.busy ?? false })
    }
    for (const id of gone) items.delete(id)
    if (full) {
      const all = new Set(listed)
      for (const id of items.keys()) if (!all.has(id)) items.delete(id)
      fullLoadAtMs = monotonicMs()
    }
    loadedUntil = until
  }

  function begin(work: (services: Services) => Promise<void>, what: 'pass' | 'flush'): void {
    const given = services
    if (given === undefined || (what === 'pass' ? passing : flushing)) return
    const promise = work(given)
      .catch((error: unknown) => given.log.warn('checks are held up', { component: 'checks', error }))
      .finally(() => {
        if (what === 'pass') passing = undefined
        else flushing = undefined
      })
    if (what === 'pass') passing = promise
    else flushing = promise
  }

  async function pass(given: Services): Promise<void> {
    if (!holds() || epoch === undefined || ending.signal.aborted) return
    const now = given.now()
    const untilMs = now.getTime() + aheadMs
    const due = [...items.values()].filter((item) => !item.busy && item.runAt.getTime() <= untilMs)
    if (due.length === 0) return
    const taken = await claimSlots(
      given,
      epoch,
      due.map(({ workspaceId, monitorId, slot, intervalMs }) => ({ workspaceId, monitorId, at: slot, intervalMs })),
    )
    for (const item of due) {
      if (taken.has(item.monitorId)) plan(given, item)
      else if (++item.refused >= maxRefused) items.delete(item.monitorId)
      else advance(given, item, item.slot)
    }
  }

  function plan(given: Services, item: Item): void {
    const { slot, runAt } = item
    item.busy = true
    item.refused = 0
    advance(given, item, slot)
    const timer = setTimeout(
      () => {
        timers.delete(timer)
        lanes.run(laneOf(item.spec.type, item.lastMs), item.workspaceId, () => runOne(given, item, slot, runAt))
      },
      Math.max(0, runAt.getTime() - given.now().getTime()),
    )
    timers.add(timer)
  }

  /** To the slot after this one; those that are over are not made up for. */
  function advance(given: Services, item: Item, slot: Date): void {
    const { monitorId, intervalMs } = item
    const after = Math.max(slot.getTime(), given.now().getTime() - intervalMs / 2)
    item.slot = nextSlot(monitorId, intervalMs, new Date(after))
    item.runAt = item.slot
  }

  async function runOne(given: Services, item: Item, slot: Date, runAt: Date): Promise<void> {
    const startedAt = given.now()
    const lateMs = startedAt.getTime() - runAt.getTime()
    onStart?.(lateMs)
    const result = lateMs > item.intervalMs ? tooLate : await checkOnce(given, item.spec, item.timeoutMs)
    item.busy = false
    // A check that the end of the program cut off says nothing; its slot is missed.
    if (result.code === 'stopped') return
    item.lastMs = given.now().getTime() - startedAt.getTime()
    count(given, item, slot, result)
    const { monitorId } = item
    found.push({ item, report: { monitorId, probeId: null, scheduledAt: slot, startedAt, result } })
  }

  async function checkOnce(given: Services, spec: CheckSpec, timeoutMs: number): Promise<CheckResult> {
    try {
      return await check(given, spec, { timeoutMs, now: given.now, signal: ending.signal })
    } catch (error) {
      // A bug of ours must not stop the others, and is no news about the target.
      given.log.error('a check threw', { component: 'checks', error, operation: spec.type })
      return { outcome: 'unknown', latencyMs: null, reason: 'the check failed here', code: 'internal', facts: {} }
    }
  }

  /** What is not confirmed is looked at again sooner. */
  function count(given: Services, item: Item, slot: Date, { outcome }: CheckResult): void {
    if (outcome === 'unknown') return
    const failed = outcome === 'down'
    item.failuresInRow = failed ? item.failuresInRow + 1 : 0
    item.successesInRow = failed ? 0 : item.successesInRow + 1
    if (item.failuresInRow >= item.failuresToOpen) item.isDown = true
    if (item.successesInRow >= item.successesToResolve) item.isDown = false
    if (failed === item.isDown) return
    const retryAt = new Date(Math.max(given.now().getTime(), slot.getTime() + item.retryMs))
    if (retryAt.getTime() + aheadMs < item.slot.getTime()) {
      item.slot = retryAt
      item.runAt = retryAt
    }
  }

  async function flush(given: Services): Promise<void> {
    const batch = found.slice(0, maxFlush)
    if (batch.length === 0) return
    found = found.slice(batch.length)
    try {
      await ask(given, batch)
      await store(given, batch)
    } catch (error) {
      found = [...batch, ...found]
      const dropped = found.length - maxWaiting
      if (dropped > 0) {
        found = found.slice(dropped)
        given.log.error('results of checks were lost: a store is away for too long', {
          component: 'checks',
          count: dropped,
        })
      }
      throw error
    }
  }

  async function store(given: Services, batch: readonly Found[]): Promise<void> {
    for (const [workspaceId, own] of Map.groupBy(batch, ({ item }) => item.workspaceId)) {
      const ctx = systemContext(given, workspaceId, 'checks')
      const reports = own.map(({ report }) => (isUs && isNetworkFailure(report.result) ? blameless(report) : report))
      await recordResults(ctx, reports)
    }
  }

  /** Decides whether failures of this batch are ours. */
  async function ask(given: Services, batch: readonly Found[]): Promise<void> {
    const atMs = monotonicMs()
    const now = batch.map(({ item, report: { result } }): Seen => {
      const outcome = seenAs(result, item.wasReached)
      return { monitorId: item.monitorId, target: item.target, atMs, outcome }
    })
    seen = [...seen.filter((one) => atMs - one.atMs < windowMs), ...now].slice(-maxWaiting)
    const reached = now.filter(({ outcome }) => outcome === 'reached').length
    if (isUs) {
      const failed = batch.filter(({ report }) => isNetworkFailure(report.result)).length
      if ((await reachesCanary(given)) ?? looksWell(reached, failed)) isUs = false
    } else if (looksLikeUs(seen)) {
      isUs = !(await reachesCanary(given))
    } else if (mayBeUs(seen)) {
      isUs = (await reachesCanary(given)) === false
    }
    if (isUs) await sayTrouble(given, batch)
    else if (reached > 0) await endTroubles(given)
    // What was reached before the trouble counts as reached when it is over.
    if (!isUs) for (const { item, report } of batch) item.wasReached = seenAs(report.result, true) === 'reached'
  }

  async function sayTrouble(given: Services, batch: readonly Found[]): Promise<void> {
    for (const { item, report } of batch) {
      if (troubled.has(item.workspaceId) || !isNetworkFailure(report.result)) continue
      const ctx = systemContext(given, item.workspaceId, 'checks')
      await inTransaction(ctx, async (tx) => {
        await troubles.beginTrouble(tx, item.projectId, tx.now())
        await wakeFollowing(tx)
      })
      troubled.add(item.workspaceId)
      given.log.warn('the network of this server seems to be cut: checks are unknown', { component: 'checks' })
    }
  }

  async function endTroubles(given: Services): Promise<void> {
    for (const workspaceId of troubled) {
      await inTransaction(systemContext(given, workspaceId, 'checks'), async (tx) => {
        if (await troubles.endTrouble(tx, tx.now())) await wakeFollowing(tx)
      })
      troubled.delete(workspaceId)
    }
  }

  return {
    look,
    stop: async () => {
      ending.abort()
      for (const loop of loops) clearInterval(loop)
      for (const timer of timers) clearTimeout(timer)
      timers.clear()
      await passing
      await flushing
      const given = services
      if (given === undefined) return
      // Those that run end at the signal.
      for (let wait = 0; lanes.running() > 0 && wait < 40; wait++) await new Promise((done) => setTimeout(done, 50))
      await flush(given).catch((error: unknown) =>
        given.log.warn('the last results of checks were not stored', { component: 'checks', error }),
      )
      if (epoch !== undefined) await releaseLease(given, holder)
    },
  }
}

const nobody = () => Promise.resolve(undefined)

const tooLate: CheckResult = {
  ...{ outcome: 'unknown', latencyMs: null, code: 'internal', facts: {} },
  reason: 'this server was too busy to check in time',
}

function blameless(report: CheckReport): CheckReport {
  const reason = 'the network of this server seems to be cut'
  return { ...report, result: { ...report.result, outcome: 'unknown', code: 'internal', reason } }
}
