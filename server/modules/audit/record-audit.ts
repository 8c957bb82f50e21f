import type { Tx } from '#platform/context'
import { newSecret } from '#platform/ids'
import { changeOf, type AuditFields } from './change.ts'
import { follow, type AuditAction } from './entry.ts'
import * as repo from './repo.ts'
import { referenceOf } from './verify.mjs'

export type AuditChange = {
  /** The id of what it was done to. */
  targetId: string
  /** Its fields before and after; what is equal, and what looks like a secret, is not kept. */
  before?: AuditFields | undefined
  after?: AuditFields | undefined
}

const saltBytes = 16
const maxTargetLength = 200
const maxOriginLength = 500

/**
 * Appends what `tx.actor` did to the workspace's audit log, in the transaction that does it. It comes last in the
 * transaction: from here on whoever else acts in the workspace waits for the commit, and two who took another lock
 * after this one could wait for each other.
 */
export async function recordAudit(tx: Tx, action: AuditAction, change: AuditChange): Promise<void> {
  const difference = changeOf(change.before, change.after)
  const head = await repo.lockHead(tx)
  const actor = await getReference(tx)
  const entry = {
    at: tx.now(),
    actor,
    action,
    target: bounded(change.targetId, maxTargetLength),
    change: difference && { salt: newSecret(saltBytes), ...difference },
    origin: tx.origin && {
      salt: newSecret(saltBytes),
      remoteAddress: bounded(tx.origin.remoteAddress, maxOriginLength),
      userAgent: bounded(tx.origin.userAgent, maxOriginLength),
    },
  }
  await repo.append(tx, follow(tx.workspaceId, head, entry), entry)
}

/** The opaque reference of whoever acts; under the head's lock, so that it is made once. */
async function getReference(tx: Tx): Promise<string> {
  const { kind, id } = tx.actor
  const name = bounded(tx.actor.name, maxTargetLength)
  const found = await repo.findPerson(tx, tx.actor)
  if (found) {
    if (found.name !== name) await repo.renamePerson(tx, found.reference, name)
    return found.reference
  }
  const salt = newSecret(saltBytes)
  const reference = referenceOf({ salt, kind, id })
  await repo.insertPerson(tx, { reference, salt, kind, id, name })
  return reference
}

function bounded(text: string, length: number): string {
  return text.replaceAll('\u0000', '\uFFFD').slice(0, length).toWellFormed()
}
