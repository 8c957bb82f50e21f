/** The filter line: `is:open severity:critical owner:me firstSeen:<24h "card expired"`. What it asks for: filter-query.ts. */
import type { Incident } from '../../api.ts'
import { isTimeValue, timeSuggestions } from './filter-times.ts'

/** In the order in which a saved view is written. */
export const tokenNames = [
  ...(['is', 'level', 'severity', 'owner', 'environment', 'release', 'project', 'kind'] as const),
  ...(['firstSeen', 'lastSeen', 'regressed', 'escalated', 'number'] as const),
] as const
export type TokenName = (typeof tokenNames)[number]
export const timeTokens = ['firstSeen', 'lastSeen', 'regressed', 'escalated'] as const

type Token = { name: TokenName; value: string }
export type Filter = {
  tokens: Token[]
  /** What is not a token: searched for in title, place and notes. */ text: string
}

export const levels: readonly Incident['level'][] = ['fatal', 'error', 'warning', 'info', 'debug']
export const kinds: readonly Incident['kind'][] = ['exception', 'message', 'log', 'heartbeat', 'check', 'alert']
const states: readonly Incident['status'][] = ['open', 'acknowledged', 'muted', 'resolved']
const severities: readonly Incident['severity'][] = ['critical', 'high', 'medium', 'low']

/** Of these tokens there are no other values. */
const choices: Partial<Record<TokenName, readonly string[]>> = {
  is: states,
  level: levels,
  severity: severities,
  kind: kinds,
}

/** What is offered without asking anybody. */
export const tokenValues: Partial<Record<TokenName, readonly string[]>> = {
  ...choices,
  ...Object.fromEntries(timeTokens.map((name) => [name, timeSuggestions])),
}

/** Beside the name of a token, what it takes. */
export const tokenHints: Partial<Record<TokenName, string>> = {
  is: 'open, resolved …',
  severity: 'critical, high …',
  owner: 'me, nobody, a member',
  kind: 'exception, log …',
  release: 'first or last seen in it',
  firstSeen: '<24h, >7d, >=2026-11-01',
  lastSeen: '<24h, >7d, >=2026-11-01',
  regressed: 'came back: <24h',
  escalated: 'unusually often: <24h',
  number: 'also of a merged one',
}

/** What is shown when the URL does not say. */
export const defaultFilter = 'is:open'

export function filterText(q: string | undefined): string {
  return q ?? defaultFilter
}

/** Never fails: what is not understood is text to search for. */
export function parseFilter(line: string): Filter {
  const tokens: Token[] = []
  const words: string[] = []
  for (const [part] of line.matchAll(/[a-z]+:"(?:\\.|[^"\\])*"?|"(?:\\.|[^"\\])*"?|\S+/gi)) {
    const [, rawName = '', rawValue = ''] = /^([a-z]+):(.*)$/is.exec(part) ?? []
    const name = tokenNamed(rawName)
    const value = unquoted(rawValue)
    const understood = name && valueOf(name, value)
    if (name && understood) tokens.push({ name, value: understood })
    else if (!name || value !== '') words.push(unquoted(part))
  }
  return { tokens, text: words.join(' ').trim() }
}

const tokenNamed = (text: string): TokenName | undefined =>
  tokenNames.find((name) => name.toLowerCase() === text.toLowerCase())

/** PostgreSQL counts no further. */
const maxNumber = 2_147_483_647

/** The value as it is understood, if it is. */
function valueOf(name: TokenName, value: string): string | undefined {
  const known = choices[name]
  if (known) return known.find((choice) => choice === value.toLowerCase())
  if (name === 'number') {
    const number = /^#?(\d+)$/.exec(value)?.[1]
    return number && Number(number) >= 1 && Number(number) <= maxNumber ? String(Number(number)) : undefined
  }
  if (timeTokens.some((time) => time === name)) return isTimeValue(value) ? value : undefined
  return value || undefined
}

export function formatFilter({ tokens, text }: Filter): string {
  const parts = tokens.map(({ name, value }) => `${name}:${quoted(value)}`)
  return [...parts, ...(text ? [text.includes(':') ? inQuotes(text) : quoted(text)] : [])].join(' ')
}

/** Replaces all tokens of this name; without values removes them. */
export function withToken(line: string, name: TokenName, ...values: string[]): string {
  const { tokens, text } = parseFilter(line)
  const others = tokens.filter((token) => token.name !== name)
  const added = values.map((value) => ({ name, value }))
  return formatFilter({ tokens: name === 'is' ? [...added, ...others] : [...others, ...added], text })
}

export function valuesOf(line: string, name: TokenName): string[] {
  return parseFilter(line)
    .tokens.filter((token) => token.name === name)
    .map(({ value }) => value)
}

/** Within quotation marks a backslash takes the sense from what follows; outside of them nothing is special. */
function unquoted(text: string): string {
  const inside = /^"((?:\\.|[^"\\])*)"?$/s.exec(text)?.[1]
  return inside === undefined ? text : inside.replaceAll(/\\(.)/gs, '$1')
}

function quoted(text: string): string {
  return /[\s"]/.test(text) ? inQuotes(text) : text
}

const inQuotes = (text: string): string => `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"`

/** What may stand where the caret is: the part being typed and its completions. */
export function completions(
  line: string,
  caret: number,
  known: Partial<Record<TokenName, readonly string[]>>,
): { from: number; options: string[] } {
  const before = line.slice(0, caret)
  const part = /(?:[a-z]+:"[^"]*|\S*)$/i.exec(before)?.[0] ?? ''
  const from = caret - part.length
  const [, typed, start = ''] = /^([a-z]+):"?(.*)$/i.exec(part) ?? []
  if (typed === undefined) {
    const names = tokenNames.filter((token) => token.toLowerCase().startsWith(part.toLowerCase()))
    return { from, options: part === '' && before.trim() !== '' ? [] : names.map((token) => `${token}:`) }
  }
  const name = tokenNamed(typed)
  const values = (name && known[name]) ?? []
  const fitting = values.filter((value) => value.toLowerCase().includes(start.toLowerCase()) && value !== start)
  return { from, options: fitting.slice(0, 8).map((value) => `${name}:${quoted(value)} `) }
}
