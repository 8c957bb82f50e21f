/**
 * What of samples was written since somebody read them, so that what was read may be kept in memory and is never
 * answered with where it no longer holds. Only a process that knows of every write can say that (ADR 0059).
 */
import { monotonicMs, type Clock } from '#platform/clock'
import type { Columns } from '#platform/columns'
import { rowsOfMetrics, sizeOf, type WrittenRows } from './written-rows.ts'

/**
 * `mark`: of now. Since the mark that was asked about, nothing before `fromMs` was written (−Infinity: anything may have
 * been), and native histograms, or names of series, only where it says so.
 */
export type Since = {
  mark: number
  /** What the clock shows. */
  nowMs: number
  /** All samples since the mark of the metrics that were asked for; undefined: not known, or too many. */
  rows: WrittenRows | undefined
} & Changed

/** The earliest time of what was written; `series`: names of series, for a day on which they had none yet. */
type Changed = { fromMs: number; histograms: boolean; series: boolean }

export type Written = Changed & { rows: WrittenRows | undefined }

export type SampleChanges = {
  /** They are in the store; said before anybody is told that they are. */
  wrote(workspaceId: string, written: () => Written): void
  /** A write failed: it may be there, come yet, or never. */
  lost(): void
  /**
   * What has changed since `mark`, undefined: of somebody who has read nothing yet. Undefined: nobody can know. `hashes`:
   * of the metrics whose samples are asked for.
   */
  since(workspaceId: string, mark: number | undefined, hashes?: readonly number[]): Since | undefined
  /** Calls when what was kept must go at once: rows were erased. */
  onErased(listener: () => void): void
}

/** Longer than an insert may take, whoever waits for it. */
const unsureMs = 120_000
/** Who has not asked for so long has nothing that is worth keeping. */
const watchedMs = 15 * 60_000
/** Of a workspace; older ones are told together, which says more than was written and never less. */
const maxWrites = 512

/** Samples of all workspaces that are held, some 28 bytes each: those of the last seconds or minutes. */
const maxRows = 1_000_000
/** What a write takes besides its samples, in samples: a million small ones must not take a gigabyte. */
const rowsOfWrite = 32
/** Samples that are told at once: more of them are sooner read from the store than put in order here. */
const maxTold = 100_000

/** Emptied when there are too many rows. */
type Piece = { rows: WrittenRows | undefined }
type Write = Changed & { mark: number; pieces: readonly Piece[] }
type Watched = { since: number; askedAtMs: number; writes: Write[] }

/** Tables whose rows are samples, or say whose they are. */
const tables = new Set(['metric_samples', 'metric_histograms', 'metric_series'])

type Sources = { columns: Pick<Columns, 'onRewritten'>; now: Clock }

/** Undefined where other processes may write into the store as well. */
export function createSampleChanges({ columns, now }: Sources): SampleChanges | undefined {
  if (!columns.onRewritten) return undefined
  const watched = new Map<string, Watched>()
  // In the order in which they were written.
  const pieces = new Set<Piece>()
  let rowsHeld = 0
  const listeners: (() => void)[] = []
  let mark = 0
  let unsureUntilMs = -Infinity

  const forget = (): void => {
    mark += 1
    watched.clear()
    pieces.clear()
    rowsHeld = 0
  }

  const hold = (rows: WrittenRows | undefined): Piece => {
    const piece = { rows }
    if (!rows) return piece
    pieces.add(piece)
    rowsHeld += costOf(rows)
    for (const oldest of pieces) {
      if (rowsHeld <= maxRows) break
      rowsHeld -= oldest.rows ? costOf(oldest.rows) : 0
      oldest.rows = undefined
      pieces.delete(oldest)
    }
    return piece
  }

  columns.onRewritten((table) => {
    if (table !== undefined && !tables.has(table)) return
    forget()
    for (const listener of listeners) listener()
  })

  return {
    wrote: (workspaceId, written) => {
      const own = watched.get(workspaceId)
      if (!own) return
      if (monotonicMs() - own.askedAtMs > watchedMs) return void watched.delete(workspaceId)
      mark += 1
      const { rows, ...changed } = written()
      own.writes.push({ mark, ...changed, pieces: rows && sizeOf(rows) === 0 ? [] : [hold(rows)] })
      if (own.writes.length > maxWrites) own.writes = pairwise(own.writes)
    },
    lost: () => {
      forget()
      unsureUntilMs = monotonicMs() + unsureMs
    },
    since: (workspaceId, asked, hashes) => {
      const nowMs = monotonicMs()
      if (nowMs < unsureUntilMs) return undefined
      const own = watched.get(workspaceId) ?? { since: mark, askedAtMs: nowMs, writes: [] }
      own.askedAtMs = nowMs
      watched.set(workspaceId, own)
      const is = { mark, nowMs: now().getTime() }
      if (asked === undefined || asked < own.since) return { ...is, ...anything }
      const after = own.writes.filter((write) => write.mark > asked)
      return { ...is, ...together(after), rows: hashes && rowsOf(after, hashes) }
    },
    onErased: (listener) => void listeners.push(listener),
  }
}

const costOf = (rows: WrittenRows): number => sizeOf(rows) + rowsOfWrite

const anything = { fromMs: -Infinity, histograms: true, series: true, rows: undefined }

function rowsOf(writes: readonly Write[], hashes: readonly number[]): WrittenRows | undefined {
  const rows: WrittenRows[] = []
  for (const piece of writes.flatMap(({ pieces }) => pieces)) {
    if (!piece.rows) return undefined
    rows.push(piece.rows)
  }
  return rowsOfMetrics(rows, new Set(hashes), maxTold)
}

const together = (writes: readonly Changed[]): Changed => ({
  fromMs: Math.min(Infinity, ...writes.map(({ fromMs }) => fromMs)),
  histograms: writes.some(({ histograms }) => histograms),
  series: writes.some(({ series }) => series),
})

const gone: Piece = { rows: undefined }

/** Under the later mark of two: whoever knows only the first of them takes both for new. Where one piece is gone the others are of no use. */
const pairwise = (writes: readonly Write[]): Write[] =>
  writes.flatMap((write, at) => {
    if (at % 2 === 1) return []
    const next = writes[at + 1] ?? write
    const pieces = next === write ? write.pieces : [...write.pieces, ...next.pieces]
    const isGone = pieces.some(({ rows }) => rows === undefined)
    return [{ mark: next.mark, ...together([write, next]), pieces: isGone ? [gone] : pieces }]
  })
