/**
 * What work uses data for (CAB-20). Each job and schedule says what it reads and for which purpose; a purpose that the
 * inventory does not name for that category is refused at the start, and one that the policy in force does not know yet
 * does not run.
 */
import { isInForce, type CategoryId } from '#platform/policy'
import type { Services } from './context.ts'
import type { InventoryEntry, Purpose } from './inventory.ts'

export type Use = {
  /** What it is done for; one of those of every category that it reads. */
  purpose: Purpose
  /** The categories whose content it looks at. Empty for what only deletes, counts or seals again. */
  reads: readonly CategoryId[]
}

/** Work of the program whose purpose the inventory does not know. A bug, so its message is for developers. */
export class PurposeError extends Error {
  override name = 'PurposeError'
}

/**
 * Throws PurposeError for the first work that declares nothing, or reads a category for a purpose that none of its
 * entries in the inventory has.
 */
export function refuseUndeclared(
  inventory: readonly InventoryEntry[],
  work: readonly (Use & { name: string })[],
): void {
  for (const use of work) {
    const problem = problemOf(inventory, use)
    if (problem !== undefined) throw new PurposeError(`${use.name}: ${problem}`)
  }
}

function problemOf(inventory: readonly InventoryEntry[], { purpose, reads }: Partial<Use>): string | undefined {
  if (purpose === undefined || reads === undefined) {
    return "says nothing of what it uses data for: add `purpose: 'service', reads: ['C01']` (platform/uses.ts)"
  }
  const refused = reads.find((category) => !purposesOf(inventory, category).has(purpose))
  return refused === undefined
    ? undefined
    : `reads ${refused} for ${purpose}, and no entry of ${refused} in the inventory has this purpose`
}

function purposesOf(inventory: readonly InventoryEntry[], category: CategoryId): ReadonlySet<string> {
  const entries = inventory.filter((entry) => entry.category === category)
  return new Set(entries.flatMap(({ purposes }) => Object.keys(purposes)))
}

/** False, and said in the log, for work that uses data in a way that the policy in force does not say yet. */
export function mayRun(services: Pick<Services, 'policy' | 'log'>, { name, purpose, reads }: Use & { name: string }) {
  if (reads.every((category) => isInForce(services, { category, purpose }))) return true
  services.log.info('work waits for the policy version that announces what it uses data for', { job: name })
  return false
}
