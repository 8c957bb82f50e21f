import { type Labels, labelsKey } from '../labels.ts'
import type { Matching } from '../syntax/index.ts'
import type { StepSeries } from './data.ts'
import { signatureOf } from './signature.ts'

/** Series with one signature: those of the side that may have many, and those of the side with one. */
export type Pairing = { signature: Labels; many: StepSeries[]; one: StepSeries[] }

/** Groups the two sides by what must be equal. */
export function pairUp(matching: Matching, [many, one]: [readonly StepSeries[], readonly StepSeries[]]): Pairing[] {
  const signature = signatureOf(matching)
  const pairings = new Map<string, Pairing>()
  for (const [side, list] of [
    ['many', many],
    ['one', one],
  ] as const) {
    for (const series of list) {
      const labels = signature(series.labels)
      const key = labelsKey(labels)
      const pairing = pairings.get(key) ?? { signature: labels, many: [], one: [] }
      pairings.set(key, pairing)
      pairing[side].push(series)
    }
  }
  return [...pairings.values()]
}
