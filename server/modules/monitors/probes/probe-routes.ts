/** The two addresses that probes call, by the key of a probe and nothing else. */
import type { z } from 'zod'
import { systemContext, type Context, type Services } from '#platform/context'
import { inPlatformTransaction, inTransaction } from '#platform/database'
import { AppError, invalidRequest, unauthenticated } from '#platform/errors'
import { json, type RawRequest, type Route } from '#platform/http'
import { senderKey } from '#platform/sender-key'
import { listAssignments } from '../assignments.ts'
import { recordResults } from '../record-results.ts'
import { hashProbeKey, looksLikeProbeKey, maxResultAgeMs } from './probe.ts'
import { AskBody, assignmentsPath, HandInBody, maxBodyBytes, protocolVersion, resultsPath } from './protocol.ts'
import * as repo from './repo.ts'

type Asking = { ctx: Context; probe: { id: string; name: string } }

export const probeRoutes: Route[] = [
  {
    name: 'probeAssignments',
    methods: ['POST'],
    path: assignmentsPath,
    handle: async (services, request) => {
      const { ctx, probe } = await authenticate(services, request)
      return json(await assign(ctx, probe, await readBody(request, AskBody)))
    },
  },
  {
    name: 'probeResults',
    methods: ['POST'],
    path: resultsPath,
    handle: async (services, request) => {
      const { ctx, probe } = await authenticate(services, request)
      return json(await handIn(ctx, probe.id, await readBody(request, HandInBody)))
    },
  },
]

/** A probe asks four times a minute and hands in as often; this stops one that runs in circles. */
const requestLimit = { name: 'probe', points: 600, durationSeconds: 60 }
/** Before a key is looked up: all probes of a workspace behind one address, and no guesser. */
const senderLimit = { name: 'probe.sender', points: 3_000, durationSeconds: 60 }

/** Nothing is remembered between requests: a key that was revoked or replaced is refused from the commit on. */
async function authenticate(services: Services, request: RawRequest): Promise<Asking> {
  const key = /^Bearer +(\S+)$/i.exec(request.header('authorization') ?? '')?.[1] ?? ''
  if (!looksLikeProbeKey(key)) throw notAProbe()
  await services.limiter.consume(senderLimit, senderKey(request.remoteAddress))
  const probe = await inPlatformTransaction(services, (tx) => repo.findByHash(tx, hashProbeKey(key)))
  if (!probe) throw notAProbe()
  await services.limiter.consume(requestLimit, probe.id)
  return { probe, ctx: systemContext(services, probe.workspaceId, request.requestId) }
}

const notAProbe = () => unauthenticated('send the key of a probe that was not revoked')

async function readBody<S extends z.ZodType>(request: RawRequest, schema: S): Promise<z.output<S>> {
  const bytes = await request.body(maxBodyBytes)
  let body: unknown
  try {
    body = JSON.parse(bytes.toString('utf8'))
  } catch {
    throw invalidRequest('the body is not JSON')
  }
  const parsed = schema.safeParse(body)
  if (parsed.success) return parsed.data
  const fields = parsed.error.issues.slice(0, 20).map(({ path, message }) => ({ path: path.join('.'), message }))
  throw invalidRequest('the body is not what a probe says', fields)
}

/** A type that the probe does not know is not handed to it; the list of probes says so, and its checks are unknown. */
async function assign(ctx: Context, probe: Asking['probe'], asked: z.output<typeof AskBody>) {
  if (asked.protocol !== protocolVersion) {
    throw new AppError('unprocessable', `this server speaks version ${protocolVersion} with probes: update the probe`)
  }
  const { version, types, waitingResults } = asked
  return inTransaction(ctx, async (tx) => {
    const now = tx.now()
    const clockOffsetMs = asked.sentAt.getTime() - now.getTime()
    await repo.update(tx, probe.id, { lastSeenAt: now, version, types, clockOffsetMs, waitingResults })
    const all = await listAssignments(tx, probe.id)
    const assignments = all.filter(({ spec }) => types.includes(spec.type))
    return { probe: { id: probe.id, name: probe.name }, serverTime: now, assignments }
  })
}

/** A probe counts time by the server's clock, so what lies ahead was not counted so. */
const maxAheadMs = 120_000

async function handIn(ctx: Context, probeId: string, { results }: z.output<typeof HandInBody>) {
  const now = ctx.now().getTime()
  const inTime = results.filter(({ scheduledAt, startedAt }) =>
    [scheduledAt, startedAt].every((at) => at.getTime() > now - maxResultAgeMs && at.getTime() < now + maxAheadMs),
  )
  const known = await recordResults(
    ctx,
    inTime.map((result) => ({ ...result, probeId })),
  )
  const accepted = inTime.filter(({ monitorId }) => known.has(monitorId)).length
  return { accepted, refused: results.length - accepted }
}
