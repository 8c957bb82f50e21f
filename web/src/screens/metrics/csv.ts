/** What is shown as a file for spreadsheets (RFC 4180). */
import type { Grid } from './grid.ts'
import { nameOf } from './grid.ts'
import type { Labels } from './prometheus.ts'

/** A row for each time, a column for each line. */
export function csvOfGrid({ at, lines }: Grid): string {
  const head = ['time', ...lines.map(({ metric }) => nameOf(metric))]
  const rows = at.map((seconds, place) => [
    new Date(seconds * 1000).toISOString(),
    ...lines.map(({ values }) => values[place] ?? null),
  ])
  return csvOf([head, ...rows])
}

export type Row = { query: string; metric: Labels; atSeconds: number; value: string }

/** A row for each value, a column for each label. */
export function csvOfRows(rows: readonly Row[]): string {
  const labels = [...new Set(rows.flatMap(({ metric }) => Object.keys(metric)))].toSorted()
  const body = rows.map(({ query, metric, atSeconds, value }) => [
    ...[query, new Date(atSeconds * 1000).toISOString()],
    ...labels.map((label) => metric[label] ?? ''),
    isNumber(value) ? Number(value) : value,
  ])
  return csvOf([['query', 'time', ...labels, 'value'], ...body])
}

const isNumber = (text: string): boolean => text !== '' && Number.isFinite(Number(text))

export const csvOf = (rows: readonly (readonly (string | number | null)[])[]): string =>
  rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('')

/** What begins like a formula would be one for a spreadsheet, and labels come from outside. */
function cell(value: string | number | null): string {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
  return `"${text.replaceAll('"', '""')}"`
}
