/** Makes a workspace what a file describes, in the order in which things need each other. */
import type { Client } from './client.ts'
import { readInstallation, type Found } from './installation.ts'
import { isThing, kinds, pick, textOf, type Item, type KindName, type ThingKind } from './kinds/index.ts'
import { createNames, type KnownNames } from './names.ts'
import { bodyOf, linesOf, planAll, type Step } from './plan.ts'
import type { Described } from './read-file.ts'
import { refuseCycles } from './refuse-cycles.ts'

export type Options = { plan: boolean; prune: boolean; force: boolean }
type Thing = { kind: KindName; id: string }
type Run = { client: Client; names: KnownNames; ours: Map<string, Thing> }

/**
 * Answers whether anything was, or with `plan` would be, changed. `say` gets lines for each thing that is not kept.
 * Throws FileError before anything is changed, and CallFailed for what the installation refuses.
 */
export async function applyFile(
  client: Client,
  file: Described,
  options: Options,
  say: (line: string) => void,
): Promise<boolean> {
  const { things } = await client.send('GET', `/configurations/${file.name}`)
  const before = things as Thing[] // as the API describes it
  const names = createNames(new Set(file.entries.map(({ kind, key }) => `${kind.name} ${key}`)))
  const { found, ambiguous } = await readInstallation(client, wantedOf(file, before), names)
  refuseCycles(file.entries, found, file.at)
  const ours = new Map(before.map((thing) => [`${thing.kind} ${thing.id}`, thing]))
  const steps = planAll({
    ...{ entries: file.entries, found, ambiguous, ours: new Set(ours.keys()), names, at: file.at },
    ...{ prune: options.prune, force: options.force },
  })
  for (const step of steps) {
    if (step.act !== 'keep') for (const line of linesOf(step, file.secrets)) say(line)
  }
  const isChanged = steps.some(({ act }) => act !== 'keep' && act !== 'leave')
  if (options.plan) return isChanged
  const run: Run = { client, names, ours }
  try {
    for (const step of steps) await carryOut(run, step)
    // What belongs to something goes before it does.
    for (const step of steps.toReversed()) if (step.act === 'delete') await remove(run, step.kind, step.found)
  } finally {
    // Also after half the way: the rest of it is found again by its name.
    await client.send('PUT', `/configurations/${file.name}`, { things: [...ours.values()] })
  }
  return isChanged
}

/** Kinds that the file has, that it made before, and those by whose names these are told. */
function wantedOf(file: Described, before: readonly Thing[]) {
  const wanted = new Set<KindName>([...file.entries.map(({ kind }) => kind.name), ...before.map(({ kind }) => kind)])
  // From the last to the first: what is used comes before what uses it.
  for (const kind of kinds.toReversed()) {
    if (!wanted.has(kind.name)) continue
    for (const used of [...kind.uses, ...(kind.parent === null ? [] : [kind.parent])]) wanted.add(used)
  }
  // A circle may go over components of which the file says nothing.
  const named = new Set(file.entries.map(({ kind, key }) => `${kind.name} ${key}`))
  const ours = new Set(before.map(({ kind, id }) => `${kind} ${id}`))
  const asksNeeds = wanted.has('componentNeeds')
  return {
    kind: (kind: KindName) => wanted.has(kind),
    parent: (kind: KindName, key: string, id: string) =>
      named.has(`${kind} ${key}`) || ours.has(`${kind} ${id}`) || (asksNeeds && kind === 'component'),
    whole: (kind: KindName, key: string) => named.has(`${kind} ${key}`) || (kind === 'componentNeeds' && asksNeeds),
  }
}

async function carryOut({ client, names, ours }: Run, step: Step): Promise<void> {
  const { kind, key, scope } = step
  if (step.act === 'delete' || step.act === 'leave') return
  const parentId = () => (kind.parent === null ? '' : names.idOf(kind.parent, scope, ''))
  if (!isThing(kind)) {
    if (step.act !== 'set') return
    const { path, method, body } = kind.set(parentId(), kind.toApi(bodyOf(step), names, scope))
    await client.send(method, path, body)
    return
  }
  const remember = (id: string) => ours.set(`${kind.name} ${id}`, { kind: kind.name, id })
  if (step.act === 'create') remember(await create({ client, names, ours }, kind, step, parentId()))
  else if (step.found) remember(step.found.id)
  if (step.act !== 'update' || !step.found) return
  if (kind.update) {
    const { path, method, body } = kind.update(step.found.id, kind.toApi(bodyOf(step), names, scope), step.found.actual)
    await client.send(method, path, body)
    return
  }
  // It cannot be changed: another one takes its place, and is there before it goes.
  remember(await create({ client, names, ours }, kind, { key, scope, item: bodyOf(step) }, parentId()))
  await remove({ client, names, ours }, kind, step.found)
}

type New = { key: string; scope: string; item: Item }

async function create(
  { client, names }: Run,
  kind: ThingKind,
  { key, scope, item }: New,
  parentId: string,
): Promise<string> {
  const later = kind.later ?? []
  const first = Object.fromEntries(Object.entries(item).filter(([field]) => !later.includes(field)))
  const { path, method, body } = kind.create(kind.toApi(first, names, scope), parentId)
  const made = await client.send(method, path, body)
  const id = kind.idOf ? kind.idOf(item, parentId) : (kind.idOfMade?.(made) ?? textOf(made, 'id'))
  names.add(kind.name, key, id)
  const rest = pick(item, later)
  const isPlain = Object.entries(rest).every(
    ([field, value]) => JSON.stringify(value) === JSON.stringify(kind.defaults[field]),
  )
  if (!isPlain && kind.update) {
    const change = kind.update(id, kind.toApi(rest, names, scope), made)
    await client.send(change.method, change.path, change.body)
  }
  return id
}

async function remove({ client, ours }: Run, kind: ThingKind, { id }: Found): Promise<void> {
  const { path, method, body } = kind.delete(id)
  await client.send(method, path, body)
  ours.delete(`${kind.name} ${id}`)
}
