/** Becoming a user: with a workspace of one's own, or in that of whoever invited. Nobody comes to be without one. */
import type { z } from 'zod'
import { acceptInvitation, findInvitation } from '#modules/workspaces'
import type { Services } from '#platform/context'
import { inPlatformTransaction, type PlatformTx } from '#platform/database'
import { AppError, forbidden, invalidRequest, type FieldError } from '#platform/errors'
import type { PublicRequest } from '#platform/http'
import { newId } from '#platform/ids'
import { checkAddress } from '#platform/mail'
import { insertAcceptance } from './acceptance-repo.ts'
import { startSession } from './complete-sign-in.ts'
import type { SignUpData } from './email-proof.ts'
import { deleteSignUpsOf, lockAddress } from './email-proof-repo.ts'
import { mailsPerSender, mayMail, senderKey } from './limits.ts'
import { makeWorkspace } from './make-workspace.ts'
import { checkNewPassword } from './password-rules.ts'
import { findWaitingIdentity, linkWaitingIdentity, type WaitingIdentity } from './providers/waiting-identity.ts'
import { linkIsGone, mailProof } from './prove-email.ts'
import * as repo from './repo.ts'
import type { SessionBody } from './session-body.ts'
import { originOf } from './sessions.ts'
import type { FactorMethod } from './session.ts'

export type SignUpInput = {
  name: string
  email?: string | undefined
  password?: string | undefined
  workspace?: { name: string; slug: string } | undefined
  invitation?: string | undefined
  oldEnough: boolean
  policyVersion: string
}

export type SignUpResult = { state: 'mailed'; session: null } | { state: 'signedIn'; session: SignedIn }

type SignedIn = z.input<typeof SessionBody>

/** Where a new person belongs from the first moment on. */
type Belonging = { workspace: { name: string; slug: string } } | { invitationId: string }
type NewPerson = Pick<repo.UserRow, 'name' | 'email' | 'passwordHash'> &
  Pick<SignUpData, 'policyVersion' | 'minimumAge'>

/**
 * An invitation proves the address, by the link that was mailed to it, and so does a provider that vouches for it: the
 * person is there at once. Otherwise a link is mailed, and nothing tells whether the address is known. Throws
 * unprocessable for whoever is too young, of whom nothing is kept.
 */
export async function signUp(services: Services, input: SignUpInput, request: PublicRequest): Promise<SignUpResult> {
  requireDeclarations(services, input)
  // Whoever chooses a password means to sign in with it.
  const identity =
    input.password === undefined
      ? await inPlatformTransaction(services, (tx) => findWaitingIdentity(tx, request.headers))
      : undefined
  const proved = identity !== undefined || input.invitation !== undefined
  return proved ? signUpAtOnce(services, input, identity, request) : signUpByMail(services, input, request)
}

/** Before anything else, so that of whoever is too young not even a count is kept. */
function requireDeclarations({ policy }: Services, input: SignUpInput): void {
  if (!input.oldEnough) {
    const message = `Watchword is for people of ${policy.inForce().minimumAge} years and over. Nothing that you entered was kept.`
    throw new AppError('unprocessable', message, { fields: [{ path: 'oldEnough', message: 'must be declared' }] })
  }
  const { version } = policy.version()
  if (input.policyVersion !== version) {
    throw refuse({ path: 'policyVersion', message: `the policy is now that of ${version}: read it again` })
  }
}

async function signUpByMail(services: Services, input: SignUpInput, request: PublicRequest): Promise<SignUpResult> {
  const workspace = requireWorkspace(services, input)
  if (input.email === undefined) throw refuse({ path: 'email', message: 'is needed' })
  // Whoever typed the address may not be its owner, and must not know the password that the owner then signs in with.
  if (input.password !== undefined) throw refuse({ path: 'password', message: 'is chosen with the mailed link' })
  const email = checkAddress(input.email)
  const mayBeMailed = await mayMail(services, email, request.remoteAddress)
  const data: SignUpData = { ...declared(services, input), workspace }
  if (mayBeMailed) {
    await inPlatformTransaction(services, (tx) => mailProof(tx, { kind: 'signUp', userId: null, email, data }))
  }
  return { state: 'mailed', session: null }
}

async function signUpAtOnce(
  services: Services,
  input: SignUpInput,
  identity: WaitingIdentity | undefined,
  request: PublicRequest,
): Promise<SignUpResult> {
  await services.limiter.consume(mailsPerSender, senderKey(request.remoteAddress))
  const invited = input.invitation === undefined ? undefined : await findInvitation(services, input.invitation)
  if (input.invitation !== undefined && !invited) throw linkIsGone()
  const belonging = invited ? { invitationId: invited.id } : { workspace: requireWorkspace(services, input) }
  const email = checkAddress(invited?.email ?? identity?.email ?? '')
  if (input.email !== undefined && input.email.toLowerCase() !== email.toLowerCase()) {
    throw forbidden(`what proves your address is for another one than ${input.email}: leave it out, or use that one`)
  }
  const passwordHash = identity ? null : await choosePassword(services, input, email)
  const method: FactorMethod = identity ? `provider:${identity.providerId}` : 'password'
  const session = await inPlatformTransaction(services, async (tx) => {
    const userId = await addPerson(tx, { ...declared(services, input), email, passwordHash }, belonging, request)
    if (identity) await linkWaitingIdentity(tx, userId, request.headers)
    // Nobody who is new has a second factor.
    return startSession(tx, userId, [method], request)
  })
  return { state: 'signedIn', session }
}

function requireWorkspace({ config }: Services, { workspace }: SignUpInput): { name: string; slug: string } {
  if (config.signUp !== 'open') throw forbidden('here one signs up with an invitation to a workspace')
  if (!workspace) throw refuse({ path: 'workspace', message: 'is needed without an invitation' })
  return workspace
}

function declared({ policy }: Services, { name, policyVersion }: SignUpInput) {
  return { name, policyVersion, minimumAge: policy.inForce().minimumAge }
}

async function choosePassword(
  services: Services,
  { name, password }: Pick<SignUpInput, 'name' | 'password'>,
  email: string,
): Promise<string> {
  if (password === undefined) throw refuse({ path: 'password', message: 'is needed' })
  checkNewPassword(password, { name, email })
  return services.passwords.hash(password)
}

/**
 * Makes the person with what they declared and where they belong, all or nothing; returns the id. Throws conflict when
 * there is a user with the address, or a workspace with the slug.
 */
export async function addPerson(
  tx: PlatformTx,
  { policyVersion, minimumAge, ...person }: NewPerson,
  belonging: Belonging,
  request: PublicRequest,
): Promise<string> {
  const now = tx.now()
  const user = { ...person, id: newId('usr', now), createdAt: now, emailVerifiedAt: now }
  await lockAddress(tx, user.email)
  await repo.insertUser(tx, user)
  await insertAcceptance(tx, { userId: user.id, policyVersion, way: 'signUp', minimumAge, acceptedAt: now })
  await deleteSignUpsOf(tx, user.email)
  const by = { requestId: request.requestId, origin: originOf(request) }
  if ('invitationId' in belonging) await acceptInvitation(tx, belonging.invitationId, user.id, by)
  else await makeWorkspace(tx, user, belonging.workspace, by, () => Promise.resolve())
  return user.id
}

function refuse(field: FieldError): AppError {
  return invalidRequest(`${field.path}: ${field.message}`, [field])
}
