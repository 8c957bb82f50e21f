/** Matchers as people write them: `severity="warning"`, `team!=shop`, `instance=~"web-.*"`. Pure. */
import type { Silence } from '../../../api.ts'

export type Matcher = Silence['matchers'][number]

export function matcherText({ name, value, isRegex, isEqual }: Matcher): string {
  const operator = isRegex ? (isEqual ? '=~' : '!~') : isEqual ? '=' : '!='
  return `${name}${operator}${JSON.stringify(value)}`
}

/** One a line, or with commas between; a sentence for what is none. */
export function readMatchers(text: string): Matcher[] | string {
  const pattern = /\s*([^\s=!~",{}]+)\s*(=~|!~|!=|=)\s*("(?:[^"\\]|\\.)*"|[^\s,{}"]+)\s*(?:,|\n|$|(?=\}))/gy
  const source = text.trim().replace(/^\{/, '').replace(/\}$/, '').trim()
  const found: Matcher[] = []
  let at = 0
  while (at < source.length) {
    pattern.lastIndex = at
    const match = pattern.exec(source)
    const [whole = '', name = '', operator = '', value = ''] = match ?? []
    if (whole === '') return `Write matchers such as alertname="HighErrorRate", from “${source.slice(at, at + 30)}” on.`
    found.push({
      ...{ name, value: value.startsWith('"') ? unquoted(value) : value },
      ...{ isRegex: operator.endsWith('~'), isEqual: !operator.startsWith('!') },
    })
    at = pattern.lastIndex
  }
  return found.length > 0 ? found : 'At least one matcher is needed.'
}

function unquoted(text: string): string {
  try {
    return JSON.parse(text) as string
  } catch {
    return text.slice(1, -1)
  }
}

/** The name of the alert leads, as one would say it; the others by name. */
export function textOfLabels(labels: Record<string, string>): string {
  const rank = (name: string): string => (name === 'alertname' ? '' : name)
  return Object.entries(labels)
    .toSorted(([a], [b]) => (rank(a) < rank(b) ? -1 : 1))
    .map(([name, value]) => matcherText({ name, value, isRegex: false, isEqual: true }))
    .join('\n')
}
