/** What a workspace lets in of metrics: at most what the server does. Pure. */
import { maxLabels, maxPastMs, maxSamplesPerSecond, maxSeriesPerDay } from '../limits.ts'

export type WorkspaceLimits = {
  /** Seen for the first time in a day (UTC). */
  seriesPerDay: number
  labelsPerSeries: number
  /** Averaged over ten seconds. */
  samplesPerSecond: number
  /** How far in the past a sample's time may lie. */
  pastSeconds: number
}

/** Null: as much as the server takes. */
export type ChosenLimits = { [Name in keyof WorkspaceLimits]: number | null }

export const serverLimits: WorkspaceLimits = {
  seriesPerDay: maxSeriesPerDay,
  labelsPerSeries: maxLabels,
  samplesPerSecond: maxSamplesPerSecond,
  pastSeconds: maxPastMs / 1000,
}

/**
 * Below these nothing useful comes in, and a workspace that wants nothing sets a quota of nothing. A request is taken
 * whole or not at all by the rate, and one of Prometheus has 2,000 samples.
 */
export const leastLimits: WorkspaceLimits = {
  seriesPerDay: 1,
  labelsPerSeries: 1,
  samplesPerSecond: 1_000,
  pastSeconds: 60,
}

export const noChoice: ChosenLimits = {
  ...{ seriesPerDay: null, labelsPerSeries: null, samplesPerSecond: null, pastSeconds: null },
}

/** What holds. A choice that was made under a greater maximum is bounded by that of now. */
export function limitsOf(chosen: ChosenLimits, maxima: WorkspaceLimits = serverLimits): WorkspaceLimits {
  const of = (name: keyof WorkspaceLimits): number => Math.min(chosen[name] ?? maxima[name], maxima[name])
  return {
    seriesPerDay: of('seriesPerDay'),
    labelsPerSeries: of('labelsPerSeries'),
    samplesPerSecond: of('samplesPerSecond'),
    pastSeconds: of('pastSeconds'),
  }
}
