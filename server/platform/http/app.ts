/** Puts endpoints and routes behind one `fetch` function; every answer carries a request id and safe headers. */
import { Hono, type Context as HonoContext } from 'hono'
import type { HttpBindings } from '@hono/node-server'
import { monotonicMs } from '../clock.ts'
import type { Context, PersonContext, Services } from '../context.ts'
import { AppError, forbidden, invalidRequest, tooLarge, unauthenticated } from '../errors.ts'
import { newId } from '../ids.ts'
import { refuseForgery } from './csrf.ts'
import type { Access, Endpoint } from './endpoint.ts'
import { parseInput } from './input.ts'
import { failureOf, problem } from './problem.ts'
import type { RawRequest, Route } from './route.ts'

/**
 * Finds out on whose behalf a request comes: `person` who is signed in, and `ctx` in the workspace that was named; both
 * are null for nobody. `forgeable` says that a browser sends the credential by itself, so that forgery must be excluded.
 */
export type Authenticate = (
  services: Services,
  request: { headers: Headers; url: URL; requestId: string; remoteAddress: string },
) => Promise<{ ctx: Context | null; person: PersonContext | null; forgeable: boolean }>

export type App = { fetch(request: Request, env?: unknown): Response | Promise<Response> }

type Env = { Bindings: Partial<HttpBindings> }
type HonoCtx = HonoContext<Env>

const nothingHere = new AppError('not_found', 'there is nothing here')

const apiBodyLimitBytes = 1024 * 1024

export function createApp(
  services: Services,
  options: { endpoints: readonly Endpoint[]; routes: readonly Route[]; authenticate: Authenticate },
): App {
  const main = new Hono<Env>({ strict: false })
  const statusHosts = new Hono<Env>({ strict: false })
  for (const definition of options.endpoints) addEndpoint(main, services, definition, options.authenticate)
  for (const route of options.routes) addRoute(route.host === 'statusPage' ? statusHosts : main, services, route)
  for (const app of [main, statusHosts]) {
    app.notFound((c) => answer(c, services, 'notFound', () => Promise.reject(nothingHere)))
  }
  const suffix = `.${services.config.statusDomain}`
  return {
    fetch: (request, env) => {
      const host = request.headers.get('host')?.replace(/:\d+$/, '') ?? ''
      const app = host.endsWith(suffix) ? statusHosts : main
      return app.fetch(request, env as Env['Bindings']) // node-server hands its request and response over as `env`
    },
  }
}

function addEndpoint(app: Hono<Env>, services: Services, definition: Endpoint, authenticate: Authenticate): void {
  const path = `/api/v1${honoPath(definition.path)}`
  app.on(definition.method.toUpperCase(), path, (c) =>
    answer(c, services, definition.operationId, async (request, c) => {
      const cookies: string[] = []
      const scoped = scopedServices(services, request, definition.operationId)
      const identity = await identify(scoped, definition.access, authenticate, request)
      const input = await parseInput(definition, request, () => readBody(c, apiBodyLimitBytes))
      const value = await definition.handle(identity ?? scoped, input, {
        remoteAddress: request.remoteAddress,
        headers: request.headers,
        requestId: request.requestId,
        setCookie: (header) => cookies.push(header),
      })
      const response = endpointResponse(definition, value)
      for (const cookie of cookies) response.headers.append('set-cookie', cookie)
      return response
    }),
  )
}

