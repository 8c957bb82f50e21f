import type { CategoryId } from './categories.ts'
import type { Purpose } from '../inventory.ts'
import type { Policy } from './policy.ts'

/**
 * Whether the policy in force says that the category is used for the purpose. What came with a new version of the
 * program, or of the profile, is not before its day: whoever begins such processing asks first.
 */
export function isInForce(
  { policy }: { policy: Policy },
  { category, purpose }: { category: CategoryId | '-'; purpose: Purpose },
): boolean {
  const { facts } = policy.version()
  if (!facts || category === '-') return true
  return facts.categories[category]?.purposes[purpose] !== undefined
}
