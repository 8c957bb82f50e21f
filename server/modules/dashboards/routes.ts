import { z } from 'zod'
import { endpoint, type Endpoint } from '#platform/http'
import { annotationEndpoints } from './annotations/routes.ts'
import { anyParams, Folder, FullBody, Json, JsonBody, ListedBody, ownParams, Title, VersionBody } from './bodies.ts'
import { copyDashboard, createDashboard } from './create-dashboard.ts'
import { maxBodyBytes } from './dashboard.ts'
import { importEndpoints } from './import/routes.ts'
import { getDashboard, listDashboards } from './list-dashboards.ts'
import { shareEndpoints } from './shares/routes.ts'
import { starEndpoints } from './stars/routes.ts'
import { deleteDashboard, restoreVersion, updateDashboard } from './update-dashboard.ts'
import { getVersion, listVersions } from './versions/list-versions.ts'

const VersionNumber = z.coerce.number().int().min(1).max(2_147_483_647)

export const endpoints: Endpoint[] = [
  // Before what would take its word for an id.
  ...annotationEndpoints,
  endpoint({
    operationId: 'listDashboards',
    summary: 'List dashboards: the workspace’s own by title, then the curated ones',
    method: 'get',
    path: '/dashboards',
    permission: 'dashboards.read',
    query: z.object({
      query: z.string().max(200).optional().meta({ description: 'Words in title, folder and tags' }),
      tag: z.string().max(100).optional(),
    }),
    response: z.object({ items: z.array(ListedBody) }),
    handle: async (ctx, { query }) => ({ items: await listDashboards(ctx, query) }),
  }),
  endpoint({
    operationId: 'createDashboard',
    summary: 'Create a dashboard',
    method: 'post',
    path: '/dashboards',
    permission: 'dashboards.write',
    bodyLimitBytes: maxBodyBytes,
    body: z.object({ dashboard: Json, title: Title, folder: Folder }),
    response: FullBody,
    status: 201,
    handle: (ctx, { body }) => createDashboard(ctx, body),
  }),
  endpoint({
    operationId: 'getDashboard',
    summary: 'Read a dashboard, also a curated one',
    method: 'get',
    path: '/dashboards/{dashboardId}',
    permission: 'dashboards.read',
    params: anyParams,
    response: FullBody,
    handle: (ctx, { params }) => getDashboard(ctx, params.dashboardId),
  }),
  endpoint({
    operationId: 'updateDashboard',
    summary: 'Save a dashboard',
    description: 'Answers 409, and says who saved it when, if it was saved since `version`.',
    method: 'put',
    path: '/dashboards/{dashboardId}',
    permission: 'dashboards.write',
    params: ownParams,
    bodyLimitBytes: maxBodyBytes,
    body: z.object({
      version: VersionNumber.meta({ description: 'The one that you have changed' }),
      dashboard: Json,
      folder: Folder,
      message: z
        .string()
        .trim()
        .max(500)
        .default('')
        .meta({ description: 'What was changed, for the list of versions' }),
    }),
    response: FullBody,
    handle: (ctx, { params, body }) => updateDashboard(ctx, params.dashboardId, body),
  }),
  endpoint({
    operationId: 'deleteDashboard',
    summary: 'Delete a dashboard with its versions, public links and snapshots',
    method: 'delete',
    path: '/dashboards/{dashboardId}',
    permission: 'dashboards.write',
    params: ownParams,
    handle: (ctx, { params }) => deleteDashboard(ctx, params.dashboardId),
  }),
  endpoint({
    operationId: 'copyDashboard',
    summary: 'Make a copy of a dashboard, also of a curated one',
    method: 'post',
    path: '/dashboards/{dashboardId}/copies',
    permission: 'dashboards.write',
    params: anyParams,
    body: z.object({ title: Title }),
    response: FullBody,
    status: 201,
    handle: (ctx, { params, body }) => copyDashboard(ctx, params.dashboardId, body.title),
  }),
  endpoint({
    operationId: 'listDashboardVersions',
    summary: 'List the versions of a dashboard that are kept, newest first',
    method: 'get',
    path: '/dashboards/{dashboardId}/versions',
    permission: 'dashboards.read',
    params: ownParams,
    response: z.object({ items: z.array(VersionBody) }),
    handle: async (ctx, { params }) => ({ items: await listVersions(ctx, params.dashboardId) }),
  }),
  endpoint({
    operationId: 'getDashboardVersion',
    summary: 'Read a version of a dashboard',
    method: 'get',
    path: '/dashboards/{dashboardId}/versions/{version}',
    permission: 'dashboards.read',
    params: ownParams.extend({ version: VersionNumber }),
    response: VersionBody.extend({ dashboard: JsonBody }),
    handle: (ctx, { params }) => getVersion(ctx, params.dashboardId, params.version),
  }),
  endpoint({
    operationId: 'restoreDashboardVersion',
    summary: 'Make an earlier version the newest one',
    method: 'post',
    path: '/dashboards/{dashboardId}/restore',
    permission: 'dashboards.write',
    params: ownParams,
    body: z.object({
      version: VersionNumber.meta({ description: 'The one to have again' }),
      current: VersionNumber.meta({ description: 'The newest one that you have seen' }),
    }),
    response: FullBody,
    handle: (ctx, { params, body }) => restoreVersion(ctx, params.dashboardId, body),
  }),
  ...starEndpoints,
  ...importEndpoints,
  ...shareEndpoints,
]
