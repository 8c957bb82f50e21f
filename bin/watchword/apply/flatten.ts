/** The entries of a file, one after the other, each with where it stands. */
import { itemOf, isThing, kinds, kindsIn, under, type Item, type Kind } from './kinds/index.ts'
import { FileError, type Path } from './positions.ts'

export type Entry = {
  kind: Kind
  /** Of a thing within the workspace: `acme/Checkout`; of a setting the key of what it is set for. */
  key: string
  /** The key of what it belongs to; empty in the file itself. */
  scope: string
  /** Without the entries that stand in it. */
  item: Item
  /** In the file itself; of what stands in another one the entry that names that. */
  path: Path
  /** Where it stands in another file. */
  from?: string
  /** With what its file cannot say of a thing that is there, or would say in other words; `actual` as the API said it. */
  complete?: (actual: Item) => Item
}

/** In the order in which things are made. Throws FileError for two of one key. */
export function flatten(body: Item, at: (path: Path) => string): Entry[] {
  const found: Entry[] = []
  for (const kind of kinds) {
    if (kind.field === '') continue
    const parents: Pick<Entry, 'key' | 'path'>[] =
      kind.parent === null ? [{ key: '', path: [] }] : found.filter((entry) => entry.kind.name === kind.parent)
    for (const parent of parents) found.push(...entriesIn(kind, parent, body, at))
  }
  return found.map((entry) => {
    const inner = new Set(kindsIn(entry.kind.name).map(({ field }) => field))
    return { ...entry, item: Object.fromEntries(Object.entries(entry.item).filter(([field]) => !inner.has(field))) }
  })
}

function entriesIn(
  kind: Kind,
  { key: scope, path }: Pick<Entry, 'key' | 'path'>,
  body: Item,
  at: (path: Path) => string,
): Entry[] {
  const own = [...path, kind.field]
  const written = own.reduce<unknown>((value, step) => (value as Item | undefined)?.[step], body)
  if (written === undefined) return []
  if (!isThing(kind)) return [{ kind, key: scope, scope, item: itemOf(kind, written), path: own }]
  const seen = new Set<string>()
  return (written as unknown[]).map((each, index) => {
    const item = itemOf(kind, each)
    const place = [...own, index]
    const key = kind.key(item)
    if (key === '') throw new FileError(`${at(place)}: a ${kind.title} needs a ${kind.keyField}`)
    if (seen.has(key)) throw new FileError(`${at(place)}: the ${kind.title} ${key} is named twice`)
    seen.add(key)
    return { kind, key: scope === '' ? key : under(scope, key), scope, item, path: place }
  })
}
