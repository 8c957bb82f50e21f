import type { Tx } from '#platform/context'
import * as repo from '../repo.ts'
import type { RecordedStatus } from './component.ts'
import * as stateRepo from './state-repo.ts'

/** What made a state change. `id` names the report, monitor, maintenance or import; of a person it is not kept. */
export type StateCause = { kind: 'person' | 'report' | 'monitor' | 'maintenance' | 'import'; id: string | null }

/**
 * The one way in which the state of a component changes: the row that is shown, the intervals that uptime is computed
 * from, and the page's time of change. Locks nothing: the caller holds `repo.getPageForUpdate`. `unknown` leaves what is
 * shown as it was. What is in that state already, or is not on the page, is passed over; returns the ids that changed.
 *
 * `at` (default: now) is when the change really came about, for what is done late. It reaches neither into the future
 * nor back over a later change of the same component; what is known only afterwards is for `correctStates`.
 */
export async function setComponentStatuses(
  tx: Tx,
  pageId: string,
  changes: readonly { id: string; newStatus: RecordedStatus }[],
  cause: StateCause,
  at: Date = tx.now(),
): Promise<string[]> {
  const wanted = new Map(changes.map(({ id, newStatus }) => [id, newStatus]))
  const states = await stateRepo.listOpenStates(tx, pageId, [...wanted.keys()])
  const changed = states.filter((state) => wanted.get(state.id) !== state.recorded)
  for (const state of changed) {
    const status = wanted.get(state.id) ?? state.recorded
    await stateRepo.show(tx, state.id, status)
    await stateRepo.begin(tx, state, status, kept(cause), earlier(at, tx.now()))
  }
  if (changed.length > 0) await repo.touchPage(tx, pageId)
  return changed.map(({ id }) => id)
}

/** A component's history says that a person changed it, not who: that is in the audit log, which forgets on its own. */
export function kept({ kind, id }: StateCause): StateCause {
  return { kind, id: kind === 'person' ? null : id }
}

function earlier(a: Date, b: Date): Date {
  return a < b ? a : b
}
