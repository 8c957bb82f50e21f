/** Roles in words, and why one may not change someone's place. Pure; the server decides, this says it beforehand. */
import type { Member, Role } from '../../api.ts'

export const roles = ['owner', 'admin', 'member', 'viewer'] as const satisfies readonly Role[]

export const roleWords: Record<Role, string> = {
  owner: 'May do everything, also make owners and delete the workspace',
  admin: 'Manages members, projects, channels and keys',
  member: 'Works on incidents and status pages',
  viewer: 'Sees everything, changes nothing',
}

export const ownersOnly = 'Only owners make, change or remove owners.'
export const lastOwner = 'A workspace needs an owner: make somebody else an owner first.'

/** Those that whoever has these permissions may give. */
export function rolesToGive(permissions: readonly string[]): readonly Role[] {
  return permissions.includes('workspace.admin') ? roles : roles.filter((role) => role !== 'owner')
}

type Members = readonly Pick<Member, 'userId' | 'role'>[]

/** Why this member's role cannot be changed, or they cannot be removed; undefined when it can. */
export function placeRefusal(
  members: Members,
  { role }: Pick<Member, 'role'>,
  permissions: readonly string[],
): string | undefined {
  if (role !== 'owner') return undefined
  if (!permissions.includes('workspace.admin')) return ownersOnly
  return isLastOwner(members) ? lastOwner : undefined
}

/** Everyone may leave but for the last owner. */
export function leaveRefusal(members: Members, { role }: Pick<Member, 'role'>): string | undefined {
  return role === 'owner' && isLastOwner(members) ? lastOwner : undefined
}

function isLastOwner(members: Members): boolean {
  return members.filter(({ role }) => role === 'owner').length < 2
}
