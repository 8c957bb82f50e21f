import type { PlatformTx } from '#platform/database'
import { touches, type Hold, type HoldScope } from './hold.ts'
import { listActiveHolds } from './repo.ts'

/**
 * The holds in force on what somebody is about to delete: the sweeper and the eraser leave exactly that alone. `tx` is
 * of the platform's role or of the privacy engine's.
 */
export async function findHolds(tx: PlatformTx, scope: HoldScope): Promise<Hold[]> {
  return (await listActiveHolds(tx)).filter((hold) => touches(hold, scope))
}
