/** Who may do what: the one table. The web app learns its rows from `GET /session`. */
import type { Permission } from '#platform/context'

export const roles = ['owner', 'admin', 'member', 'viewer'] as const
export type Role = (typeof roles)[number]

const viewer: Permission[] = [
  'incidents.read',
  'metrics.read',
  'dashboards.read',
  'projects.read',
  'channels.read',
  'statuspages.read',
  'members.read',
  'workspace.read',
]
const member: Permission[] = [
  ...viewer,
  'incidents.write',
  'statuspages.write',
  'dashboards.write',
  'events.write',
  'keys.read',
]
const admin: Permission[] = [
  ...member,
  'projects.write',
  'channels.write',
  'outbox.read',
  'workspace.write',
  'members.write',
  'keys.write',
  'audit.read',
]
/** Also what makes owners, unmakes them, and touches what is theirs. */
const owner: Permission[] = [...admin, 'workspace.admin']

const byRole: Record<Role, ReadonlySet<Permission>> = {
  owner: new Set(owner),
  admin: new Set(admin),
  member: new Set(member),
  viewer: new Set(viewer),
}

export function permissionsOf(role: Role): ReadonlySet<Permission> {
  return byRole[role]
}
