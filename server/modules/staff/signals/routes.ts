import { id, pageOf, pageQuery, personEndpoint, timestamp } from '#platform/http'
import { z } from 'zod'
import { listSignals } from './list-signals.ts'

export const signalEndpoints = [
  personEndpoint({
    operationId: 'listAbuseSignals',
    summary: 'Staff: patterns of abuse of the last 90 days, and what was done about them',
    description: 'Needs a second factor and freshness.',
    method: 'get',
    path: '/staff/signals',
    query: pageQuery,
    response: pageOf(
      z.object({
        id: id('sig'),
        kind: z.enum(['credentialStuffing', 'passwordGuessing', 'mailFlood']),
        at: timestamp,
        sender: z.string().nullable().meta({ description: 'Address, or /64 network of an IPv6 address' }),
        user: z.object({ id: id('usr'), name: z.string().nullable() }).nullable(),
        counted: z.number().int(),
        action: z.enum(['signInRefused', 'mailRefused', 'personTold', 'none']),
        endsAt: timestamp.nullable().meta({ description: 'Until when the sender is refused' }),
      }),
    ),
    handle: (ctx, { query }) => listSignals(ctx, query),
  }),
]
