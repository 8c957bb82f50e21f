/** What of the screen stands in its address. */
import type { View } from './prometheus.ts'

export const maxQueries = 10
const maxLength = 10_000

export const refreshes = [
  { value: '', word: 'No refresh' },
  { value: '10s', word: 'Every 10 s', ms: 10_000 },
  { value: '30s', word: 'Every 30 s', ms: 30_000 },
  { value: '1m', word: 'Every minute', ms: 60_000 },
  { value: '5m', word: 'Every 5 min', ms: 300_000 },
] as const

export type Search = { expr?: string[]; off?: number[]; range?: string; refresh?: string; view?: View; stack?: true }

/** Undefined takes it out of the address. */
export type SearchChange = { [K in keyof Search]?: Search[K] | undefined }

/** One row for each query; an address without any has an empty one. */
export type Row = { id: number; text: string }

let ids = 0
export const newRow = (text = ''): Row => ({ id: (ids += 1), text })

export const rowsOf = ({ expr = [''] }: Search): Row[] => expr.map((text) => newRow(text))

/** Undefined for nothing but empty rows, so that the address stays short. */
export function queriesOf(rows: readonly Row[]): string[] | undefined {
  const texts = rows.map(({ text }) => text.trim())
  return texts.some((text) => text !== '') ? texts : undefined
}

/** From an address that anybody may have written. */
export function readQueries(value: unknown): string[] | undefined {
  const all: unknown[] = Array.isArray(value) ? value : [value]
  const texts = all.filter((each) => typeof each === 'string' || typeof each === 'number').map(String)
  const fit = texts.filter((text) => text.length <= maxLength).slice(0, maxQueries)
  return fit.length > 0 ? fit : undefined
}

export function readOff(value: unknown): number[] | undefined {
  if (!Array.isArray(value)) return undefined
  const places = value.filter((each) => Number.isInteger(each) && each >= 0 && each < maxQueries)
  return places.length > 0 ? [...new Set<number>(places)] : undefined
}

/** `A` for the first. */
export const letterOf = (place: number): string => String.fromCodePoint(65 + place)
