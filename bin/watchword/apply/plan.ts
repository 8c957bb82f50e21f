/** What has to happen so that the workspace is as the file says. Pure. */
import type { Kind } from './kinds.ts'
import type { Item } from './read-file.ts'

export type Step =
  | { act: 'create'; kind: Kind; key: string; body: Item }
  | { act: 'update'; kind: Kind; key: string; id: string; body: Item; fields: string[] }
  | { act: 'keep'; kind: Kind; key: string; id: string }
  | { act: 'delete'; kind: Kind; key: string; id: string }
  /** An earlier version of the file made it, this one does not name it, and nobody said that it may go. */
  | { act: 'leave'; kind: Kind; key: string; id: string }

export type PlanInput = {
  kind: Kind
  wanted: readonly Item[]
  /** What is there, each with its `id`. */
  actual: readonly Item[]
  /** Ids that came from this file before. */
  ours: ReadonlySet<string>
  prune: boolean
  force: boolean
}

/** Throws for two of one key, for one without, and for a change of what cannot change. */
export function planKind({ kind, wanted, actual, ours, prune, force }: PlanInput): Step[] {
  const there = new Map(actual.map((item) => [kind.key(item), item]))
  const named = new Set<string>()
  const steps = wanted.map((item): Step => {
    const key = kind.key(item)
    if (key === '') throw new Error(`a ${kind.name} needs a ${kind.keyField}`)
    if (named.has(key)) throw new Error(`${kind.name} ${key}: named twice`)
    named.add(key)
    const body = Object.fromEntries(Object.entries(item).filter(([field]) => !kind.others.includes(field)))
    const found = there.get(key)
    return found ? planOne(kind, key, body, found, force) : { act: 'create', kind, key, body }
  })
  const gone = actual.filter((item) => ours.has(idOf(item)) && !named.has(kind.key(item)))
  return [
    ...steps,
    ...gone.map((item): Step => {
      const one = { kind, key: kind.key(item), id: idOf(item) }
      return prune && !kind.neverDeleted ? { act: 'delete', ...one } : { act: 'leave', ...one }
    }),
  ]
}

function planOne(kind: Kind, key: string, body: Item, found: Item, force: boolean): Step {
  const id = idOf(found)
  const different = Object.keys(body).filter((field) => field in found && !isAsWanted(body[field], found[field]))
  const fixed = different.find((field) => kind.fixed.includes(field))
  if (fixed !== undefined) {
    throw new Error(
      `${kind.name} ${key}: its ${fixed} cannot change; delete it first, or give it another ${kind.keyField}`,
    )
  }
  const changeable = Object.entries(body).filter(([field]) => !kind.fixed.includes(field))
  // What the API does not show, a password say, cannot be compared: it goes along with whatever else changes.
  const unseen = changeable.map(([field]) => field).filter((field) => !(field in found))
  const fields = force ? changeable.map(([field]) => field) : different
  if (fields.length === 0) return { act: 'keep', kind, key, id }
  const sent = new Set([...fields, ...unseen])
  return {
    act: 'update',
    kind,
    key,
    id,
    fields,
    body: Object.fromEntries(changeable.filter(([field]) => sent.has(field))),
  }
}

/** What the file does not say may be anything: a default, or what somebody set in the browser. */
function isAsWanted(wanted: unknown, actual: unknown): boolean {
  if (Array.isArray(wanted)) {
    if (!Array.isArray(actual) || actual.length !== wanted.length) return false
    return wanted.every((each, index) => isAsWanted(each, actual[index]))
  }
  if (typeof wanted !== 'object' || wanted === null) return Object.is(wanted, actual)
  if (typeof actual !== 'object' || actual === null) return false
  const fields = actual as Record<string, unknown>
  return Object.entries(wanted).every(([field, each]) => isAsWanted(each, fields[field]))
}

export function idOf(item: Item): string {
  const { id } = item
  if (typeof id !== 'string') throw new Error('the installation answered with something that has no id')
  return id
}

const signs = { create: '+', update: '~', keep: ' ', delete: '-', leave: '?' } as const

/** One line for people; never a value, which may be a secret. */
export function lineOf(step: Step): string {
  const what = `${signs[step.act]} ${step.kind.name} ${step.key}`
  if (step.act === 'update') return `${what}: ${step.fields.join(', ')}`
  if (step.act !== 'leave') return what
  return `${what}: no longer in the file; ${step.kind.neverDeleted ? 'delete it in the app, its data goes with it' : '--prune deletes it'}`
}
