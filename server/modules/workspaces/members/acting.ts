import type { Tx } from '#platform/context'
import { forbidden } from '#platform/errors'
import { permissionsOf } from '../permissions.ts'
import type { Membership } from '../workspace.ts'
import type { Acting } from './member.ts'

/**
 * Whoever acts, as the locked members say: of two owners who remove each other at once the second is none any more.
 * Throws forbidden for a person who has just been removed.
 */
export function actingNow(tx: Tx, members: readonly Membership[]): Acting {
  if (tx.actor.kind !== 'user') return { userId: null, permissions: tx.permissions }
  const own = members.find(({ userId }) => userId === tx.actor.id)
  if (!own) throw forbidden('you are not a member of this workspace any more')
  const now = permissionsOf(own.role)
  return { userId: own.userId, permissions: new Set([...tx.permissions].filter((permission) => now.has(permission))) }
}
