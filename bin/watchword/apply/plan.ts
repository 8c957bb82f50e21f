/** What has to happen so that the workspace is as the file says. Pure. */
import { describeChange } from './describe-change.ts'
import { changesOf, isObject, type Change } from './diff.ts'
import type { Entry } from './flatten.ts'
import type { Found } from './installation.ts'
import { isThing, pick, UnknownName, type Item, type Kind, type Names, type ThingKind } from './kinds/index.ts'
import { FileError, type Path } from './positions.ts'

type Of<K> = { kind: K; key: string; scope: string }

export type Step =
  | ({ act: 'create'; item: Item } & Of<ThingKind>)
  | ({ act: 'update' | 'set'; item: Item; changes: Change[]; found: Found | undefined } & Of<Kind>)
  | ({ act: 'keep'; found: Found | undefined } & Of<Kind>)
  | ({ act: 'delete'; found: Found } & Of<ThingKind>)
  /** An earlier version of the file made it, this one does not name it, and nobody said that it may go. */
  | ({ act: 'leave'; found: Found } & Of<ThingKind>)

export type PlanInput = {
  entries: readonly Entry[]
  found: readonly Found[]
  ambiguous: ReadonlySet<string>
  /** `<kind> <id>` of what came from this file before. */
  ours: ReadonlySet<string>
  prune: boolean
  force: boolean
  /** Which knows what is there and what the file makes. */
  names: Names
  at: (path: Path) => string
}

/** In the order in which things are made. Throws FileError for what cannot be meant. */
export function planAll(input: PlanInput): Step[] {
  const { entries, found, ours, prune } = input
  const there = new Map<string, Found>()
  for (const one of found) {
    const name = `${one.kind.name} ${one.key}`
    if (!there.has(name)) there.set(name, one)
  }
  const steps = entries.map((entry) => planOne(entry, there.get(`${entry.kind.name} ${entry.key}`), input))
  const named = new Set(entries.map(({ kind, key }) => there.get(`${kind.name} ${key}`)).flatMap((one) => one ?? []))
  const gone = found.flatMap((one): Step[] => {
    const { kind, key, scope, id } = one
    if (!isThing(kind) || named.has(one) || !ours.has(`${kind.name} ${id}`)) return []
    return [{ act: prune && !kind.neverDeleted ? 'delete' : 'leave', kind, key, scope, found: one }]
  })
  return [...steps, ...gone]
}

function planOne(entry: Entry, found: Found | undefined, input: PlanInput): Step {
  const { kind, key, scope, path } = entry
  const item = found && entry.complete ? entry.complete(found.actual) : entry.item
  const at = input.at(path)
  const of = { key, scope }
  if (input.ambiguous.has(`${kind.name} ${key}`)) {
    throw new FileError(`${at}: there are two of the name ${key} (${kind.title}): give one of them another name first`)
  }
  refuseUnknownNames(entry, input)
  if (isThing(kind) && !found) return { act: 'create', kind, ...of, item }
  const before = found?.item ?? kind.defaults
  const seen = changesOf(item, before, kind)
  // What the installation does not show cannot be compared: it goes along with whatever else changes.
  const unseen = Object.keys(item).filter((field) => !(field in before))
  const fixed = isThing(kind) ? (kind.fixed ?? []) : []
  const stuck = seen.find((change) => fixed.includes(rootOf(change)))
  if (stuck) {
    throw new FileError(
      `${at}: ${kind.title} ${key}: its ${rootOf(stuck)} cannot change; delete it first, or give it another name`,
    )
  }
  const all = Object.entries(item).map(([field, to]): Change => ({ path: field, from: before[field], to }))
  // Of what is just being made nothing is known: all of it changes.
  const fresh = all
    .filter(({ path: field }) => !found && unseen.includes(field))
    .map((change) => (kind.hidden?.includes(change.path) ? change : { ...change, from: null }))
  const isForced = input.force && !(isThing(kind) && kind.shownWhole)
  const changes = isForced ? all.filter((change) => !fixed.includes(change.path)) : [...seen, ...fresh]
  if (changes.length === 0) return { act: 'keep', kind, ...of, found }
  const sent = new Set([...changes.map(rootOf), ...unseen])
  const body = isThing(kind) ? Object.fromEntries(Object.entries(item).filter(([field]) => sent.has(field))) : item
  return { act: isThing(kind) ? 'update' : 'set', kind, ...of, item: body, changes, found }
}

const rootOf = ({ path }: Change): string => path.split('.', 1)[0] ?? ''

/** All names are looked up before anything is changed. */
function refuseUnknownNames({ kind, scope, item, path }: Entry, { names, at }: PlanInput): void {
  try {
    kind.toApi(item, names, scope)
  } catch (error) {
    if (!(error instanceof UnknownName)) throw error
    throw new FileError(`${at([...path, error.field])}: ${error.message}`, { cause: error })
  }
}

/** What is sent: with what the API would take away if it were not said. */
export function bodyOf(step: Extract<Step, { act: 'update' | 'set' }>): Item {
  const { kind, item, found } = step
  const before = found?.item ?? {}
  const { together = [] } = kind
  const kept = together.some((field) => field in item) ? pick(before, together) : {}
  const fields = isThing(kind) && kind.update && !kind.whole ? { ...kept, ...item } : { ...before, ...item }
  return Object.fromEntries(
    Object.entries(fields).map(([field, value]) => {
      const old = before[field]
      const isMerged = kind.merged?.includes(field) && isObject(value) && isObject(old)
      return [field, isMerged && old['type'] === value['type'] ? { ...old, ...value } : value]
    }),
  )
}

const signs = { create: '+', update: '~', set: '~', keep: ' ', delete: '-', leave: '?' } as const

/** Of one thing: a dashboard may have thousands. */
const maxTold = 40

/** Lines for people: the thing, and each field that changes. */
export function linesOf(step: Step, secrets: ReadonlySet<string>): string[] {
  const { kind, key } = step
  const what = `${signs[step.act]} ${kind.title} ${key}`.trimEnd()
  if (step.act === 'update' || step.act === 'set') {
    const note = step.found && isThing(kind) ? kind.note?.(step.found.actual) : undefined
    const told = step.changes.slice(0, maxTold).map((change) => describeChange(change, secrets))
    const more = step.changes.length - told.length
    return [
      what,
      ...[...told, ...(more > 0 ? [`and ${more} more`] : []), ...(note === undefined ? [] : [note])].map(
        (line) => `    ${line}`,
      ),
    ]
  }
  if (step.act !== 'leave') return [what]
  const why = step.kind.neverDeleted ? 'delete it in the app, its data goes with it' : '--prune deletes it'
  return [`${what}: no longer in the file; ${why}`]
}
