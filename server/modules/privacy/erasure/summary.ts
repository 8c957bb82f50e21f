/** What goes, what stays, why and until when: the same words for the plan that is shown before and for the receipt. Pure. */
import { categories, type CategoryId, type PolicyProfile } from '#platform/policy'
import { stayingOf, type PlannedPlace } from './plan.ts'

export type StepCounts = {
  deleted: number
  anonymised: number
  kept: number
  leftTo: Record<string, number> | null
  held: boolean
}

export type Going = { category: CategoryId; what: string; records: number }

export type Staying = Going & { why: string; until: string; untilAt: string | null }

export type LeftToWorkspace = Going & { workspaceId: string }

export type Summary = {
  deleted: Going[]
  /** What stays without anyone in it. */
  anonymised: Going[]
  stays: Staying[]
  /** Content of workspaces, whose admins decide. */
  workspacesDecide: LeftToWorkspace[]
  /** Something must not be erased now, because the law or a dispute wants it; it is erased as soon as it may be. */
  held: boolean
  /** What ends by itself. */
  ends: { what: string; untilAt: string }[]
}

const dayMs = 24 * 3_600_000
/** As the inventory says of tombstones: no backup is older. */
const backupDays = 400

export function summarise(
  places: readonly PlannedPlace[],
  counts: ReadonlyMap<string, StepCounts>,
  profile: PolicyProfile,
  now: Date,
): Summary {
  const deleted = new Map<CategoryId, number>()
  const anonymised = new Map<CategoryId, number>()
  const stays = new Map<string, Staying>()
  const left = new Map<string, LeftToWorkspace>()
  for (const place of places) {
    const count = counts.get(place.step)
    if (!count) continue
    for (const category of categoriesOf(place, 'delete')) add(deleted, category, count.deleted)
    for (const category of categoriesOf(place, 'anonymise')) add(anonymised, category, count.anonymised)
    for (const category of categoriesOf(place, 'workspaceDecides')) {
      for (const [workspaceId, records] of Object.entries(count.leftTo ?? {})) {
        left.set(`${category} ${workspaceId}`, { category, what: categories[category], records, workspaceId })
      }
    }
    if (count.kept > 0) addStaying(stays, place, count.kept, profile, now)
  }
  add(anonymised, 'C24', counts.get('requestLog')?.anonymised ?? 0)
  add(deleted, 'C26', counts.get('audit')?.deleted ?? 0)
  add(deleted, 'C31', counts.get('blobs')?.deleted ?? 0)
  return {
    deleted: list(deleted),
    anonymised: list(anonymised),
    stays: [...stays.values()],
    workspacesDecide: [...left.values()],
    held: [...counts.values()].some(({ held }) => held),
    ends: ends(profile, now),
  }
}

function categoriesOf({ entries }: PlannedPlace, action: string): CategoryId[] {
  const found = entries.flatMap(({ entry: { category }, action: one }) =>
    one === action && category !== '-' ? [category] : [],
  )
  return [...new Set(found)]
}

function add(to: Map<CategoryId, number>, category: CategoryId, records: number): void {
  if (records > 0) to.set(category, (to.get(category) ?? 0) + records)
}

function list(counts: ReadonlyMap<CategoryId, number>): Going[] {
  return [...counts]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([category, records]) => ({ category, what: categories[category], records }))
}

function addStaying(
  stays: Map<string, Staying>,
  place: PlannedPlace,
  records: number,
  profile: PolicyProfile,
  now: Date,
): void {
  for (const one of place.entries) {
    const staying = stayingOf(one, profile, now)
    if (!staying) continue
    const { category, why, until, untilAt } = staying
    const key = `${category} ${why}`
    const before = stays.get(key)?.records ?? 0
    const what = categories[category]
    stays.set(key, { category, what, records: before + records, why, until, untilAt: untilAt?.toISOString() ?? null })
  }
}

function ends({ retention }: PolicyProfile, now: Date): Summary['ends'] {
  const inDays = (days: number): string => new Date(now.getTime() + days * dayMs).toISOString()
  return [
    {
      what: 'lines of the request log that were written while nobody was signed in',
      untilAt: inDays(retention.requestLogDays),
    },
    { what: 'ids of rows in the queue of jobs', untilAt: inDays(1) },
    {
      what: 'backups and the files of the databases; whatever is restored from them is erased again before it is used',
      untilAt: inDays(backupDays),
    },
  ]
}
