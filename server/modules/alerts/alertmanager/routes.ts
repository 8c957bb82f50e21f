/** Alertmanager's API v2: alerts from Prometheus and vmalert, and silences for amtool. docs/alert-rules.md. */
import { findSender } from '#modules/metrics'
import { sourceOf, type IntakeDoor } from '#modules/telemetry'
import { requirePermission, type Context, type Services } from '#platform/context'
import { AppError, invalidRequest, unauthenticated } from '#platform/errors'
import { refuseForgery, type Authenticate, type PlainAnswer, type RawRequest, type Route } from '#platform/http'
import { version } from '#platform/version'
import type { Downstream } from '../engine/follow-rule.ts'
import { formOfSilence, receiver } from './form.ts'
import { listGettable, type Wanted } from './list-gettable.ts'
import { readAlerts } from './read-alerts.ts'
import { readFilter, readMatchers } from './read-matchers.ts'
import { createSilence, endSilence, listSilences, updateSilence } from './silences.ts'
import { takeAlerts } from './take-alerts.ts'

const prefix = '/alertmanager/api/v2'
const maxBodyBytes = 4 * 1024 * 1024
/** Of one key: a Prometheus sends every few seconds while something changes. */
const requestRule = { name: 'external-alerts', points: 6_000, durationSeconds: 60 }

/** With an ingest key, like everything that programs send; the other half is for who may read incidents. */
export function createIntakeRoutes(door: IntakeDoor, downstream: Downstream): Route {
  return {
    ...{ name: 'alertmanagerPostAlerts', methods: ['POST'], path: `${prefix}/alerts`, answerError },
    handle: async (services, request) => {
      const source = sourceOf(await findSender(request, door.findKey))
      door.admitRequest(source, request.header('origin'))
      await services.limiter.consume(requestRule, source.keyId)
      const alerts = readAlerts(await bodyOf(request), services.now())
      if (alerts.length > 0) await takeAlerts(services, downstream, source, alerts)
      return json({})
    },
  }
}

type Answer = (ctx: Context, request: RawRequest) => Promise<unknown>

export function createReadRoutes(authenticate: Authenticate): Route[] {
  const route = (name: string, method: 'GET' | 'POST' | 'DELETE', path: string, answer: Answer): Route => ({
    ...{ name, methods: [method], path: `${prefix}/${path}`, answerError },
    handle: async (services, request) => {
      const ctx = await authorise(services, request, authenticate)
      requirePermission(ctx, 'incidents.read')
      return json(await answer(ctx, request))
    },
  })
  return [
    route('alertmanagerGetAlerts', 'GET', 'alerts', async (ctx, { url }) => listGettable(ctx, wantedOf(url))),
    route('alertmanagerGetGroups', 'GET', 'alerts/groups', async (ctx, { url }) => {
      const groups = Map.groupBy(await listGettable(ctx, wantedOf(url)), ({ labels }) => labels['alertname'] ?? '')
      return [...groups].map(([alertname, alerts]) => ({ labels: { alertname }, receiver, alerts }))
    }),
    route('alertmanagerGetReceivers', 'GET', 'receivers', () => Promise.resolve([receiver])),
    route('alertmanagerGetStatus', 'GET', 'status', (ctx) => Promise.resolve(statusOf(ctx))),
    route('alertmanagerGetSilences', 'GET', 'silences', async (ctx, { url }) => {
      const isWanted = (state: string): boolean => url.searchParams.get(state) !== 'false'
      const filters = url.searchParams.getAll('filter').map(readFilter)
      const found = (await listSilences(ctx)).filter(
        ({ state, matchers }) =>
          isWanted(state) &&
          filters.every((one) => matchers.some(({ name, value }) => name === one.name && value === one.value)),
      )
      return found.map(formOfSilence)
    }),
    route('alertmanagerGetSilence', 'GET', 'silence/{silenceId}', async (ctx, { params }) => {
      const found = (await listSilences(ctx)).find(({ id }) => id === params['silenceId'])
      if (!found) throw new AppError('not_found', 'no such silence')
      return formOfSilence(found)
    }),
    route('alertmanagerDeleteSilence', 'DELETE', 'silence/{silenceId}', async (ctx, { params }) => {
      await endSilence(ctx, params['silenceId'] ?? '')
      return {}
    }),
    route('alertmanagerPostSilences', 'POST', 'silences', postSilence),
  ]
}

async function postSilence(ctx: Context, request: RawRequest): Promise<{ silenceID: string }> {
  const { id, matchers, startsAt, endsAt, comment } = ((await bodyOf(request)) ?? {}) as Record<string, unknown>
  const draft = {
    matchers: readMatchers(matchers),
    startsAt: timeOf(startsAt, 'startsAt'),
    endsAt: timeOf(endsAt, 'endsAt'),
    comment: typeof comment === 'string' ? comment.slice(0, 1000).toWellFormed().replaceAll('\u0000', '') : '',
  }
  const silence =
    typeof id === 'string' && id !== '' ? await updateSilence(ctx, id, draft) : await createSilence(ctx, draft)
  return { silenceID: silence.id }
}

function timeOf(value: unknown, name: string): Date {
  const at = typeof value === 'string' ? new Date(value) : new Date(Number.NaN)
  if (Number.isNaN(at.getTime())) throw invalidRequest(`${name} is no time of RFC 3339`)
  return at
}

function wantedOf({ searchParams }: URL): Wanted {
  const isOn = (name: string): boolean => searchParams.get(name) !== 'false'
  return {
    ...{ active: isOn('active'), silenced: isOn('silenced') },
    filters: searchParams.getAll('filter').slice(0, 20).map(readFilter),
  }
}

const statusOf = ({ now, config }: Context) => ({
  cluster: { status: 'disabled', peers: [] },
  versionInfo: { version, revision: version, branch: '', buildUser: '', buildDate: '', goVersion: '' },
  config: {
    original: `# Watchword routes by its channels: ${config.appUrl}\nroute:\n  receiver: ${receiver.name}\nreceivers:\n- name: ${receiver.name}\n`,
  },
  uptime: now().toISOString(),
})

async function authorise(services: Services, request: RawRequest, authenticate: Authenticate): Promise<Context> {
  const { ctx, person, forgeable } = await authenticate(services, request)
  if (forgeable) refuseForgery(services, request)
  if (ctx) return ctx
  throw person
    ? invalidRequest('name the workspace in the header watchword-workspace')
    : unauthenticated('sign in, or send an API key: authorization: Bearer <key>, or Basic with the key as password')
}

async function bodyOf(request: RawRequest): Promise<unknown> {
  const bytes = await request.body(maxBodyBytes)
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    throw invalidRequest('the body is no JSON')
  }
}

const json = (value: unknown, status = 200): PlainAnswer => ({
  status,
  headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' },
  body: JSON.stringify(value),
})

/** Errors are a text, as its clients expect. */
const answerError: NonNullable<Route['answerError']> = ({ status, message, retryAfterSeconds }) => {
  const answer = json(message, status)
  if (retryAfterSeconds !== undefined) answer.headers['retry-after'] = String(Math.max(1, Math.ceil(retryAfterSeconds)))
  return answer
}
