/** Every public path twice: below `/status/<slug>` on the app's host, and at the root of the page's own host. */
import type { Route } from '#platform/http'
import { apiRoutes } from './api-routes.ts'
import { pageRoutes } from './page-routes.ts'

export const routes: Route[] = [...pageRoutes, ...apiRoutes].flatMap((route) => [
  { ...route, path: `/status/{slug}${route.path === '/' ? '' : route.path}` },
  { ...route, host: 'statusPage' as const },
])
