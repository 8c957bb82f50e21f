import type { InventoryEntry } from '#platform/inventory'

/** What the privacy engine is told of the house: everything that is kept, by all modules. */
export type Facts = { inventory: readonly InventoryEntry[] }
