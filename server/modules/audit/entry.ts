/** An entry of the audit chain. Pure: what it says is decided here, how it is hashed in `verify.mjs`. */
import type { Actor } from '#platform/context'
import { digestChange, digestOrigin, hashEntry, type ChainEntry, type ChainPoint } from './verify.mjs'
import type { SaltedChange, SaltedOrigin } from './verify.mjs'

/** `noun.pastTense`, as activities are named. */
export type AuditAction = `${string}.${string}`

export type NewEntry = {
  at: Date
  /** Reference of whoever acts. */
  actor: string
  action: AuditAction
  target: string
  change: SaltedChange | null
  origin: SaltedOrigin | null
}

/** Who acted, as the erasable table tells it. */
export type AuditPerson = { reference: string; salt: string; kind: Actor['kind']; id: string; name: string }

/** The entry that comes after `head`. */
export function follow(workspaceId: string, head: ChainPoint, entry: NewEntry): ChainEntry {
  const { at, actor, action, target, change, origin } = entry
  const content = {
    number: head.number + 1,
    at: at.toISOString(),
    actor,
    action,
    target,
    changeDigest: change && digestChange(change),
    originDigest: origin && digestOrigin(origin),
    previousHash: head.hash,
  }
  return { ...content, hash: hashEntry(workspaceId, content) }
}
