/** The filter line over traces: `service:shop operation:db.query status:error duration:>500ms checkout`. */
import type { TraceQuery } from '../../api.ts'
import { readSpanTime } from './span-time.ts'

export const ranges = [
  { value: '1h', word: 'Last hour', ms: 3_600_000 },
  { value: '24h', word: 'Last 24 hours', ms: 24 * 3_600_000 },
  { value: '7d', word: 'Last 7 days', ms: 7 * 24 * 3_600_000 },
  { value: '30d', word: 'Last 30 days', ms: 30 * 24 * 3_600_000 },
] as const
export type Range = (typeof ranges)[number]['value']
export const defaultRange: Range = '7d'

export function rangeOf(text: string | undefined): (typeof ranges)[number] {
  return ranges.find(({ value }) => value === text) ?? ranges[2]
}

const exact = ['service', 'operation', 'environment', 'release'] as const
const statuses = ['error', 'ok', 'unset'] as const

export type TraceFilter = {
  query: Pick<TraceQuery, (typeof exact)[number] | 'status' | 'name' | 'minDurationMicros' | 'maxDurationMicros'>
  /** What is not understood, in a sentence; it is left out. */
  problems: string[]
}

/** Words that are no field are looked for in the name of the span. */
export function parseTraceFilter(line: string): TraceFilter {
  const query: TraceFilter['query'] = {}
  const problems: string[] = []
  const words: string[] = []
  for (const [part] of line.matchAll(/[a-z]+:"[^"]*"?|"[^"]*"?|\S+/gi)) {
    const [, field = '', raw = ''] = /^([a-z]+):(.*)$/i.exec(part) ?? []
    if (field === '' || raw.startsWith('//')) words.push(unquoted(part))
    else readField(field.toLowerCase(), unquoted(raw), query, problems)
  }
  if (words.length > 0) query.name = words.join(' ').slice(0, 200)
  return { query, problems }
}

function readField(field: string, value: string, query: TraceFilter['query'], problems: string[]): void {
  const known = exact.find((name) => name === field)
  const status = statuses.find((each) => each === value.toLowerCase())
  if (value === '') return
  if (known) query[known] = value
  else if (field === 'status') {
    if (status) query.status = status
    else problems.push(`status is error, ok or unset, not ${value}`)
  } else if (field === 'duration') readDuration(value, query, problems)
  else problems.push(`${field} is not a field of traces`)
}

function readDuration(value: string, query: TraceFilter['query'], problems: string[]): void {
  const [, sign = '', text = ''] = /^(>=|<=|>|<)?(.*)$/.exec(value) ?? []
  const micros = readSpanTime(text)
  if (micros === undefined || sign === '') problems.push('duration is written like duration:>500ms or duration:<2s')
  else if (sign.startsWith('>')) query.minDurationMicros = sign === '>' ? micros + 1 : micros
  else query.maxDurationMicros = sign === '<' ? Math.max(0, micros - 1) : micros
}

/** Sets, replaces or takes away (no value) one field of the line. */
export function withField(line: string, field: string, value?: string): string {
  const parts = [...line.matchAll(/[a-z]+:"[^"]*"?|"[^"]*"?|\S+/gi)].map(([part]) => part)
  const others = parts.filter((part) => !part.toLowerCase().startsWith(`${field}:`))
  const added =
    value === undefined ? [] : [`${field}:${/[\s"]/.test(value) ? `"${value.replaceAll('"', '')}"` : value}`]
  return [...others, ...added].join(' ')
}

const unquoted = (text: string): string => text.replace(/^"([^"]*)"?$/, '$1')
