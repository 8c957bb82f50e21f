/**
 * Operators between two vectors. Series meet by their signature; which of them are there is told anew at each step, so
 * that a group may hold several series as long as they are not there at the same time. Source: engine.go, VectorBinop.
 */
import { executionError } from '../errors.ts'
import type { Histogram } from '../../histograms/histogram.ts'
import {
  type Labels,
  dropLabels,
  dropMetadata,
  describeLabels,
  keepLabels,
  labelValue,
  labelsKey,
  withLabel,
} from '../labels.ts'
import { type Binary, type Matching, isComparison } from '../syntax/index.ts'
import { type Grid, type StepSeries, absent, emptySeries, float, put, valueAt, withSamples } from './data.ts'
import type { Budget } from './limits.ts'
import { type OperatorCall, changesMeaning, operate, operateFloats } from './operators.ts'
import { type Pairing, pairUp } from './pairing.ts'

const defaultMatching: Matching = {
  on: false,
  labels: [],
  group: 'none',
  include: [],
  fillLeft: undefined,
  fillRight: undefined,
}

type Sample = { series: StepSeries; value: number | Histogram; labels: Labels; dropName: boolean }

export function matchVectors(
  node: Binary,
  call: OperatorCall,
  [left, right]: [readonly StepSeries[], readonly StepSeries[]],
  { grid, budget }: { grid: Grid; budget: Budget },
): StepSeries[] {
  const matching = node.matching ?? defaultMatching
  // With `group_right` the many are on the right; inside, they are always first.
  const swapped = matching.group === 'right'
  const pairings = pairUp(matching, swapped ? [right, left] : [left, right])
  const anyMany = new Uint8Array(grid.count)
  for (const { present } of swapped ? right : left) {
    for (let step = 0; step < grid.count; step++) if (present[step] !== absent) anyMany[step] = 1
  }
  const work = new PairWork(node, call, { matching, swapped, grid, budget, anyMany })
  for (const pairing of pairings) {
    budget.check()
    work.run(pairing)
  }
  return work.results()
}

type Settings = {
  matching: Matching
  swapped: boolean
  grid: Grid
  budget: Budget
  /** At which steps the side with many has anything at all. */
  anyMany: Uint8Array
}

class PairWork {
  readonly #node: Binary
  readonly #call: OperatorCall
  readonly #settings: Settings
  readonly #fillMany: number | undefined
  readonly #fillOne: number | undefined
  readonly #results = new Map<string, StepSeries>()
  readonly #labels = new Map<StepSeries, Map<StepSeries | undefined, StepSeries>>()

  constructor(node: Binary, call: OperatorCall, settings: Settings) {
    const { fillLeft, fillRight } = settings.matching
    this.#node = node
    this.#call = call
    this.#settings = settings
    // As upstream: with `group_right` the sides are exchanged before anything is filled.
    this.#fillMany = fillLeft
    this.#fillOne = fillRight
  }

