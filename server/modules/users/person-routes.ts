import { z } from 'zod'
import { emailAddress, endpoint, id, pageOf, pageQuery, personEndpoint, shortText, timestamp } from '#platform/http'
import { acceptPolicy, listPolicyAcceptances } from './accept-policy.ts'
import { acceptanceWays } from './acceptance-repo.ts'
import { requestEmailChange } from './change-email.ts'
import { changePassword } from './change-password.ts'
import { describeDevice } from './device.ts'
import { NewPassword } from './password-rules.ts'
import { UserBody } from './session-body.ts'
import { MailedBody } from './sign-up-routes.ts'
import { listSignIns, listUserActivities } from './user-activity.ts'
import { getProfile, updateProfile } from './user-profile.ts'

const ProfileBody = UserBody.extend({ createdAt: timestamp })

const ActivityBody = z.object({
  id: id('uac'),
  type: z.string(),
  at: timestamp,
  remoteAddress: z.string(),
  browser: z.string().nullable(),
  system: z.string().nullable(),
})

export const personEndpoints = [
  personEndpoint({
    operationId: 'getUser',
    summary: 'Who one is',
    method: 'get',
    path: '/user',
    response: ProfileBody,
    handle: getProfile,
  }),
  personEndpoint({
    operationId: 'updateUser',
    summary: 'Change one’s name',
    method: 'patch',
    path: '/user',
    body: z.object({ name: shortText }),
    response: ProfileBody,
    handle: (ctx, { body }) => updateProfile(ctx, body),
  }),
  personEndpoint({
    operationId: 'changePassword',
    summary: 'Choose another password; all other sessions end',
    description: 'Needs a fresh factor.',
    method: 'post',
    path: '/user/password',
    body: z.object({ password: NewPassword }),
    handle: (ctx, { body }, request) => changePassword(ctx, body.password, request),
  }),
  personEndpoint({
    operationId: 'requestEmailChange',
    summary: 'Change one’s address: a link is mailed to the new one',
    description: 'Needs a fresh factor. Nothing changes before the link is used.',
    method: 'post',
    path: '/user/email',
    body: z.object({ email: emailAddress }),
    response: MailedBody,
    status: 202,
    handle: async (ctx, { body }) => {
      await requestEmailChange(ctx, body.email)
      return { state: 'mailed' as const }
    },
  }),
  personEndpoint({
    operationId: 'listUserActivities',
    summary: 'What happened to one’s sign-in in the last 90 days',
    method: 'get',
    path: '/user/activity',
    query: pageQuery,
    response: pageOf(ActivityBody.extend({ data: z.record(z.string(), z.string()) })),
    handle: async (ctx, { query }) => withDevices(await listUserActivities(ctx, query)),
  }),
  personEndpoint({
    operationId: 'listPolicyAcceptances',
    summary: 'Which versions of the privacy policy one accepted, and how',
    method: 'get',
    path: '/user/policy-acceptances',
    response: pageOf(
      z.object({
        policyVersion: z.string(),
        way: z.enum(acceptanceWays).meta({ description: 'continuedUse: the first use after it took effect' }),
        minimumAge: z.number().int().nullable().meta({ description: 'The age that was declared at sign-up' }),
        acceptedAt: timestamp,
      }),
    ),
    handle: async (ctx) => ({ items: await listPolicyAcceptances(ctx), nextCursor: null }),
  }),
  personEndpoint({
    operationId: 'acceptPolicy',
    summary: 'Accept a version of the privacy policy: the one in force, or the one that was announced',
    description: '409 for any other version.',
    method: 'post',
    path: '/user/policy-acceptances',
    body: z.object({ policyVersion: z.string().max(40) }),
    handle: (ctx, { body }) => acceptPolicy(ctx, body.policyVersion),
  }),
  endpoint({
    operationId: 'listSignIns',
    summary: 'How the members of the workspace signed in, in the last 90 days',
    method: 'get',
    path: '/sign-in-log',
    permission: 'audit.read',
    query: pageQuery,
    response: pageOf(ActivityBody.extend({ user: z.object({ id: id('usr'), name: z.string() }) })),
    handle: async (ctx, { query }) => {
      const { items, nextCursor } = withDevices(await listSignIns(ctx, query))
      return { items: items.map((item) => ({ ...item, user: { id: item.userId, name: item.name } })), nextCursor }
    },
  }),
]

function withDevices<Item extends { userAgent: string }>(page: { items: Item[]; nextCursor: string | null }) {
  return { ...page, items: page.items.map((item) => ({ ...item, ...describeDevice(item.userAgent) })) }
}
