import { z } from 'zod'
import { emailAddress, publicEndpoint, shortText, slug } from '#platform/http'
import { confirmEmailChange } from './change-email.ts'
import { confirmSignUp } from './confirm-sign-up.ts'
import { NewPassword } from './password-rules.ts'
import { getSignUp } from './get-sign-up.ts'
import { completePasswordReset, requestPasswordReset } from './reset-password.ts'
import { SessionBody } from './session-body.ts'
import { signUp } from './sign-up.ts'

const NewWorkspace = z.object({ name: shortText, slug })
const LinkSecret = z.string().max(200).meta({ description: 'What stands behind the # of the mailed link' })

/** The same for a known and an unknown address. */
export const MailedBody = z.object({ state: z.literal('mailed') })

export const signUpEndpoints = [
  publicEndpoint({
    operationId: 'getSignUp',
    summary: 'Who may sign up, and what is to be declared',
    method: 'get',
    path: '/sign-up',
    response: z.object({
      mode: z.enum(['open', 'invited']),
      minimumAge: z.number().int(),
      policyVersion: z.string(),
      waitingIdentity: z
        .object({ email: z.string(), name: z.string(), provider: z.string() })
        .nullable()
        .meta({ description: 'Whom a provider vouched for in this browser: signs up without a password' }),
    }),
    handle: getSignUp,
  }),
  publicEndpoint({
    operationId: 'signUp',
    summary: 'Sign up',
    description:
      'With an invitation one is signed in at once. Without one a link is mailed, also to an address that is known, ' +
      'whose owner is told so. 422 for whoever is not old enough, of whom nothing is kept; 403 when an invitation is ' +
      'needed or is for another address; 410 when it has ended.',
    method: 'post',
    path: '/sign-ups',
    body: z.object({
      name: shortText,
      email: emailAddress.optional(),
      password: NewPassword.optional().meta({
        description: 'With an invitation; else it is chosen with the mailed link',
      }),
      workspace: NewWorkspace.optional(),
      invitation: z.string().max(200).optional().meta({ description: 'What stands behind the # of its link' }),
      oldEnough: z.boolean().meta({ description: 'Declares to have reached the minimum age; no date is asked for' }),
      policyVersion: z.string().max(40).meta({ description: 'Of the policy that was read and accepted' }),
    }),
    response: z.discriminatedUnion('state', [
      z.object({ state: z.literal('mailed'), session: z.null() }),
      z.object({ state: z.literal('signedIn'), session: SessionBody }),
    ]),
    handle: (services, { body }, request) => signUp(services, body, request),
  }),
  publicEndpoint({
    operationId: 'confirmSignUp',
    summary: 'Prove the address of a sign-up and choose a password, which makes the user and the workspace',
    description:
      'The password is chosen here, so that nobody but the owner of the address knows it. ' +
      '410 for a link that is wrong, old or used. 409 when the slug was taken meanwhile: the link still works with ' +
      'another `workspace`.',
    method: 'post',
    path: '/sign-ups/confirmation',
    body: z.object({ secret: LinkSecret, password: NewPassword, workspace: NewWorkspace.optional() }),
    response: SessionBody,
    status: 201,
    handle: (services, { body }, request) => confirmSignUp(services, body, request),
  }),
  publicEndpoint({
    operationId: 'requestPasswordReset',
    summary: 'Have a link mailed with which a new password is chosen',
    method: 'post',
    path: '/password-resets',
    body: z.object({ email: emailAddress }),
    response: MailedBody,
    status: 202,
    handle: async (services, { body }, request) => {
      await requestPasswordReset(services, body.email, request)
      return { state: 'mailed' as const }
    },
  }),
  publicEndpoint({
    operationId: 'completePasswordReset',
    summary: 'Choose a new password with a mailed link; every session ends',
    method: 'post',
    path: '/password-resets/completion',
    body: z.object({ secret: LinkSecret, password: NewPassword }),
    handle: (services, { body }, request) => completePasswordReset(services, body, request),
  }),
  publicEndpoint({
    operationId: 'confirmEmailChange',
    summary: 'Prove the new address with a mailed link; all other sessions end',
    method: 'post',
    path: '/email-changes/confirmation',
    body: z.object({ secret: LinkSecret }),
    handle: (services, { body }, request) => confirmEmailChange(services, body.secret, request),
  }),
]
