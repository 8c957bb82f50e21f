/** The rules of the sweeper, derived from the inventory and from nothing else. Pure. */
import type { AgeRule, Duration, InventoryEntry } from '#platform/inventory'

export type SweepRule = {
  /** `events.received_at:payload` */
  id: string
  store: 'database' | 'columns' | 'log'
  place: string
  age: AgeRule
  /** The columns that are emptied; null: the row goes. */
  empties: readonly string[] | null
  /** Whether rows carry the id of their workspace, and of their project. */
  hasWorkspace: boolean
  hasProject: boolean
  /** Whose rows they are and of which categories: for holds. A row that goes takes all entries of its place with it. */
  entries: readonly InventoryEntry[]
}

/** Throws for an age in a store that nobody sweeps: such an entry would be a promise without anyone to keep it. */
export function rulesOf(inventory: readonly InventoryEntry[]): SweepRule[] {
  const rules = new Map<string, SweepRule>()
  for (const entry of inventory) {
    for (const age of entry.retention.ages ?? []) {
      const rule = ruleOf(inventory, entry, age)
      const same = rules.get(rule.id)
      if (same && JSON.stringify(same.age) !== JSON.stringify(age)) throw new Error(`two rules are called ${rule.id}`)
      rules.set(rule.id, same ? joined(same, rule) : rule)
    }
  }
  return [...rules.values()]
}

function ruleOf(inventory: readonly InventoryEntry[], entry: InventoryEntry, age: AgeRule): SweepRule {
  const { store, place, fields } = entry
  if (store !== 'database' && store !== 'columns' && store !== 'log') {
    throw new Error(`${place}: nothing sweeps ${store} by age; say in a note how it ends`)
  }
  const ofPlace = inventory.filter((other) => other.store === store && other.place === place)
  const columns = new Set(ofPlace.flatMap((other) => other.fields))
  return {
    id: `${place}.${age.from}:${nameOf(age.after)}`,
    store,
    place,
    age,
    empties: age.prune ? fields : null,
    hasWorkspace: columns.has('workspace_id'),
    hasProject: columns.has('project_id'),
    entries: age.prune ? [entry] : ofPlace,
  }
}

/** The same age of several entries of a place is one rule. */
function joined(one: SweepRule, other: SweepRule): SweepRule {
  return {
    ...one,
    empties: one.empties && [...one.empties, ...(other.empties ?? [])],
    entries: [...new Set([...one.entries, ...other.entries])],
  }
}

function nameOf(after: Duration): string {
  if ('setting' in after) return after.setting
  return 'days' in after ? `${after.days}d` : `${after.hours}h`
}
