import type { Reading } from './collect.ts'
import type { MetricType, Sample } from './sample.ts'

export type Series = {
  type: MetricType
  /** All labels in turns, with `__name__`, sorted by name as both protocols ask. */
  labels: readonly string[]
}

export type Point = { series: Series; value: number; isStale: boolean }

/** What one cycle found, at one moment: what a request carries. */
export type Batch = { timeMs: number; points: Point[] }

type Known = { sample: Sample; series: Series; cycle: number }
/** What a source showed, by name and labels, and in the order in which it showed it last. */
type Source = { byKey: Map<string, Known>; order: Known[] }

export type Naming = { job: string; instance: string; labels: readonly (readonly [string, string])[] }

/**
 * Gives samples the names of the host, and notices series that end: what a source no longer shows gets a stale marker,
 * so that nobody reads its last value for five more minutes. A source that was not looked at in a cycle ends nothing.
 */
export function createSeriesBook(naming: Naming) {
  const sources = new Map<string, Source>()
  let cycle = 0

  const nameOne = (sample: Sample, target: Reading['target']): Series => ({
    type: sample.type,
    labels: fullLabels(sample, { ...naming, ...target }),
  })

  const findOrAdd = ({ byKey }: Source, sample: Sample, target: Reading['target']): Known => {
    const key = keyOf(sample)
    const known = byKey.get(key)
    if (known) return known
    const added = { sample, series: nameOne(sample, target), cycle: cycle - 1 }
    byKey.set(key, added)
    return added
  }

  const endOthers = ({ byKey }: Source, ended: Point[]): void => {
    for (const [key, { series, cycle: last }] of byKey) {
      if (last === cycle) continue
      byKey.delete(key)
      ended.push({ series, value: Number.NaN, isStale: true })
    }
  }

  return {
    /** Stale markers come last; a series that is shown twice by its source counts once, with its first value. */
    record(timeMs: number, readings: readonly Reading[]): Batch {
      cycle += 1
      const points: Point[] = []
      const ended: Point[] = []
      for (const { source, samples, target } of readings) {
        const known = sources.get(source) ?? { byKey: new Map<string, Known>(), order: [] }
        sources.set(source, known)
        const order: Known[] = []
        for (const sample of samples) {
          // Mostly it is what stood in this place the last time, which is cheaper to see than to look up.
          const expected = known.order[order.length]
          const one = expected && isSame(expected.sample, sample) ? expected : findOrAdd(known, sample, target)
          if (one.cycle === cycle) continue
          one.cycle = cycle
          order.push(one)
          points.push({ series: one.series, value: sample.value, isStale: false })
        }
        known.order = order
        if (known.byKey.size > order.length) endOthers(known, ended)
      }
      return { timeMs, points: ended.length === 0 ? points : [...points, ...ended] }
    },
    /** Ends every series: the agent stops and knows it. */
    end(timeMs: number): Batch {
      const all = [...sources.values()].flatMap(({ byKey }) => [...byKey.values()])
      sources.clear()
      return { timeMs, points: all.map(({ series }) => ({ series, value: Number.NaN, isStale: true })) }
    },
  }
}

export type SeriesBook = ReturnType<typeof createSeriesBook>

function isSame(a: Sample, b: Sample): boolean {
  const left = a.labels
  const right = b.labels
  if (a.name !== b.name || left.length !== right.length) return false
  for (let index = 0; index < left.length; index += 1) if (left[index] !== right[index]) return false
  return true
}

function keyOf(sample: Sample): string {
  return sample.labels.length === 0 ? sample.name : `${sample.name}\0${sample.labels.join('\0')}`
}

/** A label of the sample that the agent gives itself is kept as `exported_…`, as Prometheus does. */
function fullLabels(sample: Sample, { job, instance, labels }: Naming): string[] {
  const given = new Map<string, string>([...labels, ['instance', instance], ['job', job], ['__name__', sample.name]])
  const pairs = [...given]
  for (let index = 0; index + 1 < sample.labels.length; index += 2) {
    let name = sample.labels[index] ?? ''
    while (given.has(name)) name = `exported_${name}`
    given.set(name, '')
    pairs.push([name, sample.labels[index + 1] ?? ''])
  }
  return pairs.sort(([a], [b]) => (a < b ? -1 : 1)).flat()
}
