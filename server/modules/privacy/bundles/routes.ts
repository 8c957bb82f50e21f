import { z } from 'zod'
import type { PersonContext } from '#platform/context'
import { requireFresh } from '#platform/context'
import { inPlatformTransaction } from '#platform/database'
import { notFound } from '#platform/errors'
import { endpoint, id, personEndpoint, timestamp, type Endpoint } from '#platform/http'
import { stateAt, type StoredExport } from './export-state.ts'
import * as people from './person-export-repo.ts'
import { startPersonExport } from './person-exports.ts'
import type { WorkspaceExportJob } from './run-workspace-export.ts'
import { getWorkspaceExport, listWorkspaceExports, startWorkspaceExport } from './workspace-exports.ts'

const exportParams = z.object({ exportId: id('exp') })

const ExportBody = z.object({
  id: id('exp'),
  state: z.enum(['queued', 'running', 'ready', 'failed', 'expired']),
  createdAt: timestamp,
  readyAt: timestamp.nullable(),
  /** Until then it can be fetched. */
  expiresAt: timestamp,
  policyVersion: z.string(),
  /** In rows and files; null before they were counted. */
  planned: z.int().nullable(),
  done: z.int(),
  sizeBytes: z.int().nullable(),
})

const ExportList = z.object({ items: z.array(ExportBody) })

const about =
  'A job writes it, which goes on after an interruption; a mail says when it is ready. It is there for seven days.'

export function exportEndpoints(job: WorkspaceExportJob): Endpoint[] {
  return [...personEndpoints, ...workspaceEndpoints(job)]
}

const personEndpoints: Endpoint[] = [
  personEndpoint({
    operationId: 'startUserExport',
    summary: 'Ask for a copy of everything that is held about oneself',
    description: `Needs a fresh factor. ${about}`,
    method: 'post',
    path: '/user/exports',
    response: ExportBody,
    status: 202,
    handle: async (ctx) => {
      requireFresh(ctx)
      return describe(ctx, await startPersonExport(ctx, { userId: ctx.person.id, addresses: [] }))
    },
  }),
  personEndpoint({
    operationId: 'listUserExports',
    summary: 'The copies that one asked for, newest first',
    method: 'get',
    path: '/user/exports',
    response: ExportList,
    handle: async (ctx) => {
      const found = await inPlatformTransaction(ctx, (tx) => people.list(tx, ctx.person.id))
      return { items: found.map((one) => describe(ctx, one)) }
    },
  }),
  personEndpoint({
    operationId: 'getUserExport',
    summary: 'How far a copy is',
    description: 'Its file is `GET /user/exports/{exportId}/file`, for the person who asked for it alone.',
    method: 'get',
    path: '/user/exports/{exportId}',
    params: exportParams,
    response: ExportBody,
    handle: async (ctx, { params }) => describe(ctx, await getOwn(ctx, params.exportId)),
  }),
]

async function getOwn(ctx: PersonContext, exportId: string): Promise<people.PersonExport> {
  const found = await inPlatformTransaction(ctx, (tx) => people.findOwn(tx, ctx.person.id, exportId))
  if (!found) throw notFound('export')
  return found
}

function workspaceEndpoints(job: WorkspaceExportJob): Endpoint[] {
  return [
    endpoint({
      operationId: 'startWorkspaceExport',
      summary: 'Ask for an export of all of the workspace',
      description: `Needs a fresh factor. ${about}`,
      method: 'post',
      path: '/workspace/exports',
      permission: 'workspace.admin',
      response: ExportBody,
      status: 202,
      handle: async (ctx) => describe(ctx, await startWorkspaceExport(ctx, job)),
    }),
    endpoint({
      operationId: 'listWorkspaceExports',
      summary: 'The exports of the workspace, newest first',
      method: 'get',
      path: '/workspace/exports',
      permission: 'workspace.admin',
      response: ExportList,
      handle: async (ctx) => ({ items: (await listWorkspaceExports(ctx)).map((one) => describe(ctx, one)) }),
    }),
    endpoint({
      operationId: 'getWorkspaceExport',
      summary: 'How far an export of the workspace is',
      description:
        'Its file is `GET /workspace/exports/{exportId}/file`, for those who are signed in and may ask for one.',
      method: 'get',
      path: '/workspace/exports/{exportId}',
      permission: 'workspace.admin',
      params: exportParams,
      response: ExportBody,
      handle: async (ctx, { params }) => describe(ctx, await getWorkspaceExport(ctx, params.exportId)),
    }),
  ]
}

function describe({ now }: Pick<PersonContext, 'now'>, stored: StoredExport): z.input<typeof ExportBody> {
  const { id, createdAt, readyAt, expiresAt, policyVersion, plannedRows, doneRows, sizeBytes } = stored
  const state = stateAt(stored, now())
  return {
    ...{ id, state, createdAt, readyAt, expiresAt, policyVersion, sizeBytes },
    planned: plannedRows,
    done: doneRows,
  }
}
