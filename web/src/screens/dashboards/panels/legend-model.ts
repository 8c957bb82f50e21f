/** What a legend lists, in which order, and what a press on one of its names does. */
import { calculations, reduce } from '#common/dashboards'
import type { SeriesView } from './series.ts'

export type Named = { series: SeriesView; values: (number | null)[] }

export const isSortOf = (by: string, calc: string): boolean =>
  calc === '' ? by === 'Name' : by === calc || by.toLowerCase() === nameOf(calc).toLowerCase()

export const nameOf = (calc: string): string => calculations.find(({ id }) => id === calc)?.name ?? calc

export function calculated({ values }: SeriesView, calc: string, times: readonly number[]): number | null {
  const value = reduce(values, calc, times)
  return typeof value === 'number' ? value : null
}

export function sortRows(
  rows: readonly Named[],
  calcs: readonly string[],
  by: string,
  descending: boolean,
): readonly Named[] {
  const sign = descending ? -1 : 1
  if (by === 'Name') return rows.toSorted((one, other) => sign * one.series.name.localeCompare(other.series.name))
  const at = calcs.findIndex((calc) => isSortOf(by, calc))
  if (at < 0) return rows
  // What has no value is last, however it is sorted.
  const rank = ({ values }: Named): number => values[at] ?? sign * Infinity
  return rows.toSorted((one, other) => sign * (rank(one) - rank(other)) || 0)
}

/** The other state of one of them; or it alone, and then all again. */
export function switched(
  series: readonly SeriesView[],
  off: ReadonlySet<string>,
  key: string,
  alone: boolean,
): ReadonlySet<string> {
  if (!alone) return off.has(key) ? new Set([...off].filter((each) => each !== key)) : new Set([...off, key])
  const others = series.filter((each) => each.key !== key).map((each) => each.key)
  const isAlone = !off.has(key) && others.every((other) => off.has(other))
  return isAlone ? new Set() : new Set(others)
}
