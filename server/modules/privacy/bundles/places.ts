/** Of which places a workspace's bundle is made, and what of each stays behind. Derived from the inventory. Pure. */
import type { InventoryEntry } from '#platform/inventory'
import type { CategoryId } from '#platform/policy'

export type Place = {
  store: 'database' | 'columns'
  name: string
  category: CategoryId | '-'
  /** What is written of each row, in the order of the inventory. */
  fields: string[]
  /** Secrets, of which a row says that there is one. */
  factFields: string[]
  /** Rows that carry the workspace's id; and rows about its people that carry none, or none in this row. */
  scope: { column: string | null; people: boolean }
}

/** What is there and not what it is: keys and the like. */
export type FactPlace = Pick<Place, 'name' | 'category' | 'scope'>

export type LeftOut = { place: string; category: CategoryId | '-'; fields: string[]; reason: string }

export type WorkspacePlaces = { places: Place[]; facts: FactPlace[]; leftOut: LeftOut[] }

/** Who its people are, what they consented or objected to, and holds: what must go where the workspace goes. */
const goesWithPeople: ReadonlySet<string> = new Set(['C01', 'C30', 'C32'])
/** Of the other categories: whoever may not sign in here may not do it there. */
const alsoGoes: ReadonlySet<string> = new Set(['frozen_users'])

export function workspacePlaces(inventory: readonly InventoryEntry[]): WorkspacePlaces {
  const found: WorkspacePlaces = { places: [], facts: [], leftOut: [] }
  const kept = inventory.filter(({ store }) => store === 'database' || store === 'columns')
  for (const [key, entries] of Map.groupBy(kept, ({ store, place }) => `${store} ${place}`)) {
    const [store, name] = key.split(' ') as ['database' | 'columns', string] // made so in the line above
    const scope = scopeOf(store, name, entries)
    if (!scope) continue
    const fields = entries.filter((entry) => entry.export === 'yes').flatMap((entry) => entry.fields)
    const factFields = entries.filter((entry) => entry.export === 'fact').flatMap((entry) => entry.fields)
    const category = entries[0]?.category ?? '-'
    for (const entry of entries.filter((each) => each.export === 'no')) {
      found.leftOut.push({ place: name, category: entry.category, fields: [...entry.fields], reason: reasonOf(entry) })
    }
    if (scope.column !== null ? fields.includes(scope.column) : fields.length > 0) {
      found.places.push({ store, name, category, fields, factFields, scope })
    } else if (factFields.length > 0) found.facts.push({ name, category, scope })
  }
  return found
}

function scopeOf(store: string, name: string, entries: readonly InventoryEntry[]): Place['scope'] | undefined {
  const column = name === 'workspaces' ? 'id' : 'workspace_id'
  const people =
    store === 'database' &&
    entries.some(
      ({ category, subject, export: exported }) =>
        exported === 'yes' &&
        (goesWithPeople.has(category) || alsoGoes.has(name)) &&
        subject.some((one) => 'userId' in one || 'address' in one),
    )
  if (entries.some(({ fields }) => fields.includes(column)) && (column === 'workspace_id' || name === 'workspaces')) {
    return { column, people }
  }
  return people ? { column: null, people } : undefined
}

/** Why something is not in an export, for people. */
export function reasonOf({ exportNote, encrypted, category }: InventoryEntry): string {
  if (exportNote !== undefined) return exportNote
  if (encrypted !== 'no') return 'a secret, or made from one: whoever had it could act for somebody'
  if (category === '-') return 'technical, about nobody'
  return 'it serves the safe running of the service and says nothing beyond the rest'
}
