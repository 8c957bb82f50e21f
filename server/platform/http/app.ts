/** Puts endpoints and routes behind one `fetch` function; every answer carries a request id and safe headers. */
import { Hono, type Context as HonoContext } from 'hono'
import type { HttpBindings } from '@hono/node-server'
import { isOwnHost } from '#platform/egress'
import { monotonicMs } from '../clock.ts'
import type { Context, PersonContext, Services } from '../context.ts'
import { AppError, forbidden, invalidRequest, unauthenticated } from '../errors.ts'
import { answer, isPlain, newRequestId, remoteAddress, scopedServices, type Answer } from './answer.ts'
import { bodyTooLarge, readIncoming } from './body.ts'
import { guardCardData } from './card-data-guard.ts'
import { issueCsrfCookie, refuseForgery } from './csrf.ts'
import type { Access, Endpoint } from './endpoint.ts'
import { createDirect, type Direct } from './direct.ts'
import { parseInput } from './input.ts'
import { createPlainRequests } from './plain-requests.ts'
import { countRequest } from './request-limits.ts'
import type { PlainAnswer, RawRequest, Route } from './route.ts'
import { isOfSite, isSiteHost } from './surfaces.ts'

/**
 * Finds out on whose behalf a request comes: `person` who is signed in, and `ctx` in the workspace that was named; both
 * are null for nobody. `forgeable` says that a browser sends the credential by itself, so that forgery must be excluded;
 * `endsAt`, when the credential is known to end. A `passive` request is our own and does not count as use.
 */
export type Authenticate = (
  services: Services,
  request: { headers: Headers; url: URL; requestId: string; remoteAddress: string; passive?: boolean },
) => Promise<{ ctx: Context | null; person: PersonContext | null; forgeable: boolean; endsAt?: Date | null }>

/** Called once a request was answered, unless it took the direct way. `path` is the route's pattern. */
export type OnAnswered = (
  request: RawRequest,
  answered: { operation: string; method: string; path: string; status: number; durationMs: number },
) => void

/** `direct` is asked first; what it does not take is for `fetch`. */
export type App = { fetch(request: Request, env?: unknown): Response | Promise<Response>; direct: Direct }

type Env = { Bindings: Partial<HttpBindings> }
type HonoCtx = HonoContext<Env>

const nothingHere = new AppError('not_found', 'there is nothing here')

const apiBodyLimitBytes = 1024 * 1024

/** Whoever shows no credential, or one that is not valid. */
const nobody = { ctx: null, person: null }

export function createApp(
  services: Services,
  options: {
    endpoints: readonly Endpoint[]
    routes: readonly Route[]
    authenticate: Authenticate
    onAnswered?: OnAnswered
    /** Asked of every host that is none of the installation's: whether a status page has it. */
    findPageOfHost?: (host: string) => Promise<string | undefined>
    /** Asked before all routes: answers that are there already, in the words that the routes would find. */
    ready?: Direct
  },
): App {
  const main = new Hono<Env>({ strict: false })
  const statusHosts = new Hono<Env>({ strict: false })
  const siteHosts = new Hono<Env>({ strict: false })
  const { siteUrl } = services.config
  for (const definition of options.endpoints) addEndpoint(main, services, definition, options)
  for (const route of options.routes) {
    const elsewhere = route.host === 'statusPage' ? statusHosts : siteUrl !== null && isOfSite(route) ? siteHosts : main
    addRoute(elsewhere, services, route, options.onAnswered)
    if (elsewhere === siteHosts) addRoute(main, services, redirectTo(`${siteUrl}`, route), options.onAnswered)
  }
  for (const app of [main, statusHosts, siteHosts]) {
    app.notFound((c) => answerOn(c, services, { operation: 'notFound' }, () => Promise.reject(nothingHere)))
  }
  const suffix = `.${services.config.statusDomain}`
  const plain = createPlainRequests(services)
  const direct = createDirect(services, options.routes, suffix)
  const appHost = new URL(services.config.appUrl).hostname
  const isKnownHost = (host: string): boolean => host === appHost || host === '' || isOwnHost(host)
  return {
    direct: (incoming, outgoing) =>
      plain(incoming, outgoing) || options.ready?.(incoming, outgoing) === true || direct(incoming, outgoing),
    fetch: async (request, env) => {
      const given = request.headers.get('host') ?? ''
      const host = given.replace(/:\d+$/, '')
      const ofPage = async (): Promise<boolean> =>
        host.endsWith(suffix) || (!isKnownHost(host) && (await options.findPageOfHost?.(host)) !== undefined)
      const app = isSiteHost(siteUrl, given) ? siteHosts : (await ofPage()) ? statusHosts : main
      return app.fetch(request, env as Env['Bindings']) // node-server hands its request and response over as `env`
    },
  }
}

