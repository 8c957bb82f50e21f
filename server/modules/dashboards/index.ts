/** Dashboards: kept as Grafana writes them, asked all at once, and shown to others by links. */
import type { Authenticate, Route } from '#platform/http'
import { createVisitorRoutes } from './public/routes.ts'
import { queryRoute } from './queries/route.ts'

export { endpoints } from './routes.ts'
export { migrations } from './migrations.ts'
export { default as inventory } from './inventory.ts'
export { queryPaths } from './queries/open-api.ts'

/** Pages of the app for people without a session: it shows what the routes for visitors give. */
export const visitorPages = ['/d/public/{secret}', '/d/snapshot/{secret}'] as const

/** Of one process: answers for visitors are kept for some seconds. */
export function createDashboardRoutes(authenticate: Authenticate): Route[] {
  return [queryRoute(authenticate), ...createVisitorRoutes()]
}