  results(): StepSeries[] {
    return withSamples([...this.#results.values()])
  }

  run({ signature, many, one }: Pairing): void {
    // Also what meets nobody must be single, unless there is nobody to meet.
    if (many.length === 0 && one.length > 1) {
      for (const [step, isThere] of this.#settings.anyMany.entries())
        if (isThere === 1) this.#single(signature, one, step)
    }
    if ((one.length === 0 && this.#fillOne === undefined) || (many.length === 0 && this.#fillMany === undefined)) return
    const [onlyMany, onlyOne] = [many[0], one[0]]
    if (many.length === 1 && one.length === 1 && onlyMany && onlyOne && this.#floatsOnly(onlyMany, onlyOne)) return
    const filledMany = this.#filler(signature, this.#fillMany)
    const filledOne = this.#filler(signature, this.#fillOne)
    for (let step = 0; step < this.#settings.grid.count; step++) {
      const single = this.#single(signature, one, step)
      let found = false
      let matched = false
      for (const series of many) {
        const value = valueAt(series, step)
        if (value === undefined) continue
        found = true
        const other = single ?? filledOne
        if (!other) continue
        const isWritten = this.#combine(
          { series, value, labels: series.labels, dropName: series.dropName },
          other,
          step,
        )
        if (isWritten && matched && this.#settings.matching.group === 'none') {
          throw executionError(
            'multiple matches for labels: many-to-one matching must be explicit (group_left/group_right)',
          )
        }
        matched ||= isWritten
      }
      if (!found && single && filledMany) this.#combine(filledMany, single, step)
    }
  }

  /** The common case, arithmetic between two series of floats: no object for each sample. False where it is another. */
  #floatsOnly(many: StepSeries, one: StepSeries): boolean {
    const { op } = this.#node
    const fills = this.#fillMany !== undefined || this.#fillOne !== undefined
    if (fills || !changesMeaning(op) || many.histograms || one.histograms) return false
    const labels = this.#resultLabels(many.labels, one.labels)
    const key = `0${labelsKey(labels)}`
    if (this.#results.has(key)) return false
    const { grid, swapped, budget } = this.#settings
    budget.hold(grid.count)
    const target = emptySeries(labels, false, grid.count)
    const [left, right] = swapped ? [one, many] : [many, one]
    for (let step = 0; step < grid.count; step++) {
      if (left.present[step] === absent || right.present[step] === absent) continue
      target.values[step] = operateFloats(op, left.values[step] ?? 0, right.values[step] ?? 0)
      target.present[step] = float
    }
    this.#results.set(key, target)
    this.#labels.set(many, new Map([[one, target]]))
    return true
  }

  #filler(signature: Labels, value: number | undefined): Sample | undefined {
    if (value === undefined) return undefined
    const series = emptySeries(signature, false, 0)
    return { series, value, labels: signature, dropName: false }
  }

  /** The sample of the side that may have only one. */
  #single(signature: Labels, one: readonly StepSeries[], step: number): Sample | undefined {
    let found: StepSeries | undefined
    for (const series of one) {
      if (series.present[step] === absent) continue
      if (found) throw this.#duplicate(signature, found, series)
      found = series
    }
    const value = found && valueAt(found, step)
    return found && value !== undefined
      ? { series: found, value, labels: found.labels, dropName: found.dropName }
      : undefined
  }

  #duplicate(signature: Labels, a: StepSeries, b: StepSeries): Error {
    const side = this.#settings.swapped ? 'left' : 'right'
    return executionError(
      `found duplicate series for the match group ${describeLabels(signature)} on the ${side} hand-side of the operation: ` +
        `[${describeLabels(b.labels)}, ${describeLabels(a.labels)}];many-to-many matching not allowed: matching labels must be unique on one side`,
    )
  }

  /** Whether there was a result. */
  #combine(many: Sample, one: Sample, step: number): boolean {
    const { swapped, matching } = this.#settings
    const [left, right] = swapped ? [one, many] : [many, one]
    const outcome = operate(this.#call, left.value, right.value)
    if (!outcome) return false
    const isFilter = isComparison(this.#node.op) && !this.#node.bool
    if (isFilter && !outcome.holds) return false
    const target = this.#target(many, one)
    if (target.present[step] !== absent) {
      // Between single series it is the caller who knows that the one side has several.
      if (matching.group !== 'none') {
        throw executionError('multiple matches for labels: grouping labels must ensure unique matches')
      }
      return true
    }
    put(target, step, this.#node.bool ? Number(outcome.holds) : outcome.value)
    return true
  }

  #target(many: Sample, one: Sample): StepSeries {
    const byOne = this.#labels.get(many.series) ?? new Map<StepSeries | undefined, StepSeries>()
    this.#labels.set(many.series, byOne)
    const known = byOne.get(one.series)
    if (known) return known
    const labels = this.#resultLabels(many.labels, one.labels)
    const dropName = this.#node.bool || (!changesMeaning(this.#node.op) && many.dropName)
    const key = `${dropName ? 1 : 0}${labelsKey(labels)}`
    let target = this.#results.get(key)
    if (!target) {
      this.#settings.budget.hold(this.#settings.grid.count)
      target = emptySeries(labels, dropName, this.#settings.grid.count)
      this.#results.set(key, target)
    }
    byOne.set(one.series, target)
    return target
  }

  #resultLabels(many: Labels, one: Labels): Labels {
    const { matching } = this.#settings
    let labels = changesMeaning(this.#node.op) ? dropMetadata(many) : many
    const names = new Set(matching.labels)
    if (matching.group === 'none') labels = matching.on ? keepLabels(labels, names) : dropLabels(labels, names)
    for (const name of matching.include) labels = withLabel(labels, name, labelValue(one, name))
    return labels
  }
}
