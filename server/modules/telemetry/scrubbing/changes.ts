/** What differs between an event before and after. Pure. */
import type { TelemetryEvent } from '../event.ts'

/** `rule` as a note tells it; null: the value is gone. Values are cut at 500 characters. */
export type ScrubChange = { path: string; rule: string; before: string | null; after: string | null }

const maxChanges = 200
const maxValueLength = 500

/** In the order of the event's fields; `more`: how many changes are not listed. */
export function changesBetween(
  before: TelemetryEvent,
  after: TelemetryEvent,
): { changes: ScrubChange[]; more: number } {
  const rules = new Map<string, string>()
  for (const { path, what, why } of after.notes) {
    if (what === 'scrubbed') rules.set(path, [rules.get(path), why].filter((text) => text !== undefined).join('; '))
  }
  const changes: ScrubChange[] = []
  let more = 0
  const compare = (from: unknown, to: unknown, path: string): void => {
    if (from === to || from instanceof Date) return
    if (isContainer(from) && isContainer(to)) {
      const [left, right] = [entries(from), entries(to)]
      for (const [name, value] of left) {
        if (path === '' && name === 'notes') continue
        compare(value, right.get(name), path === '' ? name : `${path}.${name}`)
      }
      // A field whose own name held a secret is there under another one.
      for (const [name, value] of right)
        if (!left.has(name) && value !== undefined) compare(undefined, value, `${path}.${name}`)
      return
    }
    if (changes.length >= maxChanges) more += 1
    else changes.push({ path, rule: rules.get(path) ?? ruleNear(rules, path), before: shown(from), after: shown(to) })
  }
  compare(before, after, '')
  return { changes, more }
}

const isContainer = (value: unknown): value is object => typeof value === 'object' && value !== null

/** Of a list of pairs the names are its own; they are shown by their place. */
function entries(value: object): Map<string, unknown> {
  return new Map(Object.entries(value))
}

function shown(value: unknown): string | null {
  if (value === undefined || value === null) return null
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.length > maxValueLength ? `${text.slice(0, maxValueLength)}…` : text
}

const madeIntoTitle = /^(message|exceptions\.\d+\.(type|value))$/

/** A pair's note stands at its name, the difference at its second half; a title's where its words came from. */
function ruleNear(rules: ReadonlyMap<string, string>, path: string): string {
  if (path === 'title') return [...rules].find(([noted]) => madeIntoTitle.test(noted))?.[1] ?? ''
  const parent = path.slice(0, path.lastIndexOf('.'))
  for (const [noted, rule] of rules) if (noted.startsWith(`${parent}.`) || noted === parent) return rule
  return ''
}
