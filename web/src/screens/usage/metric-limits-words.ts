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

/** A choice that no longer holds is shown as what it comes to. */
export function textsOf({ chosen, maxima }: Pick<MetricLimits, 'chosen' | 'maxima'>): LimitTexts {
  const texts: LimitTexts = { seriesPerDay: '', samplesPerSecond: '', labelsPerSeries: '', pastHours: '' }
  for (const { name, of, unit } of limitFields) {
    const value = chosen[of]
    if (value !== null) texts[name] = String(Math.min(value, maxima[of]) / unit)
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

type Whose = Pick<MetricLimits, 'chosen' | 'maxima' | 'maximaBy' | 'plan'>
type LimitField = (typeof limitFields)[number]

/** Who says how much it may be at most. */
export const mostBy = ({ maximaBy, plan }: Whose, { of }: LimitField): string =>
  maximaBy[of] === 'plan' && plan ? `plan ${plan.name}` : 'the server'

/** Why a limit is what it is: `plan 30 days allows no more; 80,000 were chosen`. */
export function reasonOf(limits: Whose, field: LimitField): string {
  const own = limits.chosen[field.of]
  if (own === null) return `as ${mostBy(limits, field)}`
  if (own <= limits.maxima[field.of]) return 'chosen here'
  return `${mostBy(limits, field)} allows no more; ${fullNumber(own / field.unit)} were chosen`
}

/** What a change to a shorter plan does once the former one is over; undefined: nothing. */
export function soonWords({ plan, maxima }: Pick<MetricLimits, 'plan' | 'maxima'>): string | undefined {
  const after = plan?.maximaAfter
  if (!plan || !after) return undefined
  const parts = limitFields.flatMap(({ label, of, unit }) =>
    after[of] < maxima[of] ? [`${label.toLowerCase()}: ${fullNumber(after[of] / unit)}`] : [],
  )
  return `plan ${plan.name} allows at most ${parts.join(', ')}. What is there already stays.`
}
