/**
 * Works off what waits, several at a time: claims ahead, so that nobody waits for the database, and writes results down
 * in groups, each as soon as the one before is committed. A worker takes its next delivery only when the result of the
 * last one is committed, so that a process that dies leaves at most `atOnce` deliveries whose end nobody knows.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { monotonicMs } from '#platform/clock'

export type WorkOff<Row, Result> = {
  atOnce: number
  /** What is claimed and not begun after this long is given back: its lease would not last for an attempt. */
  freshMs: number
  /** After this long nothing new is begun. */
  runMs: number
  /** Answers none when nothing is due. */
  claim: (limit: number) => Promise<Row[]>
  attempt: (row: Row) => Promise<Result>
  record: (results: Result[]) => Promise<void>
  giveBack: (rows: Row[]) => Promise<void>
}

/** How many are claimed together; the first time it is not known yet how fast they go. */
const maxClaim = 500
/** A claim is to be worked off in about this time, well within `freshMs`. */
const aimMs = 2_000

/** Resolves when nothing more is due, or the time is up. Rejects with the first error of any part, the others ended. */
export async function workOff<Row, Result>(work: WorkOff<Row, Result>): Promise<void> {
  const ends = monotonicMs() + work.runMs
  const rows = claimAhead(work, ends)
  const record = inGroups(work.record)
  let broken = false
  async function worker(): Promise<void> {
    for (;;) {
      const row = broken ? undefined : await rows.next()
      if (row === undefined) return
      try {
        await record(await work.attempt(row))
      } catch (error) {
        broken = true
        throw error
      }
    }
  }
  const results = await Promise.allSettled(Array.from({ length: work.atOnce }, worker))
  await rows.end()
  const failed = results.find((result) => result.status === 'rejected')
  if (failed) throw failed.reason
}

function claimAhead<Row, Result>(work: WorkOff<Row, Result>, ends: number) {
  let waiting: { row: Row; claimedAt: number }[] = []
  let size = work.atOnce * 2
  let claiming: Promise<void> | undefined
  let isExhausted = false
  let lastClaimAt = monotonicMs()

  async function claim(): Promise<void> {
    const claimedAt = monotonicMs()
    // What the last claim took tells how much the next one may be.
    const tookMs = claimedAt - lastClaimAt
    if (tookMs < aimMs) size = Math.min(maxClaim, size * 2)
    else size = Math.max(work.atOnce, Math.round((size * aimMs) / tookMs))
    lastClaimAt = claimedAt
    const claimed = await work.claim(size)
    isExhausted = claimed.length === 0
    waiting.push(...claimed.map((row) => ({ row, claimedAt })))
  }

  function startClaim(): Promise<void> {
    claiming ??= claim().finally(() => {
      claiming = undefined
    })
    return claiming
  }

  async function stale(): Promise<void> {
    const now = monotonicMs()
    const isStale = ({ claimedAt }: { claimedAt: number }) => now - claimedAt > work.freshMs
    const old = waiting.filter(isStale)
    if (old.length === 0) return
    waiting = waiting.filter((each) => !isStale(each))
    await work.giveBack(old.map(({ row }) => row))
  }

  return {
    async next(): Promise<Row | undefined> {
      for (;;) {
        if (monotonicMs() >= ends) return undefined
        await stale()
        const first = waiting.shift()
        if (first) {
          // Its error, if there is one, is met by whoever waits for it next.
          if (!isExhausted && waiting.length < size / 2) startClaim().catch(() => undefined)
          return first.row
        }
        if (isExhausted && !claiming) return undefined
        await startClaim()
        if (isExhausted && waiting.length === 0) return undefined
      }
    },
    async end(): Promise<void> {
      await claiming?.catch(() => undefined)
      const left = waiting.map(({ row }) => row)
      waiting = []
      if (left.length > 0) await work.giveBack(left)
    },
  }
}

/** So long a group waits for more: a transaction costs as much for one as for thirty. */
const gatherMs = 8

/** Resolves when the group that holds the result is written down. */
function inGroups<Result>(write: (results: Result[]) => Promise<void>): (result: Result) => Promise<void> {
  let gathering: { results: Result[]; written: Promise<void> } | undefined
  let writing: Promise<void> = Promise.resolve()
  return (result) => {
    if (!gathering) {
      const group: Result[] = []
      const written = writing
        .catch(() => undefined)
        .then(() => pause(gatherMs))
        .then(() => {
          gathering = undefined
          return write(group)
        })
      writing = written
      gathering = { results: group, written }
    }
    gathering.results.push(result)
    return gathering.written
  }
}
