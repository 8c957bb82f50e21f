/** Buckets that are kept ready, and when windows are made of whole ones. Pure. */
import type { WindowRequest } from '../promql/queryable.ts'

export const hourMs = 3_600_000

export type Width = { widthMs: number; table: RollUpTable }
export type RollUpTable = 'metric_hours' | 'metric_five_minutes'

/** The widest first. Each is a part of an hour, because hours are what is made and becomes out of date. */
export const widths: readonly Width[] = [
  { widthMs: hourMs, table: 'metric_hours' },
  { widthMs: 300_000, table: 'metric_five_minutes' },
]

/** Undefined: some window begins or ends within a bucket of each width. */
export function widthFor({ endMs, stepMs, count, lengthMs, of }: WindowRequest): Width | undefined {
  const edges = [endMs, ...(count > 1 ? [stepMs] : []), ...(of === 'window' ? [lengthMs] : [])]
  return widths.find(({ widthMs }) => edges.every((edge) => edge % widthMs === 0))
}

/** The hour in which a sample counts, by its start: one at a full hour is the last of the hour before. */
export const hourOf = (atMs: number): number => (Math.ceil(atMs / hourMs) - 1) * hourMs
