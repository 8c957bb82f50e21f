import { z } from 'zod'
import { endpoint, id, shortText } from '#platform/http'
import { LinkBody, ownParams, SnapshotBody, Values } from '../bodies.ts'
import { createLink, listLinks, revokeLink } from './links.ts'
import { maxRangeSeconds, maxSnapshotDays, minRangeSeconds } from './share.ts'
import { createSnapshot, deleteSnapshot, listSnapshots } from './snapshots.ts'

const Ms = z.number().int().min(0).max(8_640_000_000_000).meta({ description: 'Milliseconds since 1970' })

export const shareEndpoints = [
  endpoint({
    operationId: 'listDashboardLinks',
    summary: 'List the public links of a dashboard, newest first',
    method: 'get',
    path: '/dashboards/{dashboardId}/public-links',
    permission: 'dashboards.write',
    params: ownParams,
    response: z.object({ items: z.array(LinkBody) }),
    handle: async (ctx, { params }) => ({ items: await listLinks(ctx, params.dashboardId) }),
  }),
  endpoint({
    operationId: 'createDashboardLink',
    summary: 'Make a link by which anybody sees the dashboard, with fixed values',
    description: 'Whoever has the address sees what the panels show, without signing in, until the link is revoked.',
    method: 'post',
    path: '/dashboards/{dashboardId}/public-links',
    permission: 'dashboards.write',
    params: ownParams,
    body: z.object({
      name: shortText.default('Public link'),
      variables: Values.default({}),
      longestRangeSeconds: z
        .number()
        .int()
        .min(minRangeSeconds)
        .max(maxRangeSeconds)
        .default(7 * 86_400)
        .meta({ description: 'How far back visitors see' }),
    }),
    response: LinkBody,
    status: 201,
    handle: (ctx, { params, body }) => createLink(ctx, params.dashboardId, body),
  }),
  endpoint({
    operationId: 'revokeDashboardLink',
    summary: 'Revoke a public link: its address leads nowhere from now on',
    method: 'delete',
    path: '/dashboards/{dashboardId}/public-links/{linkId}',
    permission: 'dashboards.write',
    params: ownParams.extend({ linkId: id('dlk') }),
    response: LinkBody,
    handle: (ctx, { params }) => revokeLink(ctx, params.dashboardId, params.linkId),
  }),
  endpoint({
    operationId: 'listDashboardSnapshots',
    summary: 'List the snapshots of a dashboard, newest first',
    method: 'get',
    path: '/dashboards/{dashboardId}/snapshots',
    permission: 'dashboards.write',
    params: ownParams,
    response: z.object({ items: z.array(SnapshotBody) }),
    handle: async (ctx, { params }) => ({ items: await listSnapshots(ctx, params.dashboardId) }),
  }),
  endpoint({
    operationId: 'createDashboardSnapshot',
    summary: 'Keep what the dashboard shows now, for anybody who has the address',
    method: 'post',
    path: '/dashboards/{dashboardId}/snapshots',
    permission: 'dashboards.write',
    params: ownParams,
    body: z.object({
      name: shortText,
      expiresInDays: z.number().int().min(1).max(maxSnapshotDays).default(30),
      from: Ms,
      to: Ms,
      variables: Values.default({}),
    }),
    response: SnapshotBody,
    status: 201,
    handle: (ctx, { params, body }, { signal }) => createSnapshot(ctx, params.dashboardId, body, signal),
  }),
  endpoint({
    operationId: 'deleteDashboardSnapshot',
    summary: 'Delete a snapshot: its address leads nowhere from now on',
    method: 'delete',
    path: '/dashboards/{dashboardId}/snapshots/{snapshotId}',
    permission: 'dashboards.write',
    params: ownParams.extend({ snapshotId: id('dsn') }),
    handle: (ctx, { params }) => deleteSnapshot(ctx, params.dashboardId, params.snapshotId),
  }),
]
