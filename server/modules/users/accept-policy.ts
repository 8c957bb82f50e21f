/** Who agreed to which version of the policy, and how. */
import type { PersonContext } from '#platform/context'
import { inPlatformTransaction, type Database } from '#platform/database'
import { conflict } from '#platform/errors'
import * as repo from './acceptance-repo.ts'

/** Newest first. */
export function listPolicyAcceptances(ctx: PersonContext): Promise<repo.PolicyAcceptance[]> {
  return inPlatformTransaction(ctx, (tx) => repo.listAcceptances(tx, ctx.person.id))
}

/** Accepts the version in force, or one that was announced. Throws conflict for any other one. */
export async function acceptPolicy(ctx: PersonContext, policyVersion: string): Promise<void> {
  const open = [ctx.policy.version(), ctx.policy.announced()].map((version) => version?.version)
  if (!open.includes(policyVersion)) {
    throw conflict(`the policy is now that of ${ctx.policy.version().version}: read it again`)
  }
  const acceptance = { userId: ctx.person.id, policyVersion, way: 'explicit', minimumAge: null } as const
  await inPlatformTransaction(ctx, (tx) => repo.insertAcceptance(tx, { ...acceptance, acceptedAt: tx.now() }))
}

/** Of how many people a process remembers that their use is on record; whoever is forgotten costs one more look. */
const maxRemembered = 100_000

/** Per open database the version in force, and who is known to have used the product under it. */
const recorded = new WeakMap<Database, { version: string; people: Set<string> }>()

/**
 * Somebody uses the product under the version in force: the first time is on record, once a person and version
 * (DSE-57). Costs nothing after the first request of a person to this process. In a transaction of its own, since the
 * one that finds the session holds its row.
 */
export async function recordContinuedUse(person: PersonContext): Promise<void> {
  const { version } = person.policy.version()
  let known = recorded.get(person.database)
  if (known?.version !== version || known.people.size >= maxRemembered) {
    known = { version, people: new Set() }
    recorded.set(person.database, known)
  }
  if (known.people.has(person.person.id)) return
  await inPlatformTransaction(person, (tx) => repo.insertContinuedUse(tx, person.person.id, version))
  known.people.add(person.person.id)
}
