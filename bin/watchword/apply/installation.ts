/** What stands in the workspace, in the words of a file. */
import type { Client } from './client.ts'
import {
  isThing,
  kinds,
  textOf,
  under,
  type Item,
  type Kind,
  type KindName,
  type SettingKind,
  type ThingKind,
} from './kinds/index.ts'
import type { KnownNames } from './names.ts'

export type Found = {
  kind: Kind
  key: string
  scope: string
  /** Of a setting: what it is set for. */
  id: string
  /** Of what it belongs to; empty in the workspace itself. */
  parentId: string
  /** As a file would say it. */
  item: Item
  /** As the API said it. */
  actual: Item
}

/** Which to read: thousands of monitors are not looked at for a file that has none. */
export type Wanted = {
  kind: (kind: KindName) => boolean
  /** Whether things of this parent count, by its key. */
  parent: (kind: KindName, key: string, id: string) => boolean
  /** Whether one is to be compared, and is therefore read as a whole. */
  whole: (kind: KindName, key: string) => boolean
}

export type Installation = {
  found: Found[]
  /** Keys that two of a kind have (`<kind> <key>`): nobody can say which is meant. */
  ambiguous: ReadonlySet<string>
}

type Raw = Omit<Found, 'item'>

/** Adds everything that it finds to `names`. */
export async function readInstallation(client: Client, wanted: Wanted, names: KnownNames): Promise<Installation> {
  const ambiguous = new Set<string>()
  const raw: Raw[] = []
  const lists = new Map<string, Promise<Item[]>>()
  const list = (path: string, field: string | undefined) => {
    const known = lists.get(path) ?? client.list(path, field)
    lists.set(path, known)
    return known
  }
  for (const kind of kinds.filter(isThing)) {
    if (!wanted.kind(kind.name)) continue
    for (const parent of parentsOf(kind, raw, wanted)) {
      for (const actual of await list(kind.list(parent.id), kind.listField)) {
        if (kind.isListed && !kind.isListed(actual, parent.id)) continue
        const one = rawOf(kind, actual, parent, names)
        if (names.find(kind.name, one.key) !== undefined) ambiguous.add(`${kind.name} ${one.key}`)
        names.add(kind.name, one.key, one.id)
        raw.push(one)
      }
    }
  }
  // Names first: what is said of one thing may name any other.
  const found: Found[] = []
  for (const one of raw) found.push(await wholeOf(client, one, wanted, names))
  for (const kind of kinds) {
    if (isThing(kind) || !wanted.kind(kind.name)) continue
    for (const parent of parentsOf(kind, raw, wanted)) {
      if (wanted.whole(kind.name, parent.key)) found.push(await settingOf(client, kind, parent, names))
    }
  }
  return { found, ambiguous }
}

type Parent = { key: string; id: string; actual: Item; scope: string }

function parentsOf(kind: Kind, raw: readonly Raw[], wanted: Wanted): Parent[] {
  if (kind.parent === null) return [{ key: '', id: '', actual: {}, scope: '' }]
  return raw.filter(({ kind: { name }, key, id }) => name === kind.parent && wanted.parent(name, key, id))
}

function rawOf(kind: ThingKind, actual: Item, parent: Parent, names: KnownNames): Raw {
  const own = kind.key(kind.toFile(actual, names, parent.key))
  const id = kind.idOf ? kind.idOf(actual, parent.id) : textOf(actual, 'id')
  return {
    kind,
    key: parent.key === '' ? own : under(parent.key, own),
    scope: parent.key,
    id,
    parentId: parent.id,
    actual,
  }
}

async function wholeOf(client: Client, one: Raw, wanted: Wanted, names: KnownNames): Promise<Found> {
  const { kind, key, scope, id } = one
  const isRead = 'create' in kind && kind.read !== undefined && wanted.whole(kind.name, key)
  const actual = isRead ? { ...one.actual, ...(await client.send('GET', kind.read?.(id) ?? '')) } : one.actual
  return { ...one, actual, item: kind.toFile(actual, names, scope) }
}

async function settingOf(client: Client, kind: SettingKind, parent: Parent, names: KnownNames): Promise<Found> {
  const path = kind.read(parent.id)
  const isNeeded = path !== '' && (kind.isSet?.(parent.actual) ?? true)
  const actual = isNeeded ? await client.send('GET', path) : parent.actual
  const item = isNeeded || path === '' ? kind.toFile(actual, names, parent.key) : { ...kind.defaults }
  return { kind, key: parent.key, scope: parent.key, id: parent.id, parentId: parent.id, item, actual }
}
