/** `info`: adds labels of info series, which share `instance` and `job` with a series. Experimental. Source: info.go. */
import { executionError } from '../../errors.ts'
import {
  type Labels,
  dropMetadata,
  describeLabels,
  keepLabels,
  labelValue,
  labelsKey,
  labelsOf,
  metricName,
} from '../../labels.ts'
import { matcherOf, matchesAll } from '../../matchers.ts'
import type { Matcher } from '../../queryable.ts'
import { type Expression, type Selector, childrenOf, unwrap } from '../../syntax/index.ts'
import { type Grid, type StepSeries, absent, emptySeries, histogramValue, put, valueAt, withSamples } from '../data.ts'
import { nameOf } from '../columns.ts'
import { type Run, type TimeShift, timeShift } from '../run.ts'
import { selectInstant } from '../select.ts'
import { type CallFunction, vector, vectorArg } from './call.ts'

const identifying: ReadonlySet<string> = new Set(['instance', 'job'])

/** An info series with the times of its samples in seconds. */
type Info = { labels: Labels; present: Uint8Array; times: Float64Array }

export const info: CallFunction = async (input) => {
  const { run, node, grid } = input
  const second = node.args[1] && unwrap(node.args[1])
  const given = second?.kind === 'selector' ? second.matchers : []
  const names = nameMatchers(given)
  const data = given.filter(({ name }) => name !== metricName)
  const base = vectorArg(input, 0)
  const shift = node.args[0] ? shiftWithin(run, node.args[0], { pinnedMs: undefined, offsetMs: 0 }) : undefined
  const infos = await readInfos(run, [...names, ...data], grid, shift)
  const result = new Map<string, StepSeries>()
  for (const series of base) {
    run.budget.check()
    const isInfo = matchesAll(series.labels, names)
    const candidates = isInfo ? [] : (infos.get(identityOf(series.labels)) ?? [])
    for (let step = 0; step < grid.count; step++) {
      const value = valueAt(series, step)
      if (value === undefined) continue
      const labels = isInfo ? series.labels : enriched(series.labels, candidates, data, step)
      if (!labels) continue
      const key = `${series.dropName ? 1 : 0}${labelsKey(labels)}`
      let target = result.get(key)
      if (!target) {
        run.budget.hold(grid.count)
        target = emptySeries(labels, series.dropName, grid.count)
        result.set(key, target)
      }
      put(target, step, value)
    }
  }
  return vector(withSamples([...result.values()]))
}

/** `target_info` where nothing is said; anything that ends as an info series where only is said what it is not. */
function nameMatchers(matchers: readonly Matcher[]): Matcher[] {
  const names = matchers.filter(({ name }) => name === metricName)
  if (names.length === 0) return [matcherOf(metricName, '=', 'target_info')]
  const isPositive = names.some(({ op }) => op === '=' || op === '=~')
  return isPositive ? names : [...names, matcherOf(metricName, '=~', '.+_info')]
}

/** Without either of the identifying labels there is nothing to join on. */
function identityOf(labels: Labels): string {
  return labelsKey(keepLabels(labels, identifying))
}

async function readInfos(
  run: Run,
  matchers: readonly Matcher[],
  grid: Grid,
  shift: TimeShift | undefined,
): Promise<Map<string, Info[]>> {
  const selector: Selector = {
    kind: 'selector',
    name: undefined,
    matchers,
    offset: undefined,
    at: undefined,
    extension: undefined,
    span: { start: 0, end: 0 },
  }
  const values = await selectInstant(run, selector, grid, { shift })
  const times = await selectInstant(run, selector, grid, { shift, wanted: 'time' })
  const timesOf = new Map(times.map((series) => [labelsKey(series.labels), series.values]))
  const found = new Map<string, Info[]>()
  for (const { labels, present } of values) {
    if (present.includes(histogramValue))
      throw executionError('this should be an info metric, with float samples: ' + describeLabels(labels))
    if (keepLabels(labels, identifying).length === 0) continue
    const key = identityOf(labels)
    const list = found.get(key) ?? []
    found.set(key, list)
    list.push({ labels, present, times: timesOf.get(labelsKey(labels)) ?? new Float64Array(grid.count) })
  }
  return found
}

/** The labels with those of the info series that are there at the step; undefined where a wanted label is missing. */
function enriched(
  labels: Labels,
  candidates: readonly Info[],
  data: readonly Matcher[],
  step: number,
): Labels | undefined {
  const byMetric = new Map<string, Info>()
  for (const candidate of candidates) {
    if (candidate.present[step] === absent) continue
    const name = nameOf(candidate)
    const other = byMetric.get(name)
    const [time = 0, otherTime = 0] = [candidate.times[step], other?.times[step]]
    if (other && time === otherTime) {
      throw executionError(
        `found duplicate series for info metric: ${describeLabels(other.labels)}, ${describeLabels(candidate.labels)}`,
      )
    }
    if (!other || time > otherTime) byMetric.set(name, candidate)
  }
  if (byMetric.size === 0) return data.every(({ matches }) => matches('')) ? labels : undefined
  const wanted = new Set(data.map(({ name }) => name))
  const added = new Map<string, string>()
  for (const one of byMetric.values()) {
    for (const [name, value] of dropMetadata(one.labels)) {
      if (identifying.has(name) || (wanted.size > 0 && !wanted.has(name)) || labelValue(labels, name) !== '') continue
      const other = added.get(name)
      if (other !== undefined && other !== value) throw executionError(`conflicting label: ${name}`)
      added.set(name, value)
    }
  }
  return labelsOf([...labels, ...added])
}

/** The time at which the first selector within is looked at: info series are looked at then, too. */
function shiftWithin(run: Run, node: Expression, outer: TimeShift): TimeShift | undefined {
  if (node.kind === 'selector') return composed(outer, timeShift(run, node))
  const within = node.kind === 'subquery' ? composed(outer, timeShift(run, node)) : outer
  for (const child of childrenOf(node)) {
    const found = shiftWithin(run, child, within)
    if (found) return found
  }
  return undefined
}

function composed(outer: TimeShift, inner: TimeShift): TimeShift {
  if (inner.pinnedMs !== undefined) return inner
  return { pinnedMs: outer.pinnedMs, offsetMs: outer.offsetMs + inner.offsetMs }
}
