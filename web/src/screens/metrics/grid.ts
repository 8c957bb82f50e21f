/** From what the API answers to what is drawn: all series over the same times, with gaps as null. */
import type { Labels, Outcome, Sample } from './prometheus.ts'

/** More lines than this tell nobody anything, and take seconds to draw. */
export const maxDrawn = 200
/** Points of a line: about one for each three pixels. */
const wantedPoints = 300

const steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 21_600, 43_200, 86_400, 172_800]

export function stepSecondsFor(lengthSeconds: number): number {
  return steps.find((step) => lengthSeconds / step <= wantedPoints) ?? 172_800
}

export type Line = {
  /** The same for the same series from one answer to the next. */
  key: string
  label: string
  metric: Labels
  /** Place of its query among those shown. */
  query: number
  values: (number | null)[]
}

export type Grid = { at: number[]; lines: Line[]; total: number; histograms: number }

type Times = { fromSeconds: number; toSeconds: number; stepSeconds: number }

/** The first `maxDrawn` lines; `total` is how many there are. Times without a sample, and values that no axis has, are null. */
export function gridOf(outcomes: readonly Outcome[], { fromSeconds, toSeconds, stepSeconds }: Times): Grid {
  const count = Math.max(1, Math.floor((toSeconds - fromSeconds) / stepSeconds) + 1)
  const at = Array.from({ length: count }, (_, place) => fromSeconds + place * stepSeconds)
  const lines: Line[] = []
  let total = 0
  let histograms = 0
  for (const [query, { answer }] of outcomes.entries()) {
    if (answer?.resultType !== 'matrix') continue
    for (const { metric, values = [], histograms: native } of answer.result) {
      if (values.length === 0) {
        histograms += native ? 1 : 0
        continue
      }
      total += 1
      if (lines.length === maxDrawn) continue
      const label = nameOf(metric)
      const drawn = place(values, { fromSeconds, stepSeconds, count })
      lines.push({ key: `${query} ${label}`, label, metric, query, values: drawn })
    }
  }
  return { at, lines, total, histograms }
}

type Place = { fromSeconds: number; stepSeconds: number; count: number }

function place(samples: readonly Sample[], { fromSeconds, stepSeconds, count }: Place): (number | null)[] {
  const values: (number | null)[] = Array.from({ length: count }, () => null)
  for (const [seconds, text] of samples) {
    const value = numberOf(text)
    values[Math.round((seconds - fromSeconds) / stepSeconds)] = Number.isFinite(value) ? value : null
  }
  return values
}

/** As Prometheus writes numbers. */
export function numberOf(text: string): number {
  if (text === '+Inf') return Infinity
  return text === '-Inf' ? -Infinity : Number(text)
}

/** `http_requests_total{code="200", job="shop"}`; `{}` for a series without labels. */
export function nameOf(metric: Labels): string {
  const { __name__: name = '', ...rest } = metric
  const labels = Object.entries(rest).map(([label, value]) => `${label}=${JSON.stringify(value)}`)
  return labels.length === 0 && name !== '' ? name : `${name}{${labels.join(', ')}}`
}

/** Each line on top of those before it. A gap stays one, and holds nothing up. */
export function stack(lines: readonly (readonly (number | null)[])[]): (number | null)[][] {
  const below: number[] = []
  return lines.map((values) =>
    values.map((value, at) => {
      if (value === null) return null
      const top = (below[at] ?? 0) + value
      below[at] = top
      return top
    }),
  )
}

export type Summary = { min: number; max: number; mean: number; last: number }

/** Undefined for a line without a value. */
export function summarise(values: readonly (number | null)[]): Summary | undefined {
  const known = values.filter((value) => value !== null)
  const last = known.at(-1)
  if (last === undefined) return undefined
  let [min, max, sum] = [Infinity, -Infinity, 0]
  for (const value of known) {
    min = Math.min(min, value)
    max = Math.max(max, value)
    sum += value
  }
  return { min, max, mean: sum / known.length, last }
}
