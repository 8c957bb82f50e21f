/** Who may change whose place in a workspace. Pure; the rows are locked by whoever asks. */
import type { Permission } from '#platform/context'
import { conflict, forbidden, notFound } from '#platform/errors'
import type { Role } from '../permissions.ts'
import type { Membership } from '../workspace.ts'

/** Whoever acts: `userId` is null for a key. */
export type Acting = { userId: string | null; permissions: ReadonlySet<Permission> }

/** The membership with its new role. Throws not_found, forbidden or conflict. */
export function changeRole(members: readonly Membership[], userId: string, role: Role, by: Acting): Membership {
  const member = memberOf(members, userId)
  refuseUnlessMayTouch(member.role, by)
  refuseUnlessMayTouch(role, by)
  if (member.role === role) throw conflict(`this member is ${role} already`)
  if (member.role === 'owner') refuseLastOwner(members)
  return { ...member, role }
}

/** The membership that ends. Everyone may end their own, but for the last owner. */
export function removeMember(members: readonly Membership[], userId: string, by: Acting): Membership {
  const member = memberOf(members, userId)
  if (userId !== by.userId) {
    if (!by.permissions.has('members.write')) throw forbidden('this needs the permission members.write')
    refuseUnlessMayTouch(member.role, by)
  }
  if (member.role === 'owner') refuseLastOwner(members)
  return member
}

const succession: readonly Role[] = ['admin', 'member', 'viewer']

/**
 * Who becomes an owner when this member is gone: nobody while another owner stays, else the admin who has been there
 * longest, else the member, else the viewer.
 */
export function successorOf(members: readonly Membership[], userId: string): Membership | undefined {
  const others = members.filter((candidate) => candidate.userId !== userId)
  if (others.some(({ role }) => role === 'owner')) return undefined
  const byAge = others.toSorted((one, other) => one.joinedAt.getTime() - other.joinedAt.getTime())
  return succession.flatMap((role) => byAge.filter((candidate) => candidate.role === role))[0]
}

/** Owners are made, changed and removed by owners alone; everyone else by whoever has `members.write`. */
export function refuseUnlessMayTouch(role: Role, { permissions }: Pick<Acting, 'permissions'>): void {
  if (role === 'owner' && !permissions.has('workspace.admin')) {
    throw forbidden('only owners may make, change or remove an owner')
  }
}

function memberOf(members: readonly Membership[], userId: string): Membership {
  const member = members.find((candidate) => candidate.userId === userId)
  if (!member) throw notFound('member')
  return member
}

function refuseLastOwner(members: readonly Membership[]): void {
  if (members.filter(({ role }) => role === 'owner').length > 1) return
  throw conflict('a workspace needs an owner: make somebody else an owner first')
}
