/** The limits of metrics as a form has them: texts, empty for as much as the server takes. Pure. */
import type { ChosenMetricLimits, MetricLimits } from '../../api.ts'
import { fullNumber } from '../../format.ts'

export type LimitName = keyof ChosenMetricLimits
export type LimitTexts = Record<'seriesPerDay' | 'labelsPerSeries' | 'samplesPerSecond' | 'pastHours', string>

export const limitFields = [
  { name: 'seriesPerDay', label: 'Series a day', of: 'seriesPerDay', unit: 1, least: 1 },
  { name: 'samplesPerSecond', label: 'Samples a second', of: 'samplesPerSecond', unit: 1, least: 1_000 },
  { name: 'labelsPerSeries', label: 'Labels of a series', of: 'labelsPerSeries', unit: 1, least: 1 },
  { name: 'pastHours', label: 'Hours late, at most', of: 'pastSeconds', unit: 3_600, least: 1 },
] as const satisfies { name: keyof LimitTexts; label: string; of: LimitName; unit: number; least: number }[]

export function textsOf({ chosen }: Pick<MetricLimits, 'chosen'>): LimitTexts {
  const texts: LimitTexts = { seriesPerDay: '', samplesPerSecond: '', labelsPerSeries: '', pastHours: '' }
  for (const { name, of, unit } of limitFields) {
    const value = chosen[of]
    if (value !== null) texts[name] = String(value / unit)
  }
  return texts
}

/** Undefined: it can be. Separators of thousands are let in. */
export function faultOf(text: string, { least, most }: { least: number; most: number }): string | undefined {
  if (text.trim() === '') return undefined
  const value = numberOf(text)
  const isWhole = Number.isInteger(value) && value >= least && value <= most
  return isWhole ? undefined : `A whole number from ${fullNumber(least)} to ${fullNumber(most)}, or nothing.`
}

export const numberOf = (text: string): number => Number(text.replace(/[\s,_]/g, ''))

export function chosenOf(texts: LimitTexts): ChosenMetricLimits {
  const chosen: ChosenMetricLimits = {
    ...{ seriesPerDay: null, samplesPerSecond: null, labelsPerSeries: null, pastSeconds: null },
  }
  for (const { name, of, unit } of limitFields) {
    if (texts[name].trim() !== '') chosen[of] = numberOf(texts[name]) * unit
  }
  return chosen
}
