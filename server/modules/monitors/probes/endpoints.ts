import { z } from 'zod'
import { endpoint, id, shortText, timestamp } from '#platform/http'
import { createProbe } from './create-probe.ts'
import { describeProbe, listProbes } from './list-probes.ts'
import { replaceProbeKey } from './replace-probe-key.ts'
import { revokeProbe } from './revoke-probe.ts'

const ProbeBody = z
  .object({
    id: id('prb'),
    name: z.string(),
    prefix: z.string().meta({ description: 'How its key begins' }),
    state: z.enum(['waiting', 'connected', 'silent', 'revoked']),
    createdAt: timestamp,
    revokedAt: timestamp.nullable(),
    lastSeenAt: timestamp.nullable(),
    version: z.string().nullable(),
    missingTypes: z.array(z.string()).meta({ description: 'Types of checks that are too new for it' }),
    clockOffsetMs: z
      .number()
      .int()
      .nullable()
      .meta({ description: 'How far its clock is ahead; it corrects for that' }),
    waitingResults: z.number().int().meta({ description: 'Results that it had not handed in when it was seen last' }),
  })
  .meta({ id: 'Probe' })
const NewProbeBody = ProbeBody.extend({ key: z.string().meta({ description: 'Shown in this answer only' }) })
const probeParams = z.object({ probeId: id('prb') })

export const probeEndpoints = [
  endpoint({
    operationId: 'listProbes',
    summary: 'List the probes of the workspace',
    description: 'Those that work, then those that were revoked, each newest first; 200 at most.',
    method: 'get',
    path: '/probes',
    permission: 'incidents.read',
    response: z.object({ items: z.array(ProbeBody) }),
    handle: async (ctx) => ({ items: await listProbes(ctx) }),
  }),
  endpoint({
    operationId: 'createProbe',
    summary: 'Enrol a probe',
    description: 'The key is shown in this answer only. Needs a factor that was proved just now.',
    method: 'post',
    path: '/probes',
    permission: 'keys.write',
    body: z.object({ name: shortText }),
    status: 201,
    response: NewProbeBody,
    handle: async (ctx, { body }) => describeProbe(ctx, await createProbe(ctx, body)),
  }),
  endpoint({
    operationId: 'replaceProbeKey',
    summary: 'Give a probe a new key',
    description: 'The old one is refused at once. Needs a factor that was proved just now.',
    method: 'post',
    path: '/probes/{probeId}/key',
    permission: 'keys.write',
    params: probeParams,
    status: 201,
    response: NewProbeBody,
    handle: async (ctx, { params }) => describeProbe(ctx, await replaceProbeKey(ctx, params.probeId)),
  }),
  endpoint({
    operationId: 'revokeProbe',
    summary: 'Revoke a probe',
    description:
      'It is refused at once. What was to be checked from there is unknown until its monitors name another place.',
    method: 'delete',
    path: '/probes/{probeId}',
    permission: 'keys.write',
    params: probeParams,
    handle: (ctx, { params }) => revokeProbe(ctx, params.probeId),
  }),
]
