/** What `sentry-cli` calls, below `/api/0`. Errors have the form that it prints. */
import { getWorkspace } from '#modules/workspaces'
import type { Context, Services } from '#platform/context'
import { json, type RawRequest, type Route } from '#platform/http'
import { AppError, notFound } from '#platform/errors'
import { answerAssemble } from './assemble-route.ts'
import { authorise, authoriseIn, namedProjects } from './authorise.ts'
import { chunkOptions, takeChunks } from './chunk-route.ts'
import { createRelease, updateRelease } from './release-routes.ts'

type Handle = (ctx: Context, request: RawRequest) => Promise<object> | object
type Methods = Partial<Record<'GET' | 'POST' | 'PUT', { handle: Handle; status?: number }>>

const root = '/api/0'
const workspace = `${root}/organizations/{workspace}`
const project = `${root}/projects/{workspace}/{project}`

export const cliRoutes: Route[] = [
  cliRoute('cliKey', root, { GET: { handle: describeKey } }, authorise),
  cliRoute('cliWorkspaces', `${root}/organizations`, { GET: { handle: listWorkspaces } }, authorise),
  cliRoute('cliProjects', `${workspace}/projects`, { GET: { handle: listProjects } }),
  cliRoute('cliChunks', `${workspace}/chunk-upload`, {
    GET: { handle: chunkOptions },
    POST: { handle: async (ctx, request) => (await takeChunks(ctx, request), {}) },
  }),
  cliRoute('cliAssemble', `${workspace}/artifactbundle/assemble`, { POST: { handle: answerAssemble } }),
  cliRoute('cliReleases', `${workspace}/releases`, { POST: { handle: createRelease, status: 201 } }),
  cliRoute('cliRelease', `${workspace}/releases/{version}`, { PUT: { handle: updateRelease } }),
  cliRoute('cliProjectReleases', `${project}/releases`, { POST: { handle: createRelease, status: 201 } }),
  cliRoute('cliProjectRelease', `${project}/releases/{version}`, { PUT: { handle: updateRelease } }),
  {
    name: 'cliUnknown',
    methods: ['GET', 'POST', 'PUT', 'DELETE'],
    path: `${root}/*`,
    handle: () => Promise.reject(new AppError('not_found', 'this part of the Sentry API is not there')),
    answerError,
  },
]

function cliRoute(
  name: string,
  path: string,
  methods: Methods,
  findContext: (services: Services, request: RawRequest) => Promise<Context> = authoriseIn,
): Route {
  return {
    name,
    methods: ['GET', 'POST', 'PUT', 'DELETE'],
    path,
    handle: async (services, request) => {
      const ctx = await findContext(services, request)
      // Its keys are those of the literal above.
      const found = methods[request.method as keyof Methods]
      if (!found) throw notFound('method here')
      return json(await found.handle(ctx, request), { status: found.status ?? 200 })
    },
    answerError,
  }
}

/** `detail` is what it prints; `error` is what older versions look for. */
function answerError({ status, message, retryAfterSeconds }: Parameters<NonNullable<Route['answerError']>>[0]) {
  const headers = retryAfterSeconds === undefined ? {} : { 'retry-after': String(Math.ceil(retryAfterSeconds)) }
  return json({ detail: message, error: message }, { status, headers })
}

/** The login flow: whose key it is. */
function describeKey({ actor, permissions }: Context): object {
  return {
    version: '0',
    auth: { scopes: [...permissions] },
    user: { id: actor.id, name: actor.name, email: actor.name },
  }
}

async function listWorkspaces(ctx: Context): Promise<object[]> {
  const { id, slug, name, createdAt } = await getWorkspace(ctx)
  const features: string[] = []
  return [
    {
      id,
      slug,
      name,
      dateCreated: createdAt,
      isEarlyAdopter: false,
      require2FA: false,
      requireEmailVerification: false,
      features,
    },
  ]
}

async function listProjects(ctx: Context): Promise<object[]> {
  const team = null
  return (await namedProjects(ctx)).map(({ id, slug, name, createdAt }) => ({
    id,
    slug,
    name,
    team,
    dateCreated: createdAt,
  }))
}
