/**
 * What an expression gave at each step of the past, as the live evaluation would have been answered: asked of many
 * steps at once, and of single ones where only that tells.
 */
import { PromqlError, type Labels } from '#modules/metrics'
import type { QueriedVector } from '../rules/evaluate-group.ts'
import type { VectorElement } from '../rules/templates/expand.ts'
import { presenceOf } from './presence.ts'

/** Both ends included. */
export type Steps = { startMs: number; endMs: number; stepMs: number }

export type FoundSeries = {
  labels: Labels
  points: readonly { timeMs: number; value: VectorElement['value'] }[]
}

/** Where the past is asked for: everything that it reads belongs to one workspace. Throws PromqlError. */
export type PastHost = {
  queryRange: (expression: string, steps: Steps) => Promise<readonly FoundSeries[]>
  query: (expression: string, atMs: number) => Promise<QueriedVector>
}

export type Past = {
  /**
   * Loads a stretch, or as much of its beginning as can be asked at once: what fails in one step only must not take
   * those around it along. Answers its last step; throws PromqlError for what no data can help.
   */
  load(steps: Steps): Promise<number>
  /** Of a step that was loaded. `isWatched`: alerts are on their way, so that the count of series must be right. */
  at(atMs: number, isWatched: boolean): Promise<QueriedVector>
}

/** Refused whatever the data. */
const hopeless = new Set<PromqlError['kind']>(['parse', 'canceled'])

export function createPast(expr: string, stepMs: number, host: PastHost): Past {
  const presence = presenceOf(expr)
  let elements = new Map<number, VectorElement[]>()
  /** Of the step that was loaded alone and failed. */
  let error: PromqlError | undefined
  let present: ReadonlySet<number> = new Set()
  /** Until then nothing is there, not even the mark of an end; the next question looks so many steps ahead. */
  let quiet = { untilMs: Number.NEGATIVE_INFINITY, steps: 0 }

  /** Of the last stretch that could be asked at once. */
  let size: number | undefined

  async function load({ startMs, endMs }: Steps): Promise<number> {
    elements = new Map()
    error = undefined
    present = new Set()
    if (presence.kind === 'stepwise') return startMs
    // Larger again, but not at once as large as what failed.
    for (let most = size === undefined ? Number.POSITIVE_INFINITY : size * 2; ; most = size / 2) {
      const last = Math.min(Math.floor((endMs - startMs) / stepMs), Math.max(0, Math.ceil(most) - 1))
      const steps = { startMs, endMs: startMs + last * stepMs, stepMs }
      size = last + 1
      if (await loadPart(steps)) {
        if (presence.kind === 'asked') present = await presentIn(presence.over(0), steps)
        return steps.endMs
      }
      if (last === 0) return startMs
    }
  }

  /** Answers whether all of it could be asked. */
  async function loadPart(steps: Steps): Promise<boolean> {
    try {
      for (const { labels, points } of await host.queryRange(expr, steps)) {
        for (const { timeMs, value } of points) {
          const at = elements.get(timeMs)
          if (at) at.push({ labels, value })
          else elements.set(timeMs, [{ labels, value }])
        }
      }
      error = undefined
      return true
    } catch (refused) {
      if (!(refused instanceof PromqlError) || hopeless.has(refused.kind)) throw refused
      error = refused
      return false
    }
  }

  async function presentIn(asked: string, steps: Steps): Promise<ReadonlySet<number>> {
    const series = await host.queryRange(asked, steps)
    return new Set(series.flatMap(({ points }) => points.map(({ timeMs }) => timeMs)))
  }

  /** The longer nothing is there, the further one question looks. */
  async function isQuiet(atMs: number): Promise<boolean> {
    if (atMs <= quiet.untilMs) return quiet.steps > 0
    if (presence.kind !== 'asked' || quiet.steps === 0) return false
    const aheadMs = quiet.steps * stepMs
    const { seriesRead } = await host.query(presence.over(aheadMs), atMs + aheadMs)
    quiet = seriesRead === 0 ? { untilMs: atMs + aheadMs, steps: quiet.steps * 2 } : { untilMs: atMs, steps: 0 }
    return seriesRead === 0
  }

  return {
    load,
    async at(atMs, isWatched) {
      if (presence.kind === 'stepwise') return host.query(expr, atMs)
      if (error) throw error
      const found = elements.get(atMs) ?? []
      if (presence.kind === 'nothing') return { elements: found, seriesRead: -1 }
      const isPresent = present.has(atMs)
      if (isPresent) quiet = { untilMs: atMs, steps: 0 }
      if (found.length > 0) return { elements: found, seriesRead: isPresent ? 1 : 0 }
      // Whether they ended, went quiet or are well decides about alerts that are on their way.
      if (isPresent) return isWatched ? host.query(expr, atMs) : { elements: found, seriesRead: 1 }
      // A series that has ended is still there for as long as the mark of its end is in sight, which no query counts.
      if (await isQuiet(atMs)) return { elements: found, seriesRead: 0 }
      const exact = await host.query(expr, atMs)
      quiet = { untilMs: atMs, steps: exact.seriesRead === 0 ? 1 : 0 }
      return exact
    },
  }
}
