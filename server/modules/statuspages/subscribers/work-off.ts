/**
 * Works off what waits, several at a time: claims ahead, so that nobody waits for the database, and writes results down
 * in groups, each as soon as the one before is committed. A worker takes its next delivery only when the result of the
 * last one is committed, so that a process that dies leaves at most `atOnce` deliveries whose end nobody knows.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { monotonicMs } from '#platform/clock'
import { createPace, type Sign } from './pace.ts'
import { createReady, createWaiters, type Claimed } from './ready.ts'

export type WorkOff<Row, Result> = {
  atOnce: number
  /** What is claimed and not begun after this long is given back: its lease would not last for an attempt. */
  freshMs: number
  /** After this long nothing new is begun. */
  runMs: number
  /** Answers none when nothing is due, but for what goes one of the ways `without`. */
  claim: (limit: number, without: readonly string[]) => Promise<Row[]>
  attempt: (row: Row) => Promise<Result>
  record: (results: Result[]) => Promise<void>
  giveBack: (rows: Row[]) => Promise<void>
  /** Without it all go their own way. */
  ways?: Ways<Row, Result>
}

/** Which rows go the same way, and how many may at a time; see pace.ts. */
export type Ways<Row, Result> = {
  most: number
  of: (row: Row) => string
  signOf: (result: Result) => Sign
  /** Nothing more is to go this way for a while; what was claimed for it was given back. */
  hold: (way: string) => Promise<void>
}

/** How many are claimed together; the first time it is not known yet how fast they go. */
const maxClaim = 500
/** A claim is to be worked off in about this time, well within `freshMs`. */
const aimMs = 2_000
/** So many lie ready at most, when those whose way is full are in front of the others. */
const maxReady = 2_000

/** Resolves when nothing more is due, or the time is up. Rejects with the first error of any part, the others ended. */
export async function workOff<Row, Result>(work: WorkOff<Row, Result>): Promise<void> {
  const rows = claimAhead(work)
  const record = inGroups(work.record, work.atOnce)
  async function worker(): Promise<void> {
    for (;;) {
      const row = await rows.next()
      if (row === undefined) return
      const begunMs = monotonicMs()
      const result = await work.attempt(row)
      await rows.left(row, result, monotonicMs() - begunMs)
      await record(result)
    }
  }
  const stopOnError = async (): Promise<void> => {
    try {
      await worker()
    } catch (error) {
      rows.stop()
      throw error
    }
  }
  const results = await Promise.allSettled(Array.from({ length: work.atOnce }, stopOnError))
  await rows.end()
  const failed = results.find((result) => result.status === 'rejected')
  if (failed) throw failed.reason
}

function claimAhead<Row, Result>(work: WorkOff<Row, Result>) {
  const { ways } = work
  const pace = ways && createPace(ways.most, monotonicMs)
  const wayOf = (row: Row): string => ways?.of(row) ?? ''
  const ready = createReady<Row>(wayOf)
  const waiters = createWaiters()
  let ends = monotonicMs() + work.runMs
  let size = work.atOnce * 2
  let claiming: Promise<void> | undefined
  /** Nothing is due, but for what goes one of the ways that were stuck when it was asked for. */
  let isExhausted = false
  let wasWithout = false
  let lastClaimAt = monotonicMs()

  async function claim(): Promise<void> {
    const claimedAt = monotonicMs()
    // What the last claim took tells how much the next one may be.
    const tookMs = claimedAt - lastClaimAt
    if (tookMs < aimMs) size = Math.min(maxClaim, size * 2)
    else size = Math.max(work.atOnce, Math.round((size * aimMs) / tookMs))
    lastClaimAt = claimedAt
    // More of what is stuck would only lie there too.
    const without = ready.ways().filter((way) => pace?.isStuck(way))
    const claimed = await work.claim(size, without)
    wasWithout = without.length > 0
    isExhausted = claimed.length === 0
    ready.add(claimed, claimedAt)
    waiters.wakeAll()
  }

  function startClaim(): Promise<void> {
    claiming ??= claim().finally(() => {
      claiming = undefined
    })
    return claiming
  }

  async function giveBackWhere(isOver: (each: Claimed<Row>) => boolean): Promise<void> {
    const over = ready.remove(isOver)
    if (over.length > 0) await work.giveBack(over)
  }

  return {
    async next(): Promise<Row | undefined> {
      for (;;) {
        const now = monotonicMs()
        if (now >= ends) return undefined
        if (ready.oldest() < now - work.freshMs) await giveBackWhere(({ claimedAt }) => now - claimedAt > work.freshMs)
        const row = ready.take((way) => pace?.enter(way) ?? true)
        if (row !== undefined) {
          // Its error, if there is one, is met by whoever waits for it next.
          if (!isExhausted && ready.size() < size / 2) startClaim().catch(() => undefined)
          return row
        }
        if (claiming || (!isExhausted && ready.size() < maxReady)) await startClaim()
        else if (ready.size() > 0) await waiters.wait(Math.min(1_000, ends - now))
        else if (wasWithout) isExhausted = false
        else return undefined
      }
    },
    /** An attempt has ended: others may go the same way, or none for a while. */
    async left(row: Row, result: Result, tookMs: number): Promise<void> {
      if (!pace || !ways) return
      const way = wayOf(row)
      const isToHold = pace.leave(way, ways.signOf(result), tookMs)
      waiters.wake()
      if (!isToHold) return
      await giveBackWhere((each) => wayOf(each.row) === way)
      await ways.hold(way)
    },
    stop(): void {
      ends = 0
      waiters.wakeAll()
    },
    async end(): Promise<void> {
      await claiming?.catch(() => undefined)
      await giveBackWhere(() => true)
    },
  }
}

/** So long a group waits for more: a transaction costs as much for one as for thirty. */
const gatherMs = 25

/**
 * Resolves when the group that holds the result is written down. A group is full with two thirds of all that are at work:
 * the others keep the connections busy meanwhile.
 */
function inGroups<Result>(
  write: (results: Result[]) => Promise<void>,
  atOnce: number,
): (result: Result) => Promise<void> {
  const fullSize = Math.max(1, Math.floor((atOnce * 2) / 3))
  let gathering: { results: Result[]; full: PromiseWithResolvers<void>; written: Promise<void> } | undefined
  let writing: Promise<void> = Promise.resolve()
  return (result) => {
    if (!gathering) {
      const group: Result[] = []
      const full = Promise.withResolvers<void>()
      const written = Promise.all([
        writing.catch(() => undefined),
        Promise.race([full.promise, pause(gatherMs, undefined)]),
      ]).then(() => {
        gathering = undefined
        return write(group)
      })
      writing = written
      gathering = { results: group, full, written }
    }
    gathering.results.push(result)
    if (gathering.results.length >= fullSize) gathering.full.resolve()
    return gathering.written
  }
}
