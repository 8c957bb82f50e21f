/** Every minute: what is due is carried out, whatever became of its job. */
import type { Services } from '#platform/context'
import { inPlatformTransaction } from '#platform/database'
import type { Facts } from '../facts.ts'
import { beginMinors } from './minors.ts'
import * as repo from './repo.ts'
import { runErasure } from './run-erasure.ts'
import { receiptDeletions } from './workspace-deletions.ts'

/** One that fails does not hold up another, and is tried again with the next sweep. */
export async function sweepErasures(services: Services, facts: Facts): Promise<void> {
  const failures: unknown[] = []
  const attempt = (work: Promise<void>): Promise<unknown> => work.catch((error: unknown) => failures.push(error))
  await attempt(beginMinors(services))
  const due = await inPlatformTransaction(services, (tx) => repo.listDue(tx, tx.now()))
  for (const id of due) await attempt(runErasure(services, facts, id))
  await attempt(receiptDeletions(services, facts))
  if (failures.length > 0) throw failures[0]
}
