import type { Tx } from '#platform/context'
import { dueSteps, type Maintenance } from './maintenance.ts'
import { say } from './say.ts'

/** The first update of a window that was just saved. One that begins at once is told of by its start instead. */
export async function announce(tx: Tx, window: Maintenance, { isTold }: { isTold: boolean }): Promise<Maintenance> {
  const beginsNow = dueSteps(window, tx.now()).length > 0 && window.tellsStart
  const said = await say(tx, window, {
    kind: 'created',
    body: window.body,
    isTold: isTold && !beginsNow,
    at: window.plannedAt,
    causedBy: null,
  })
  return said.maintenance
}
