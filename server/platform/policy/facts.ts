/**
 * What a version of the policy says of the inventory: per category what it is used for, where it lies and when it ends.
 * Kept with the version, so that a later inventory can be compared with it, and so that what is new waits for its day.
 */
import { z } from 'zod'
import type { AgeRule, Basis, InventoryEntry, Purpose } from '../inventory.ts'
import { categories, type CategoryId } from './categories.ts'

const ruleSchema = z.object({
  /** Store and place, `database audit_entries`. */
  place: z.string(),
  from: z.string(),
  /** Days, or the setting of the profile that says how many. */
  after: z.union([z.number(), z.string()]),
  prune: z.boolean(),
  where: z.string().nullable(),
})
export type RuleFact = z.infer<typeof ruleSchema>

const categorySchema = z.object({
  text: z.string(),
  roles: z.array(z.string()),
  sources: z.array(z.string()),
  /** Per purpose the legal bases. */
  purposes: z.record(z.string(), z.array(z.string())),
  stores: z.array(z.string()),
  places: z.array(z.string()),
  rules: z.array(ruleSchema),
})
export type CategoryFacts = z.infer<typeof categorySchema>

export const factsSchema = z.object({ categories: z.record(z.string(), categorySchema) })
export type PolicyFacts = z.infer<typeof factsSchema>

/** The facts of a house; technical data about nobody is in no category and in no policy. */
export function describeFacts(inventory: readonly InventoryEntry[]): PolicyFacts {
  const byCategory = Map.groupBy(inventory, ({ category }) => category)
  const known = [...byCategory].flatMap(([category, entries]) =>
    category === '-' ? [] : [[category, describeCategory(category, entries)] as const],
  )
  return { categories: Object.fromEntries(known.toSorted(([a], [b]) => a.localeCompare(b))) }
}

function describeCategory(category: CategoryId, entries: readonly InventoryEntry[]): CategoryFacts {
  const purposes: Record<string, string[]> = {}
  for (const entry of entries) {
    // The keys of a record of purposes are purposes.
    for (const [purpose, basis] of Object.entries(entry.purposes) as [Purpose, Basis][]) {
      purposes[purpose] = sorted([...(purposes[purpose] ?? []), basisText(basis)])
    }
  }
  return {
    text: categories[category],
    roles: sorted(entries.map(({ role }) => role)),
    sources: sorted(entries.map(({ source }) => source)),
    purposes,
    stores: sorted(entries.map(({ store }) => store)),
    places: sorted(entries.map(placeOf)),
    rules: entries.flatMap((entry) => (entry.retention.ages ?? []).map((rule) => describeRule(entry, rule))),
  }
}

function describeRule(entry: InventoryEntry, { from, after, prune, where }: AgeRule): RuleFact {
  const length = 'setting' in after ? after.setting : 'days' in after ? after.days : after.hours / 24
  return { place: placeOf(entry), from, after: length, prune: prune ?? false, where: where ?? null }
}

function placeOf({ store, place }: Pick<InventoryEntry, 'store' | 'place'>): string {
  return `${store} ${place}`
}

function basisText(basis: Basis): string {
  return typeof basis === 'string' ? basis : basis.law
}

function sorted(texts: readonly string[]): string[] {
  return [...new Set(texts)].toSorted()
}
