/** The public site: home page, pricing, docs, and the published policy in all its forms. */
import type { Route } from '#platform/http'
import type { InventoryEntry } from '#platform/inventory'

export { migrations } from './migrations.ts'
export { default as inventory } from './inventory.ts'

/** `inventory`: of the whole house; the policy is made from it. */
export function createSite(_inventory: readonly InventoryEntry[]): { routes: Route[] } {
  return { routes: [] }
}
