/** Erases from the column store: a mutation each, which has rewritten the parts on the disk when it answers. */
import type { Services } from '#platform/context'
import type { Subject } from '#platform/inventory'
import type { Person } from '../person.ts'
import { heldWorkspacesOf, isHeldWhole, noHolds, type PersonHolds } from './held.ts'
import type { Counts } from './in-database.ts'
import type { PlannedEntry, PlannedPlace } from './plan.ts'

type Condition = { sql: string; params: Record<string, unknown> }

export async function eraseFromColumns(
  services: Services,
  place: PlannedPlace,
  subjects: { person: Person; pseudonym: string; holds: PersonHolds },
): Promise<void> {
  const table = plainName(place.place)
  for (const entry of erasable(place, subjects.holds)) {
    const condition = conditionOf(entry, subjects.person, subjects.holds)
    if (!condition) continue
    const change = entry.action === 'delete' ? 'delete' : `update ${assignments(entry)}`
    const params = { ...condition.params, pseudonym: subjects.pseudonym }
    await services.columns.command(
      `alter table ${table} ${change} where ${condition.sql} settings mutations_sync = 2`,
      params,
    )
  }
}

export async function countColumnRows(
  { columns }: Services,
  place: PlannedPlace,
  { person, holds }: { person: Person; holds: PersonHolds },
): Promise<Counts> {
  const counts: Counts = { deleted: 0, anonymised: 0, kept: 0, leftTo: {}, held: 0 }
  const done = new Set<string>()
  const table = plainName(place.place)
  const countOf = async (condition: Condition): Promise<number> => {
    const [row] = await columns.query<{ rows: number }>(
      `select count() as rows from ${table} where ${condition.sql}`,
      condition.params,
    )
    return row?.rows ?? 0
  }
  for (const planned of place.entries) {
    const { action } = planned
    const all = conditionOf(planned, person, noHolds)
    // Several parts of the same rows are counted once.
    const key = `${action} ${all?.sql}`
    if (!all || done.has(key)) continue
    done.add(key)
    if (action === 'workspaceDecides') {
      const rows = await columns.query<{ workspace_id: string; rows: number }>(
        `select workspace_id, count() as rows from ${table} where ${all.sql} group by workspace_id`,
        all.params,
      )
      for (const { workspace_id, rows: count } of rows) counts.leftTo[workspace_id] = count
    } else if (action === 'keep') {
      counts.kept += await countOf(all)
    } else {
      const now = isHeldWhole(planned.entry, holds) ? undefined : conditionOf(planned, person, holds)
      const erased = now ? await countOf(now) : 0
      counts[action === 'delete' ? 'deleted' : 'anonymised'] += erased
      if (now?.sql !== all.sql) counts.held += (await countOf(all)) - erased
    }
  }
  return counts
}

function erasable(place: PlannedPlace, holds: PersonHolds): PlannedEntry[] {
  return place.entries.filter(
    ({ entry, action }) => (action === 'delete' || action === 'anonymise') && !isHeldWhole(entry, holds),
  )
}

function conditionOf({ entry, perWorkspace }: PlannedEntry, person: Person, holds: PersonHolds): Condition | undefined {
  const found = entry.subject.flatMap((subject) => finding(subject, person) ?? [])
  if (found.length === 0) return undefined
  const held = perWorkspace ? heldWorkspacesOf(entry, holds) : []
  return {
    sql: `(${found.join(' or ')})${held.length === 0 ? '' : ' and workspace_id not in {held:Array(String)}'}`,
    params: {
      ...(person.userId !== null && { userId: person.userId }),
      addresses: [...person.addresses],
      ...(held.length > 0 && { held }),
    },
  }
}

function finding(subject: Subject, { userId, addresses }: Person): string | undefined {
  if ('userId' in subject) return userId === null ? undefined : `${plainName(subject.userId)} = {userId:String}`
  if (!('address' in subject) || addresses.length === 0) return undefined
  return `lower(${plainName(subject.address)}) in {addresses:Array(String)}`
}

function assignments({ replaces, empties }: PlannedEntry): string {
  const replaced = replaces.map((column) => `${plainName(column)} = {pseudonym:String}`)
  const emptied = empties.map((column) => `${plainName(column)} = defaultValueOfArgumentType(${plainName(column)})`)
  return [...replaced, ...emptied].join(', ')
}

/** It stands in the statement's text. */
export function plainName(name: string): string {
  if (!/^\w+$/.test(name)) throw new Error(`not a name: ${name}`)
  return name
}
