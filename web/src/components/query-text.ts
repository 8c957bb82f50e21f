/** The text of a query of the search (docs/search.md): completing it, and changing single parts of it. Pure. */
export type Name = { name: string; values: readonly string[] }

/** As the server reads a query: parts with their quoted values, and words. */
const parts = /-?(?:[A-Za-z_][\w.\-/]{0,99}:(?:>=|<=|>|<)?)?"(?:[^"\\]|\\.)*"|\S+/g

export function partsOf(query: string): string[] {
  return [...query.matchAll(parts)].map(([part]) => part)
}

/** Characters of a query and of a value in it, as the API bounds them. */
const maxQueryLength = 500
const maxValueLength = 200

/** False for what the language cannot ask for: a name that is none, or a value that is too long for a query. */
export function canAsk(name: string, value: string): boolean {
  return /^[A-Za-z_][\w.\-/]{0,99}$/.test(name) && value.length <= maxValueLength && !value.includes('\n')
}

export function partFor(name: string, value: string): string {
  return `${name}:${quoted(value)}`
}

/** Quotes all but what is plainly one word. */
function quoted(value: string): string {
  return /^[\w@+.][\w./@+:-]*$/.test(value) ? value : `"${value.replaceAll(/["\\]/g, String.raw`\$&`)}"`
}

/** Adds `name:value`, or `-name:value`, once, and takes its opposite away. The query as it was when it would be too long. */
export function withPart(query: string, name: string, value: string, how: 'only' | 'not'): string {
  const part = partFor(name, value)
  const same = new Set([part, `-${part}`])
  const others = partsOf(query).filter((each) => !same.has(each))
  // Two different values of one name never hold at once.
  const kept = how === 'only' ? others.filter((each) => !each.startsWith(`${name}:`) || /:[<>]/.test(each)) : others
  const next = [...kept, how === 'not' ? `-${part}` : part].join(' ')
  return next.length <= maxQueryLength ? next : query
}

export function hasPart(query: string, name: string, value: string): boolean {
  return partsOf(query).includes(partFor(name, value))
}

/** Asks for this alone, or no longer. */
export function withToggled(query: string, name: string, value: string): string {
  if (!hasPart(query, name, value)) return withPart(query, name, value, 'only')
  const part = partFor(name, value)
  return partsOf(query)
    .filter((each) => each !== part)
    .join(' ')
}

const mostOptions = 10

/** What may stand where the caret is: from where, and what with. Nothing where a word that is none of the names begins. */
export function completions(text: string, caret: number, names: readonly Name[]): { from: number; options: string[] } {
  const before = text.slice(0, caret)
  const part = /(?:-?[A-Za-z_][\w.\-/]*:(?:>=|<=|>|<)?"[^"]*|\S*)$/.exec(before)?.[0] ?? ''
  const from = caret - part.length
  const [, field, minus = '', name = '', by = '', start = ''] =
    /^((-?)([A-Za-z_][\w.\-/]*)):(>=|<=|>|<|)"?(.*)$/.exec(part) ?? []
  if (field !== undefined) {
    const values = names.find((known) => known.name === name)?.values ?? []
    const fitting = values.filter((value) => includes(value, start) && value !== start && canAsk(name, value))
    return { from, options: fitting.slice(0, mostOptions).map((value) => `${minus}${name}:${by}${quoted(value)} `) }
  }
  if (part === '' && before.trim() !== '') return { from, options: [] }
  const sign = part.startsWith('-') ? '-' : ''
  const typed = part.slice(sign.length)
  const fitting = names.filter((known) => includes(known.name, typed) && canAsk(known.name, ''))
  const beginning = fitting.filter((known) => known.name.toLowerCase().startsWith(typed.toLowerCase()))
  const ordered = [...new Set([...beginning, ...(typed.length > 1 ? fitting : [])])]
  return { from, options: ordered.slice(0, mostOptions).map((known) => `${sign}${known.name}:`) }
}

const includes = (text: string, part: string): boolean => text.toLowerCase().includes(part.toLowerCase())

/** Names that there always are, with what is known of them, and then those that were sent. */
export function mergeNames(own: readonly Name[], sent: readonly Name[]): Name[] {
  const known = new Map(sent.map((each) => [each.name, each.values]))
  return [
    ...own.map(({ name, values }) => ({ name, values: values.length > 0 ? values : (known.get(name) ?? []) })),
    ...sent.filter(({ name }) => !own.some((each) => each.name === name)),
  ]
}

/** `character 6: a quotation mark is not closed`, as the API says where a query is wrong. */
export function placeOf(message: string): { at: number; what: string } | undefined {
  const [, at, what] = /^character (\d+): (.+)$/s.exec(message) ?? []
  return at === undefined || what === undefined ? undefined : { at: Number(at), what }
}
