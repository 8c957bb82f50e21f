import { endpoint, personEndpoint, timestamp } from '#platform/http'
import { processorSchema } from '#platform/policy'
import { z } from 'zod'
import { listEgressRefusals, listProcessors, listStaffProcessors } from './list-processors.ts'

const region = z.string().meta({ description: 'ISO 3166-1, EEA, or onPremises' })

const ProcessorBody = z.object({
  id: z.string(),
  name: z.string(),
  kind: processorSchema.shape.kind,
  purpose: z.string(),
  hosts: z.array(z.string()),
  source: z.enum(['profile', 'signIn', 'own']).meta({ description: 'Where the entry comes from' }),
  categories: z.array(z.object({ id: z.string(), text: z.string() })).meta({ description: 'What it gets at most' }),
  region,
  regionName: z.string(),
  transfer: z.object({ mechanism: z.string(), reference: z.string() }).nullable(),
  dpa: z.object({ date: z.string(), version: z.string() }).nullable(),
  noTraining: z.boolean(),
})

const StoreBody = z.object({
  component: z.enum(['database', 'columns', 'stream', 'counters', 'mail', 'blobs']),
  processorId: z.string().nullable().meta({ description: 'Null: the operator runs it' }),
  region,
  regionName: z.string(),
})

const Contacted = z.object({
  lastContactedAt: timestamp.nullable(),
  answered: z.number().int(),
  failed: z.number().int(),
  refused: z.number().int(),
})

const fresh = 'Needs a second factor and freshness.'

export const processorEndpoints = [
  endpoint({
    operationId: 'listProcessors',
    summary: 'Who else gets data, which, where, and on what it rests',
    method: 'get',
    path: '/processors',
    permission: 'workspace.read',
    response: z.object({ processors: z.array(ProcessorBody), stores: z.array(StoreBody) }),
    handle: async (ctx) => listProcessors(ctx),
  }),
  personEndpoint({
    operationId: 'listStaffProcessors',
    summary: 'Staff: the register of processors, with what was called',
    description: `Counts of as many days as the profile keeps them. ${fresh}`,
    method: 'get',
    path: '/staff/processors',
    response: z.object({
      processors: z.array(ProcessorBody.extend(Contacted.shape)),
      stores: z.array(StoreBody),
      connections: z
        .array(
          z.object({
            component: z.string(),
            setting: z.string(),
            host: z.string(),
            port: z.number().int(),
            processorId: z.string().nullable(),
            region,
          }),
        )
        .meta({ description: 'Servers that drivers connect to' }),
      workspaceDestinations: Contacted.meta({ description: 'What workspaces send to addresses of their own choice' }),
    }),
    handle: (ctx) => listStaffProcessors(ctx),
  }),
  personEndpoint({
    operationId: 'listEgressRefusals',
    summary: 'Staff: outgoing requests that were refused',
    description: `By recipient, host and reason, newest first. ${fresh}`,
    method: 'get',
    path: '/staff/egress-refusals',
    response: z.object({
      items: z.array(
        z.object({
          recipientKind: z.enum(['processor', 'workspace', 'signIn']),
          recipientId: z.string(),
          host: z.string().meta({ description: 'Empty for a destination of a workspace' }),
          purpose: z.string(),
          outcome: z.string().meta({ description: 'unregistered, category, region, address …' }),
          count: z.number().int(),
          firstAt: timestamp,
          lastAt: timestamp,
        }),
      ),
    }),
    handle: (ctx) => listEgressRefusals(ctx),
  }),
]
