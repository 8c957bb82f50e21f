/** A person who runs the installation may look into a workspace for a while. Pure. */
import type { Permission } from '#platform/context'
import { permissionsOf } from '#modules/workspaces'

export type Grant = {
  id: string
  workspaceId: string
  userId: string
  reason: string
  openedAt: Date
  endsAt: Date
  /** When it was ended by hand, or found to be over. */
  endedAt: Date | null
  enteredAt: Date | null
}

export const maxHours = 8
const hourMs = 3_600_000
/** So often its use is written into the audit log of the workspace. */
export const enteredEveryMs = hourMs

/** What a viewer sees, and the audit log in which this very look stands. No key and nothing that changes anything. */
export const guestPermissions: ReadonlySet<Permission> = new Set<Permission>([...permissionsOf('viewer'), 'audit.read'])

export function endOf(openedAt: Date, hours: number): Date {
  return new Date(openedAt.getTime() + hours * hourMs)
}

export function isOpen({ endsAt, endedAt }: Pick<Grant, 'endsAt' | 'endedAt'>, now: Date): boolean {
  return endedAt === null && endsAt > now
}
