/** Goes through everything that holds text; what is not changed is not copied. */
import type { EventNote, JsonObject, JsonValue } from '../event.ts'
import { addNote } from '../clean.ts'
import { replaceSpans, type Step, type Steps } from './compile.ts'
import type { CleanTexts } from './clean-texts.ts'
import { isSecretName } from './key-names.ts'

const gone = Symbol('gone')
/** Numbers that are shorter can be nobody's. */
const leastNumber = 1_000_000

/** Of one event or record. */
export function createWalk(steps: Steps, clean: CleanTexts, notes: EventNote[]) {
  /** Where it is, in the names of our types. */
  const path: (string | number)[] = []

  /** `name`: of the field within where it is, if it is in one. */
  const note = (step: Step, name: string | undefined): void =>
    addNote(notes, (name === undefined ? path : [...path, name]).join('.'), 'scrubbed', step.name)

  function textBy(applied: readonly Step[], text: string, name: string | undefined): string | undefined {
    let result = text
    for (const step of applied) {
      if (!step.detect) {
        if (result === '') continue
        note(step, name)
        const whole = step.putWhole(result)
        if (whole === undefined) return undefined
        result = whole
        continue
      }
      const spans = step.detect(result)
      if (spans.length === 0) continue
      note(step, name)
      result = replaceSpans(result, spans, step.put)
    }
    return result
  }

  /** Undefined: nothing of it may stay. */
  function scrub(text: string, place: string, name?: string): string | undefined {
    const applied = steps.at(place)
    if (applied !== steps.everywhere) return textBy(applied, text, name)
    if (clean.has(text)) return text
    const result = textBy(applied, text, name)
    if (result === text) clean.add(text)
    return result
  }

  /** Who throws is done with the whole walk, so nothing needs to be put back. */
  function within<T>(name: string | number, work: () => T): T {
    path.push(name)
    const result = work()
    path.pop()
    return result
  }

  /** A field whose name says that its value is secret. */
  function secretStep(name: string, place: string): Step | undefined {
    return isSecretName(name) ? steps.at(place).find(({ dataType }) => dataType === 'password') : undefined
  }

  function value(given: JsonValue, place: string): JsonValue | typeof gone {
    if (typeof given === 'string') return scrub(given, place) ?? gone
    if (typeof given === 'number') return number(given, place)
    if (typeof given !== 'object' || given === null) {
      const all = steps.at(place).find(({ detect }) => !detect)
      return all && given !== null ? whole(all, String(given)) : given
    }
    return Array.isArray(given) ? list(given, place) : map(given, place)
  }

  function number(given: number, place: string): JsonValue | typeof gone {
    const applied = steps.at(place)
    if (Math.abs(given) < leastNumber && applied.every(({ detect }) => detect)) return given
    const text = String(given)
    const result = textBy(applied, text, undefined)
    return result === undefined ? gone : result === text ? given : result
  }

  function whole(step: Step, text: string): string | typeof gone {
    note(step, undefined)
    return step.putWhole(text) ?? gone
  }

  function list(given: JsonValue[], place: string): JsonValue[] {
    let copy: JsonValue[] | undefined
    for (const [index, item] of given.entries()) {
      path.push(index)
      const result = value(item, place)
      path.pop()
      if (result === item && !copy) continue
      copy ??= given.slice(0, index)
      if (result !== gone) copy.push(result)
    }
    return copy ?? given
  }

  function map(given: JsonObject, place: string): JsonObject {
    const keys = Object.keys(given)
    let copy: JsonObject | undefined
    for (const [index, key] of keys.entries()) {
      const item = given[key] ?? null
      const name = nameOf(key)
      path.push(name)
      const result = named(key, item, below(place, key))
      path.pop()
      if (result === item && name === key && !copy) continue
      copy ??= startOf(given, keys, index)
      if (result !== gone) copy[name] = result
    }
    return copy ?? given
  }

  /** Where no rule names a place, none needs to be told apart. */
  const below = (place: string, key: string): string => (steps.hasPlaces ? `${place}.${key.toLowerCase()}` : place)

  /** A name may hold a secret too; rules for a place mean what stands there, and not how it is called. */
  function nameOf(key: string): string {
    if (clean.has(key)) return key
    const name =
      textBy(
        steps.everywhere.filter(({ detect }) => detect),
        key,
        undefined,
      ) ?? ''
    if (name === key) clean.add(key)
    return name
  }

  function named(key: string, item: JsonValue, place: string): JsonValue | typeof gone {
    const secret = item === null || item === '' || typeof item === 'boolean' ? undefined : secretStep(key, place)
    if (!secret) return value(item, place)
    return whole(secret, typeof item === 'object' ? JSON.stringify(item) : String(item))
  }

  function pair(given: [string, string], place: string): [string, string] | typeof gone {
    const [key, item] = given
    const name = nameOf(key)
    path.push(name)
    const result = named(key, item, below(place, key))
    path.pop()
    if (result === gone) return gone
    return result === item && name === key
      ? given
      : [name, typeof result === 'string' ? result : JSON.stringify(result)]
  }

  return {
    within,
    /** Optional text: undefined when it was there and may not be. */
    text: (name: string, given: string | undefined, place: string): string | undefined =>
      given === undefined ? undefined : scrub(given, place, name),
    /** Text that must be: empty when it may not. */
    required: (name: string, given: string, place: string): string => scrub(given, place, name) ?? '',
    /** An item of a list. */
    item: (given: string, place: string): string => scrub(given, place) ?? '',
    mapItem: map,
    map: <T extends JsonObject | undefined>(name: string, given: T, place: string): T | JsonObject =>
      given === undefined ? given : within(name, () => map(given, place)),
    json: (name: string, given: JsonValue | undefined, place: string): JsonValue | undefined => {
      if (given === undefined) return undefined
      const result = within(name, () => value(given, place))
      return result === gone ? undefined : result
    },
    pairs: (name: string, given: [string, string][], place: string): [string, string][] =>
      each(name, given, (one) => pair(one, place)),
    each,
  }

  /** The same list where nothing was changed. */
  function each<T>(name: string, given: T[], one: (item: T) => T | typeof gone): T[] {
    return within(name, () => {
      let copy: T[] | undefined
      for (const [index, item] of given.entries()) {
        const result = within(index, () => one(item))
        if (result === item && !copy) continue
        copy ??= given.slice(0, index)
        if (result !== gone) copy.push(result)
      }
      return copy ?? given
    })
  }
}

function startOf(given: JsonObject, keys: readonly string[], end: number): JsonObject {
  const copy: JsonObject = Object.create(null)
  for (const key of keys.slice(0, end)) copy[key] = given[key] ?? null
  return copy
}

export type Walk = ReturnType<typeof createWalk>
