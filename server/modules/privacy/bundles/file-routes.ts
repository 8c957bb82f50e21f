/** The files of exports, read as fast as the client takes them; and the schemas that they follow. */
import { Readable } from 'node:stream'
import { z } from 'zod'
import { findStaffAccess } from '#modules/staff'
import { createAuthenticate } from '#modules/users'
import type { Services } from '#platform/context'
import { inPlatformTransaction } from '#platform/database'
import { forbidden, invalidRequest, notFound, unauthenticated } from '#platform/errors'
import { json, type RawRequest, type Route } from '#platform/http'
import { stateAt } from './export-state.ts'
import { personBundleSchema } from './person-bundle.ts'
import * as people from './person-export-repo.ts'
import { fileOf, findExportBySecret } from './person-exports.ts'
import { lineSchema } from './workspace-bundle.ts'
import { openWorkspaceExport } from './workspace-exports.ts'

const authenticate = createAuthenticate(findStaffAccess)

const maxSecretBodyBytes = 4_096

export const fileRoutes: Route[] = [
  {
    name: 'fetchUserExport',
    methods: ['GET'],
    path: '/api/v1/user/exports/{exportId}/file',
    handle: async (services, request) => {
      refuseOtherSites(request)
      const { person } = await authenticate(services, request)
      if (!person) throw unauthenticated('sign in')
      const id = request.params['exportId'] ?? ''
      const found = await inPlatformTransaction(services, (tx) => people.findOwn(tx, person.person.id, id))
      if (!found || stateAt(found, services.now()) !== 'ready') throw notFound('export')
      return personFile(services, found)
    },
  },
  {
    name: 'fetchExportBySecret',
    methods: ['POST'],
    path: '/api/v1/export-downloads',
    handle: async (services, request) =>
      personFile(services, await findExportBySecret(services, await secretOf(request))),
  },
  {
    name: 'fetchWorkspaceExport',
    methods: ['GET'],
    path: '/api/v1/workspace/exports/{exportId}/file',
    handle: async (services, request) => {
      refuseOtherSites(request)
      const { ctx, person } = await authenticate(services, request)
      // A key can prove no factor, so it may have no export.
      if (!person) throw ctx ? forbidden('this is for people who are signed in, not for keys') : unauthenticated()
      if (!ctx) throw invalidRequest('name the workspace in the header watchword-workspace, or as ?workspace=')
      const parts = await openWorkspaceExport(ctx, request.params['exportId'] ?? '')
      const day = ctx.now().toISOString().slice(0, 10)
      return file(
        await streamOf(
          services,
          parts.map(({ key }) => key),
        ),
        {
          name: `workspace-${ctx.workspaceId}-${day}.jsonl.gz`,
          type: 'application/gzip',
          sizeBytes: parts.reduce((sum, part) => sum + part.sizeBytes, 0),
        },
      )
    },
  },
  schemaRoute('person-bundle', () => z.toJSONSchema(personBundleSchema)),
  schemaRoute('workspace-bundle', () => z.toJSONSchema(lineSchema)),
]

function schemaRoute(name: string, make: () => object): Route {
  return {
    name: `schemaOf-${name}`,
    methods: ['GET'],
    path: `/api/v1/schemas/${name}.json`,
    handle: (services) => {
      const $id = `${services.config.appUrl}/api/v1/schemas/${name}.json`
      return Promise.resolve(json({ ...make(), $id }, { headers: { 'content-type': 'application/schema+json' } }))
    },
  }
}

/** A download leaves a trace, and is somebody's data: another site's link must not set it off. */
function refuseOtherSites({ headers }: RawRequest): void {
  if (headers.get('sec-fetch-site') === 'cross-site') throw forbidden('this request came from another site')
}

const secretBody = z.object({ secret: z.string().max(200) })

/** In the body, as JSON or as a form: a URL stands in logs and histories. */
async function secretOf(request: RawRequest): Promise<string> {
  const text = (await request.body(maxSecretBodyBytes)).toString()
  const isForm = request.header('content-type')?.startsWith('application/x-www-form-urlencoded') ?? false
  const parsed = secretBody.safeParse(isForm ? Object.fromEntries(new URLSearchParams(text)) : parseJson(text))
  if (!parsed.success) throw invalidRequest('send the secret of the link', [{ path: 'secret', message: 'is missing' }])
  return parsed.data.secret
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // told by whoever validates it
  }
}

async function personFile(services: Services, found: people.PersonExport): Promise<Response> {
  const name = `my-data-${found.createdAt.toISOString().slice(0, 10)}.json`
  const body = await streamOf(services, [fileOf(found)])
  return file(body, { name, type: 'application/json; charset=utf-8', sizeBytes: found.sizeBytes ?? 0 })
}

/** The first file is opened at once, so that one that is gone is told as such. */
async function streamOf({ blobs }: Services, keys: readonly string[]): Promise<Readable> {
  const [first, ...rest] = keys
  if (first === undefined) throw notFound('export')
  const opened = await blobs.get(first)
  return Readable.from(
    (async function* () {
      yield* opened.body
      for (const key of rest) yield* (await blobs.get(key)).body
    })(),
    { objectMode: false },
  )
}

function file(body: Readable, { name, type, sizeBytes }: { name: string; type: string; sizeBytes: number }): Response {
  return new Response(Readable.toWeb(body), {
    headers: {
      'content-type': type,
      'content-length': String(sizeBytes),
      'content-disposition': `attachment; filename="${name}"`,
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    },
  })
}
