import { z } from 'zod'
import { endpoint, id, pageOf, pageQuery, timestamp } from '#platform/http'
import { deleteSourceMap } from './delete-source-map.ts'
import { listMissingSourceMaps, listSourceMapUploads, listSourceMaps } from './list-source-maps.ts'

const projectParams = z.object({ projectId: id('prj') })
const MapId = id('smp')
const DebugId = z.string().meta({ description: '32 hex digits' })

const SourceMapBody = z.object({
  id: MapId,
  debugId: DebugId.nullable(),
  release: z.string().nullable(),
  distribution: z.string().nullable(),
  url: z.string().meta({ description: 'Of the script, `~` for any host' }),
  sizeBytes: z.number().int(),
  createdAt: timestamp,
  usedAt: timestamp.meta({ description: 'When an event last used it, else when it was uploaded' }),
  useCount: z.number().int().meta({ description: 'Events that used it' }),
})

const UsageBody = z.object({
  files: z.number().int(),
  maxFiles: z.number().int(),
  sizeBytes: z.number().int().meta({ description: 'Compressed' }),
  maxSizeBytes: z.number().int(),
})

const UploadBody = z.object({
  id: id('smu'),
  release: z.string().nullable(),
  distribution: z.string().nullable(),
  state: z.enum(['created', 'assembling', 'ok', 'error']),
  detail: z.string().nullable().meta({ description: 'Why it could not be used' }),
  warnings: z.array(z.string()).meta({ description: 'What in it was ignored' }),
  createdAt: timestamp,
  changedAt: timestamp,
})

const MissingBody = z.object({
  debugId: DebugId,
  url: z.string().nullable(),
  release: z.string().nullable(),
  firstSeenAt: timestamp,
  lastSeenAt: timestamp,
  eventCount: z.number().int(),
})

export const sourceMapEndpoints = [
  endpoint({
    operationId: 'listSourceMaps',
    summary: 'List the source maps of a project',
    permission: 'projects.read',
    method: 'get',
    path: '/projects/{projectId}/source-maps',
    params: projectParams,
    query: pageQuery,
    response: pageOf(SourceMapBody).extend({ usage: UsageBody }),
    handle: (ctx, { params, query }) => listSourceMaps(ctx, params.projectId, query),
  }),
  endpoint({
    operationId: 'deleteSourceMap',
    summary: 'Delete a source map',
    description: 'Events that come from now on stay as they were sent; what is stored stays as it is.',
    permission: 'projects.write',
    method: 'delete',
    path: '/projects/{projectId}/source-maps/{sourceMapId}',
    params: projectParams.extend({ sourceMapId: MapId }),
    handle: (ctx, { params }) => deleteSourceMap(ctx, params.projectId, params.sourceMapId),
  }),
  endpoint({
    operationId: 'listSourceMapUploads',
    summary: 'List what was uploaded for a project, and what came of it',
    permission: 'projects.read',
    method: 'get',
    path: '/projects/{projectId}/source-map-uploads',
    params: projectParams,
    query: pageQuery,
    response: pageOf(UploadBody),
    handle: (ctx, { params, query }) => listSourceMapUploads(ctx, params.projectId, query),
  }),
  endpoint({
    operationId: 'listMissingSourceMaps',
    summary: 'List the debug ids that events named and nobody uploaded',
    permission: 'projects.read',
    method: 'get',
    path: '/projects/{projectId}/source-maps/missing',
    params: projectParams,
    response: z.object({ items: z.array(MissingBody) }),
    handle: async (ctx, { params }) => ({ items: await listMissingSourceMaps(ctx, params.projectId) }),
  }),
]
