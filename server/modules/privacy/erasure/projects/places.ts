/** Where what belongs to a project lies, derived from the inventory. Pure. */
import type { InventoryEntry, PartOf } from '#platform/inventory'

export type ProjectTable = {
  name: string
  /** Names the project itself; else it is found by what it is part of. */
  hasProject: boolean
  hasId: boolean
  parts: readonly PartOf[]
  /** Rows of others are found by its rows, or files by theirs: it is emptied after all the others. */
  isAnchor: boolean
}

export type ProjectPlaces = {
  /** Each before those that it is part of; the project's own row is none of them. */
  tables: readonly ProjectTable[]
  /** Tables whose rows stay and forget the column. */
  cleared: readonly { name: string; part: PartOf }[]
  columnTables: readonly string[]
  /** Files by the rows that name them. */
  blobs: readonly { kind: string; of: string }[]
}

/** The project's own row: what names the project by a column of another name is part of it. */
export const root = 'projects'

export function projectPlaces(inventory: readonly InventoryEntry[]): ProjectPlaces {
  const byTable = Map.groupBy(
    inventory.filter(({ store }) => store === 'database'),
    ({ place }) => place,
  )
  const partsOf = (name: string): PartOf[] => (byTable.get(name) ?? []).flatMap(({ partOf = [] }) => partOf)
  const fieldsOf = (name: string): string[] => (byTable.get(name) ?? []).flatMap(({ fields }) => fields)
  const isPart = (name: string, seen: readonly string[] = []): boolean =>
    name === root ||
    fieldsOf(name).includes('project_id') ||
    (!seen.includes(name) && partsOf(name).some(({ of, clears }) => !clears && isPart(of, [...seen, name])))
  const names = [...byTable.keys()].filter((name) => name !== root && isPart(name))
  const blobs = inventory
    .filter(({ store }) => store === 'blobs')
    .flatMap(({ place, partOf = [] }) => partOf.map(({ of }) => ({ kind: place, of })))
  const anchors = new Set([...names.flatMap(partsOf).map(({ of }) => of), ...blobs.map(({ of }) => of)])
  const tables = names.map((name) => ({
    name,
    hasProject: fieldsOf(name).includes('project_id'),
    hasId: fieldsOf(name).includes('id'),
    parts: partsOf(name).filter(({ clears }) => !clears),
    isAnchor: anchors.has(name),
  }))
  return {
    tables: partsFirst(tables),
    cleared: [...byTable.keys()].flatMap((name) =>
      partsOf(name).flatMap((part) => (part.clears ? [{ name, part }] : [])),
    ),
    columnTables: [
      ...new Set(
        inventory.flatMap(({ store, place, fields }) =>
          store === 'columns' && fields.includes('project_id') ? [place] : [],
        ),
      ),
    ],
    blobs,
  }
}

function partsFirst(tables: readonly ProjectTable[]): ProjectTable[] {
  const order: ProjectTable[] = []
  let waiting = [...tables].sort((one, other) => Number(one.isAnchor) - Number(other.isAnchor))
  while (waiting.length > 0) {
    const free = waiting.filter(({ name }) => !waiting.some(({ parts }) => parts.some(({ of }) => of === name)))
    if (free.length === 0) throw new Error(`parts of each other: ${waiting.map(({ name }) => name).join(', ')}`)
    order.push(...free)
    waiting = waiting.filter((table) => !free.includes(table))
  }
  return order
}