async function identify(
  services: Services,
  access: Access,
  authenticate: Authenticate,
  request: RawRequest,
): Promise<Context | PersonContext | null> {
  if (access === 'public') {
    refuseForgery(services.config.appUrl, request)
    return null
  }
  const { ctx, person, forgeable } = await authenticate(services, request)
  if (forgeable) refuseForgery(services.config.appUrl, request)
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

function addRoute(app: Hono<Env>, services: Services, route: Route): void {
  app.on([...route.methods], honoPath(route.path), (c) =>
    answer(
      c,
      services,
      route.name,
      (request) => route.handle(scopedServices(services, request, route.name), request),
      route.answerError,
    ),
  )
}

/** Runs a handler and turns whatever it throws into an answer; measures and logs. */
async function answer(
  c: HonoCtx,
  services: Services,
  operation: string,
  handle: (request: RawRequest, c: HonoCtx) => Promise<Response>,
  answerError?: Route['answerError'],
): Promise<Response> {
  const startedMs = monotonicMs()
  const request = rawRequest(c, services)
  let response: Response
  try {
    response = await handle(request, c)
  } catch (error) {
    const failure = failureOf(error, services.log.with({ requestId: request.requestId, operation }))
    response = answerError ? answerError(failure) : problem(failure, request.requestId)
  }
  const durationMs = monotonicMs() - startedMs
  services.metrics.httpRequest({ operation, status: response.status }, durationMs / 1000)
  services.log.debug('request', {
    requestId: request.requestId,
    operation,
    method: request.method,
    status: response.status,
    durationMs: Math.round(durationMs),
  })
  return withSafeHeaders(response, request.requestId, services.config.appUrl.startsWith('https:'))
}

const safeHeaders: Record<string, string> = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'strict-origin-when-cross-origin',
  'x-frame-options': 'DENY',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
}

/** A handler's own header wins: pages bring a content security policy of their own. */
function withSafeHeaders(response: Response, requestId: string, https: boolean): Response {
  for (const [name, value] of Object.entries(safeHeaders)) {
    if (!response.headers.has(name)) response.headers.set(name, value)
  }
  if (https) response.headers.set('strict-transport-security', 'max-age=31536000')
  response.headers.set('x-request-id', requestId)
  return response
}

function scopedServices(services: Services, { requestId }: RawRequest, operation: string): Services {
  return { ...services, log: services.log.with({ requestId, operation }) }
}

function rawRequest(c: HonoCtx, services: Services): RawRequest {
  const requestId = newId('req', services.now())
  return {
    method: c.req.method,
    url: new URL(c.req.url),
    params: c.req.param() as Record<string, string>, // Hono types the parameters of literal paths only
    headers: c.req.raw.headers,
    remoteAddress: remoteAddress(c, services.config.trustProxy),
    requestId,
    body: (limitBytes) => readBody(c, limitBytes),
    signal: c.req.raw.signal,
  }
}

/** Behind `hops` trusted proxies the client is the hops-th entry of X-Forwarded-For from the right. */
function remoteAddress(c: HonoCtx, hops: number): string {
  const direct = c.env?.incoming?.socket?.remoteAddress ?? 'unknown'
  if (hops === 0) return direct
  const forwarded = (c.req.header('x-forwarded-for') ?? '').split(',').map((part) => part.trim())
  return forwarded.at(-hops) || direct
}

/** Reads from the socket itself where there is one: going through web streams costs as much as parsing. */
async function readBody(c: HonoCtx, limitBytes: number): Promise<Buffer> {
  const refuse = (): AppError => tooLarge(`the body is larger than ${limitBytes} bytes`)
  if (Number(c.req.header('content-length') ?? 0) > limitBytes) throw refuse()
  const incoming = c.env?.incoming
  if (!incoming) {
    const body = Buffer.from(await c.req.raw.arrayBuffer())
    if (body.length > limitBytes) throw refuse()
    return body
  }
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    incoming.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size > limitBytes) {
        incoming.removeAllListeners('data')
        incoming.resume()
        reject(refuse())
      } else chunks.push(chunk)
    })
    const cutOff = (): void => {
      // An error costs a stack trace, and every request closes.
      if (!incoming.complete) reject(invalidRequest('the body ended before it was complete'))
    }
    incoming.on('end', () => resolve(Buffer.concat(chunks, size)))
    incoming.on('error', cutOff)
    incoming.on('close', cutOff)
  })
}

/** `/incidents/{incidentId}` to `/incidents/:incidentId`. */
function honoPath(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, ':$1')
}
