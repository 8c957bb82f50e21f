import { endpoint } from '#platform/http'
import { anyParams } from '../bodies.ts'
import { addStar, removeStar } from './star-dashboard.ts'

export const starEndpoints = [
  endpoint({
    operationId: 'starDashboard',
    summary: 'Put a dashboard among your own favourites',
    method: 'put',
    path: '/dashboards/{dashboardId}/star',
    permission: 'dashboards.read',
    params: anyParams,
    handle: (ctx, { params }) => addStar(ctx, params.dashboardId),
  }),
  endpoint({
    operationId: 'unstarDashboard',
    summary: 'Take a dashboard out of your own favourites',
    method: 'delete',
    path: '/dashboards/{dashboardId}/star',
    permission: 'dashboards.read',
    params: anyParams,
    handle: (ctx, { params }) => removeStar(ctx, params.dashboardId),
  }),
]
