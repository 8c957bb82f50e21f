import type { Tx } from '#platform/context'
import { afterStep, dueSteps, type Maintenance, type Step } from './maintenance.ts'
import { say } from './say.ts'

/**
 * Whatever the clock owes the maintenance, in order and with the times at which it was due. Of several steps that are
 * made up for only the last is told: nobody needs a mail that the work began when it is over. Runs under the page's
 * lock, and does nothing the second time.
 */
export async function takeDueSteps(tx: Tx, before: Maintenance): Promise<Maintenance> {
  let maintenance = before
  for (const step of dueSteps(before, tx.now())) {
    const said = await say(tx, afterStep(maintenance, step), {
      kind: step.kind,
      body: words[step.kind],
      isTold: step.isCurrent && isWanted(maintenance, step),
      at: step.at,
    })
    maintenance = said.maintenance
  }
  return maintenance
}

const words: Record<Step['kind'], string> = {
  reminder: 'This maintenance begins soon.',
  started: 'The maintenance has begun.',
  verifying: 'The work is done. We are verifying that everything is well.',
  completed: 'The maintenance is completed.',
}

function isWanted({ tellsStart, tellsEnd }: Maintenance, { kind }: Step): boolean {
  if (kind === 'started') return tellsStart
  if (kind === 'completed') return tellsEnd
  // A reminder that was not wanted is none; verifying is between the two and for the page only.
  return kind === 'reminder'
}
