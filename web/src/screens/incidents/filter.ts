/** The filter line: `is:open level:error environment:prod "card expired"`. */
import type { Incident, IncidentQuery, Project } from '../../api.ts'

export const tokenNames = ['is', 'level', 'environment', 'release', 'project'] as const
export type TokenName = (typeof tokenNames)[number]

type Token = { name: TokenName; value: string }
export type Filter = {
  tokens: Token[]
  /** What is not a token: searched for in the title and culprit. */ text: string
}

const states: readonly Incident['status'][] = ['open', 'acknowledged', 'muted', 'resolved']
const levels: readonly Incident['level'][] = ['fatal', 'error', 'warning', 'info', 'debug']

export const tokenValues: Partial<Record<TokenName, readonly string[]>> = { is: states, level: levels }

/** What is shown when the URL does not say. */
export const defaultFilter = 'is:open'

export function filterText(q: string | undefined): string {
  return q ?? defaultFilter
}

/** Never fails: what is not understood is text to search for. */
export function parseFilter(line: string): Filter {
  const tokens: Token[] = []
  const words: string[] = []
  for (const [part] of line.matchAll(/[a-z]+:"[^"]*"?|"[^"]*"?|\S+/gi)) {
    const [, rawName = '', rawValue = ''] = /^([a-z]+):(.*)$/i.exec(part) ?? []
    const name = tokenNames.find((known) => known === rawName.toLowerCase())
    const value = unquoted(rawValue)
    const known = name && tokenValues[name]
    if (name && value !== '' && (!known || known.includes(value.toLowerCase())))
      tokens.push({ name, value: known ? value.toLowerCase() : value })
    else if (!name || value !== '') words.push(unquoted(part))
  }
  return { tokens, text: words.join(' ').trim() }
}

export function formatFilter({ tokens, text }: Filter): string {
  const parts = tokens.map(({ name, value }) => `${name}:${quoted(value)}`)
  return [...parts, ...(text ? [/\s|:/.test(text) ? `"${text}"` : text] : [])].join(' ')
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

/** As the API takes it. A project that does not exist finds nothing instead of everything. */
export function incidentFilter(line: string, sort: IncidentQuery['sort'], projects: readonly Project[]): IncidentQuery {
  const { tokens, text } = parseFilter(line)
  const all = (name: TokenName): string[] => tokens.filter((token) => token.name === name).map(({ value }) => value)
  const last = (name: TokenName): string | undefined => all(name).at(-1)
  const project = last('project')?.toLowerCase()
  const status = [...new Set(all('is'))].join(',')
  return compact({
    status: status || undefined,
    level: levels.find((level) => level === last('level')),
    environment: last('environment'),
    release: last('release'),
    projectId:
      project === undefined
        ? undefined
        : (projects.find(({ name }) => name.toLowerCase() === project)?.id ?? `prj_${'0'.repeat(32)}`),
    query: text || undefined,
    sort,
  })
}

/** Two filters that mean the same are the same key in the cache. */
function compact(query: IncidentQuery): IncidentQuery {
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined))
}

function unquoted(text: string): string {
  return text.replaceAll('"', '').trim()
}

function quoted(text: string): string {
  return /\s/.test(text) ? `"${text}"` : text
}

/** What may stand where the caret is: the part being typed and its completions. */
export function completions(
  line: string,
  caret: number,
  known: Partial<Record<TokenName, readonly string[]>>,
): { from: number; options: string[] } {
  const before = line.slice(0, caret)
  const part = /(?:[a-z]+:"[^"]*|\S*)$/i.exec(before)?.[0] ?? ''
  const from = caret - part.length
  const [, name, start] = /^([a-z]+):"?(.*)$/i.exec(part) ?? []
  if (name === undefined) {
    const names = tokenNames.filter((token) => token.startsWith(part.toLowerCase()) && part.length < token.length + 1)
    return { from, options: part === '' && before.trim() !== '' ? [] : names.map((token) => `${token}:`) }
  }
  const values = known[tokenNames.find((token) => token === name.toLowerCase()) ?? 'is'] ?? []
  const fitting = values.filter((value) => value.toLowerCase().includes((start ?? '').toLowerCase()) && value !== start)
  return { from, options: fitting.slice(0, 8).map((value) => `${name}:${quoted(value)} `) }
}