function addEndpoint(
  app: Hono<Env>,
  services: Services,
  definition: Endpoint,
  { authenticate, onAnswered }: { authenticate: Authenticate; onAnswered?: OnAnswered },
): void {
  const path = `/api/v1${definition.path}`
  const about = { operation: definition.operationId, onAnswered: noting(definition.operationId, path, onAnswered) }
  app.on(definition.method.toUpperCase(), honoPath(path), async (c) => {
    const response = await answerOn(c, services, about, async (request, c) => {
      const cookies: string[] = []
      const scoped = scopedServices(services, request, definition.operationId)
      const identity = await identify(scoped, definition.access, authenticate, request)
      const input = await parseInput(
        definition,
        request,
        () => readBody(c, definition.bodyLimitBytes ?? apiBodyLimitBytes),
        (body) => guardCardData(scoped, body),
      )
      const value = await definition.handle(identity ?? scoped, input, {
        remoteAddress: request.remoteAddress,
        headers: request.headers,
        requestId: request.requestId,
        signal: request.signal,
        setCookie: (header) => cookies.push(header),
      })
      const response = endpointResponse(definition, value)
      for (const cookie of cookies) response.headers.append('set-cookie', cookie)
      return response
    })
    issueCsrfCookie(services, c.req.raw.headers, response)
    return response
  })
}

async function identify(
  services: Services,
  access: Access,
  authenticate: Authenticate,
  request: RawRequest,
): Promise<Context | PersonContext | null> {
  if (access === 'public') {
    await countRequest(services, nobody, request.remoteAddress)
    refuseForgery(services, request)
    return null
  }
  const { ctx, person, forgeable } = await authenticate(services, request).catch(async (error: unknown) => {
    await countRequest(services, nobody, request.remoteAddress)
    throw error
  })
  await countRequest(services, { ctx, person }, request.remoteAddress)
  if (forgeable) refuseForgery(services, request)
  if (access === 'signedIn') {
    if (!person) throw ctx ? forbidden('this is for people who are signed in, not for keys') : unauthenticated()
    return person
  }
  if (!ctx) throw person ? invalidRequest('name the workspace in the header watchword-workspace') : unauthenticated()
  if (!ctx.permissions.has(access)) throw forbidden(`this needs the permission ${access}`)
  return ctx
}

function endpointResponse(definition: Endpoint, value: unknown): Response {
  if (!definition.response) return new Response(null, { status: definition.status ?? 204 })
  const body = JSON.stringify(definition.response.parse(value))
  return new Response(body, {
    status: definition.status ?? 200,
    headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' },
  })
}

/** The app's host leads to the site's; what was sent by a form is not taken along. */
function redirectTo(siteUrl: string, { name, path, methods }: Route): Route {
  const read = methods.filter((method) => method === 'GET' || method === 'HEAD')
  const answer = ({ url }: RawRequest): PlainAnswer => {
    return { status: 302, headers: { location: `${siteUrl}${url.pathname}${url.search}` }, body: null }
  }
  return { name, path, methods: read, handle: (_, request) => Promise.resolve(answer(request)) }
}

function addRoute(app: Hono<Env>, services: Services, route: Route, onAnswered: OnAnswered | undefined): void {
  const { name, path, answerError } = route
  const about = { operation: name, answerError, onAnswered: noting(name, path, onAnswered) }
  app.on([...route.methods], honoPath(path), (c) =>
    answerOn(c, services, about, (request) => route.handle(scopedServices(services, request, name), request)),
  )
}

type Noting = ((request: RawRequest, status: number, durationMs: number) => void) | undefined

function noting(operation: string, path: string, onAnswered: OnAnswered | undefined): Noting {
  if (!onAnswered) return undefined
  return (request, status, durationMs) =>
    onAnswered(request, { operation, method: request.method, path, status, durationMs })
}

/** The same for what Hono has matched. */
async function answerOn(
  c: HonoCtx,
  services: Services,
  about: { operation: string; answerError?: Route['answerError']; onAnswered?: Noting },
  handle: (request: RawRequest, c: HonoCtx) => Promise<Answer>,
): Promise<Response> {
  const startedMs = monotonicMs()
  const request = rawRequest(c, services)
  const answered = await answer(services, about.operation, request, () => handle(request, c), about.answerError)
  about.onAnswered?.(request, answered.status, monotonicMs() - startedMs)
  if (!isPlain(answered)) return answered
  const { body, ...init } = answered
  return new Response(body, init)
}

function rawRequest(c: HonoCtx, services: Services): RawRequest {
  const { incoming } = c.env ?? {}
  return {
    method: c.req.method,
    url: new URL(c.req.url),
    path: c.req.path,
    params: c.req.param() as Record<string, string>, // Hono types the parameters of literal paths only
    headers: c.req.raw.headers,
    header: (name) => c.req.raw.headers.get(name) ?? undefined,
    remoteAddress: remoteAddress(
      incoming?.socket?.remoteAddress,
      c.req.header('x-forwarded-for'),
      services.config.trustProxy,
    ),
    requestId: newRequestId(services),
    body: (limitBytes) => readBody(c, limitBytes),
    signal: c.req.raw.signal,
  }
}

/** From the socket itself where there is one. */
async function readBody(c: HonoCtx, limitBytes: number): Promise<Buffer> {
  const incoming = c.env?.incoming
  if (incoming) return readIncoming(incoming, limitBytes)
  if (Number(c.req.header('content-length') ?? 0) > limitBytes) throw bodyTooLarge(limitBytes)
  const body = Buffer.from(await c.req.raw.arrayBuffer())
  if (body.length > limitBytes) throw bodyTooLarge(limitBytes)
  return body
}

/** `/incidents/{incidentId}` to `/incidents/:incidentId`. */
function honoPath(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, ':$1')
}
