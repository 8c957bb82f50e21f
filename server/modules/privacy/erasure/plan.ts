/** What becomes of everything about a person, as the inventory says it. Pure: the eraser carries out what is planned here. */
import type { InventoryEntry, Subject } from '#platform/inventory'
import { retentionDays, type CategoryId, type PolicyProfile } from '#platform/policy'
import type { Facts } from '../facts.ts'
import type { Person } from '../person.ts'

type PersonalStore = 'database' | 'columns'

/** What is done with the rows of one table, or of one part of its columns. */
export type PlannedEntry = {
  entry: InventoryEntry
  store: PersonalStore
  place: string
  action: 'delete' | 'anonymise' | 'keep' | 'workspaceDecides'
  /** Columns in which the person's pseudonym takes the place of their id. */
  replaces: string[]
  /** Columns that are emptied. */
  empties: string[]
  /** Its rows are in workspaces. */
  perWorkspace: boolean
  /** The module that finds and erases the rows itself. */
  own: 'audit' | 'accessLog' | 'providers' | null
}

/** All entries of a table; its rows are deleted and counted together. */
export type PlannedPlace = { step: string; store: PersonalStore; place: string; entries: PlannedEntry[] }

/** In no order yet: what refers to what is known to the database. */
export function planErasure({ inventory }: Facts, person: Person): PlannedPlace[] {
  const places = new Map<string, PlannedPlace>()
  const inWorkspaces = new Set(
    inventory.flatMap(({ store, place, fields }) => (fields.includes('workspace_id') ? stepOf(store, place) : [])),
  )
  for (const entry of inventory) {
    const planned = planEntry(entry, person)
    if (!planned) continue
    const { store, place } = planned
    planned.perWorkspace = inWorkspaces.has(stepOf(store, place))
    const step = stepOf(store, place)
    const found = places.get(step) ?? { step, store, place, entries: [] }
    found.entries.push(planned)
    places.set(step, found)
  }
  return [...places.values()]
}

export function stepOf(store: string, place: string): string {
  return `${store}:${place}`
}

function planEntry(entry: InventoryEntry, person: Person): PlannedEntry | undefined {
  const { store, place, subject, erase } = entry
  if (store !== 'database' && store !== 'columns') return undefined
  const finding = subject.filter((one) => finds(one, person))
  if (finding.length === 0) return undefined
  return {
    entry,
    store,
    place,
    action: typeof erase === 'object' ? 'keep' : erase,
    replaces: finding.flatMap((one) => ('userId' in one ? [one.userId] : [])),
    empties: [
      ...new Set([...subject.flatMap((one) => ('address' in one ? [one.address] : [])), ...(entry.clears ?? [])]),
    ],
    perWorkspace: false,
    own: subject.flatMap((one) => ('own' in one ? [one.own] : []))[0] ?? null,
  }
}

function finds(subject: Subject, { userId, addresses }: Person): boolean {
  if ('userId' in subject || 'own' in subject) return userId !== null
  return 'address' in subject ? addresses.length > 0 : true
}

/** What stays, why, and until when; `untilAt` is the latest day that the profile's figures lead to, null where none is set. */
export type Staying = { category: CategoryId; why: string; until: string; untilAt: Date | null }

export function stayingOf({ entry }: PlannedEntry, profile: PolicyProfile, now: Date): Staying | undefined {
  const { erase, category } = entry
  if (typeof erase !== 'object' || category === '-') return undefined
  return { category, why: erase.keep, until: erase.until, untilAt: endOf(entry, profile, now) }
}

const dayMs = 24 * 3_600_000

/** When the last row of this moment has ended by age. */
export function endOf({ retention }: InventoryEntry, profile: PolicyProfile, now: Date): Date | null {
  const days = (retention.ages ?? [])
    .filter(({ prune, where }) => !prune && where === undefined)
    .flatMap(({ after }) => {
      if ('days' in after) return [after.days]
      if ('hours' in after) return [after.hours / 24]
      return retentionDays(profile.retention, after.setting) ?? []
    })
  return days.length === 0 ? null : new Date(now.getTime() + Math.max(...days) * dayMs)
}
