import type { Tx } from '#platform/context'
import { conflict, invalidRequest } from '#platform/errors'
import * as repo from '../repo.ts'
import type { RecordedStatus } from './component.ts'
import { corrected } from './history.ts'
import { kept, type StateCause } from './set-statuses.ts'
import * as stateRepo from './state-repo.ts'

/** In one correction; more changes than that in its time mean that a shorter one is asked for. */
const maxIntervals = 2_000

/**
 * Writes what is known only afterwards: that a component of the page was in a state for `[from, to)`, in the past. What
 * is shown now stays. Figures of that time are computed anew, and say that it was corrected. The caller holds
 * `repo.getPageForUpdate`. Throws invalid_request for times that are not in the past.
 */
export async function correctStates(
  tx: Tx,
  pageId: string,
  corrections: readonly { id: string; status: RecordedStatus; from: Date; to: Date }[],
  cause: StateCause,
): Promise<void> {
  const now = tx.now()
  const known = new Set((await repo.listComponents(tx, [pageId])).map(({ id }) => id))
  for (const { id, status, from, to } of corrections) {
    if (!known.has(id)) continue
    if (from >= to) throw refusal('to', 'must be later than the beginning')
    if (to > now) throw refusal('to', 'must not be in the future')
    const present = await stateRepo.listBetween(tx, id, from, to, maxIntervals + 1)
    if (present.length > maxIntervals) throw conflict('the state changed too often in that time; correct a shorter one')
    const next = corrected(present, { status, from, to, cause: kept(cause), correctedAt: now })
    await stateRepo.removeStartingIn(
      tx,
      id,
      present.map(({ startedAt }) => startedAt),
    )
    await stateRepo.insert(tx, id, next)
  }
  const ids = corrections.map(({ id }) => id).filter((id) => known.has(id))
  if (ids.length === 0) return
  await stateRepo.forgetDays(tx, ids)
  await repo.touchPage(tx, pageId)
}

function refusal(path: string, message: string): Error {
  return invalidRequest(`${path}: ${message}`, [{ path, message }])
}
