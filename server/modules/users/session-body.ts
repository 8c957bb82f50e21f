/** What a browser is told about who is signed in. */
import { z } from 'zod'
import { listWorkspacesOf, permissionsOf, roles } from '#modules/workspaces'
import type { PlatformTx } from '#platform/database'
import { csrfValue, id, timestamp } from '#platform/http'
import * as repo from './repo.ts'
import { isStaff } from './staff.ts'
import { freshUntil, type Session } from './session.ts'

export const UserBody = z.object({
  id: id('usr'),
  name: z.string(),
  email: z.string(),
  emailVerifiedAt: timestamp.nullable(),
  hasPassword: z.boolean(),
})

export const SessionBody = z.object({
  signedIn: z.literal(true),
  user: UserBody,
  workspaces: z.array(
    z.object({
      id: id('wks'),
      slug: z.string(),
      name: z.string(),
      role: z.enum(roles),
      permissions: z.array(z.string()),
    }),
  ),
  staff: z.boolean().meta({ description: 'Whether the person runs this installation: see /staff' }),
  freshUntil: timestamp
    .nullable()
    .meta({ description: 'Until when what needs a fresh factor may be done; null when none was proved' }),
  csrf: z
    .string()
    .nullable()
    .meta({ description: 'To be sent in the header watchword-csrf; null where that is not asked for' }),
})

/** One more factor is wanted: `POST /session/second-factor` within 15 minutes. */
export const SecondFactorBody = z.object({
  signedIn: z.literal(false),
  secondFactors: z.array(z.enum(['totp', 'passkey', 'recoveryCode'])),
})

export const SignInBody = z.discriminatedUnion('signedIn', [SessionBody, SecondFactorBody])

/** The session's content for the browser that has it. */
export async function describeSession(
  tx: PlatformTx,
  session: Pick<Session, 'id' | 'idHash' | 'userId' | 'provedAt'>,
): Promise<z.input<typeof SessionBody>> {
  const user = await repo.getUser(tx, session.userId ?? '')
  const workspaces = await listWorkspacesOf(tx, user.id)
  return {
    signedIn: true,
    user: { ...user, hasPassword: user.passwordHash !== null },
    workspaces: workspaces.map((workspace) => ({ ...workspace, permissions: [...permissionsOf(workspace.role)] })),
    staff: await isStaff(tx, user.id),
    freshUntil: freshUntil(session),
    csrf: csrfValue(tx, session.idHash),
  }
}
