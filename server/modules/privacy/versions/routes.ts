import { id, personEndpoint, publicEndpoint, timestamp, type Endpoint } from '#platform/http'
import type { PersonContext } from '#platform/context'
import { describeFacts, retentionSchema } from '#platform/policy'
import { z } from 'zod'
import type { Facts } from '../facts.ts'
import { announceVersion } from './announce-version.ts'
import { getNotice, getPolicy, getStaffPolicy } from './describe-policy.ts'
import type { Configured } from './version.ts'

const ChangeBody = z.object({
  text: z.string().meta({ description: 'A plain sentence' }),
  ids: z.array(z.string()).meta({ description: 'The promises that it touches' }),
  material: z.boolean().meta({ description: 'Waits for the notice of the profile in force' }),
})

const VersionBody = z.object({
  version: z.string().meta({ description: 'The day of its announcement, `.2` for the second of a day' }),
  announcedAt: timestamp,
  effectiveAt: timestamp.meta({ description: 'From then on it holds, in the program as well' }),
  changes: z.array(ChangeBody).meta({ description: 'Against the version before' }),
})

const StaffVersionBody = VersionBody.extend({
  state: z.enum(['past', 'inForce', 'announced', 'withdrawn']),
  announcedBy: z
    .object({ id: id('usr'), name: z.string().nullable() })
    .nullable()
    .meta({ description: 'Null: the start of the installation' }),
  mailed: z.object({ owners: z.number().int(), sent: z.number().int() }),
})

/** What everyone may know of a profile, which is nearly all of it: the policy consists of it. */
const ProfileBody = z.object({
  preset: z.string(),
  operator: z.object({ name: z.string(), product: z.string(), address: z.string(), country: z.string() }),
  contacts: z.array(z.object({ role: z.string(), address: z.string() })),
  regions: z.object({ hosting: z.string(), allowed: z.array(z.string()).nullable() }),
  retention: z
    .object(retentionSchema.shape)
    .meta({ description: 'Each figure in the unit of its name; null: as long as the workspace' }),
  minimumAge: z.number().int(),
  analytics: z.object({ mode: z.string() }),
  ai: z.object({ mode: z.string() }),
  changes: z.object({ noticeDays: z.number().int(), channels: z.array(z.string()) }),
  requests: z.object({ dueDays: z.number().int().nullable(), verify: z.string() }),
  cardData: z.string(),
  legalRequests: z.object({ notice: z.boolean() }),
  processors: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      kind: z.string(),
      purpose: z.string(),
      categories: z.array(z.string()),
      region: z.string(),
      transfer: z.object({ mechanism: z.string(), reference: z.string() }).nullable(),
    }),
  ),
})

const fresh = 'Needs a second factor and freshness.'

export function createVersionEndpoints({ inventory }: Facts): Endpoint[] {
  const facts = describeFacts(inventory)
  const configured = ({ config }: PersonContext): Configured => ({ profile: config.policy, facts })
  return [
    publicEndpoint({
      operationId: 'getPolicy',
      summary: 'The privacy policy in force as figures, and what was announced',
      method: 'get',
      path: '/policy',
      response: VersionBody.omit({ changes: true }).extend({ profile: ProfileBody, announced: VersionBody.nullable() }),
      handle: (services) => getPolicy(services),
    }),
    personEndpoint({
      operationId: 'getPolicyNotice',
      summary: 'The change of the policy that one is to be shown, if any',
      description:
        'A material change that waits, or took effect in the last 14 days, where the profile has the channel `banner`. ' +
        'Null once it was accepted with `POST /user/policy-acceptances`.',
      method: 'get',
      path: '/policy/notice',
      response: z.object({ notice: VersionBody.extend({ inForce: z.boolean() }).nullable() }),
      handle: (ctx) => getNotice(ctx),
    }),
    personEndpoint({
      operationId: 'getStaffPolicy',
      summary: 'Staff: the versions of the policy, and what is configured and not announced',
      description: `A draft waits for nobody: it holds only after it was announced. ${fresh}`,
      method: 'get',
      path: '/staff/policy',
      response: z.object({
        inForce: StaffVersionBody,
        announced: z.array(StaffVersionBody),
        draft: z
          .object({
            id: z.string(),
            changes: z.array(ChangeBody),
            noticeDays: z.number().int(),
            effectiveAt: timestamp.meta({ description: 'When it would hold if it were announced now' }),
          })
          .nullable(),
        history: z.array(StaffVersionBody).meta({ description: 'All, newest first' }),
        channels: z.array(z.enum(['page', 'mail', 'banner'])),
      }),
      handle: (ctx) => getStaffPolicy(ctx, configured(ctx)),
    }),
    personEndpoint({
      operationId: 'announcePolicy',
      summary: 'Staff: announce the draft of the policy',
      description:
        'From when it holds is computed: at once when nothing in it is material, else after the notice days of the ' +
        `profile in force. 409 when the draft is another one by now, or there is none. ${fresh}`,
      method: 'post',
      path: '/staff/policy/announcements',
      body: z.strictObject({ draftId: z.string().max(64).meta({ description: 'Of the draft that was read' }) }),
      handle: (ctx, { body }) => announceVersion(ctx, configured(ctx), body.draftId),
    }),
  ]
}
