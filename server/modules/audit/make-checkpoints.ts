/**
 * Once a day the end of each workspace's chain is signed and mailed to its owners. Whoever writes the chain could also
 * write it anew from the beginning; what lies in mailboxes he cannot.
 */
import { systemContext, type Services, type Tx } from '#platform/context'
import { inPlatformTransaction, inTransaction } from '#platform/database'
import { newId } from '#platform/ids'
import type { Schedule } from '#platform/schedule'
import * as checkpoints from './checkpoint-repo.ts'
import { announceCheckpoint } from './mail-checkpoint.ts'
import * as repo from './repo.ts'
import { signStatement } from './signing.ts'
import { checkpointStatement } from './verify.mjs'

const dayMs = 24 * 3_600_000

export const checkpointSchedule: Schedule = {
  name: 'audit.checkpoints',
  purpose: 'security',
  reads: ['C26'],
  everySeconds: 3_600,
  run: makeCheckpoints,
}

/** For each workspace with entries that no checkpoint holds and that began to wait a day ago. Safe to run twice at once. */
export async function makeCheckpoints(services: Services): Promise<void> {
  const due = new Date(services.now().getTime() - dayMs)
  const workspaceIds = await inPlatformTransaction(services, (tx) => checkpoints.listDue(tx, due))
  for (const workspaceId of workspaceIds) {
    const ctx = systemContext(services, workspaceId, newId('run', services.now()))
    await inTransaction(ctx, (tx) => makeCheckpoint(tx, due))
  }
}

async function makeCheckpoint(tx: Tx, due: Date): Promise<void> {
  const head = await repo.lockHead(tx)
  const last = await checkpoints.findLast(tx)
  // Another process was first: it held the head's lock until its checkpoint was there.
  if (last && (last.at > due || last.number >= head.number)) return
  const point = { ...head, at: tx.now() }
  const statement = checkpointStatement(tx.workspaceId, { ...point, at: point.at.toISOString() })
  await checkpoints.insert(tx, { ...point, ...signStatement(tx.vault, statement) })
  await announceCheckpoint(tx, head.number)
}
