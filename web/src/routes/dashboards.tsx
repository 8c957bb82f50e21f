/** The screens of dashboards. */
import { createRoute, type SearchSchemaInput } from '@tanstack/react-router'
import { lazyScreen } from '../lazy-screen.tsx'
import { readSearch, type Search } from '../screens/dashboards/address.ts'
import { dashboardQuery, dashboardsQuery } from '../screens/dashboards/queries.ts'
import { dashboardFilters } from '../tabs.ts'
import { oneOf, optional, text } from './search.ts'
import { workspace } from './workspace.tsx'

const dashboards = createRoute({
  getParentRoute: () => workspace,
  path: '/dashboards',
  validateSearch: (search: { q?: unknown; is?: unknown; label?: unknown; open?: unknown } & SearchSchemaInput) =>
    optional({
      q: text(search.q),
      is: oneOf(search.is, dashboardFilters),
      label: text(search.label),
      open: oneOf(search.open, ['new', 'import']),
    }),
  loader: ({ context: { queryClient }, params }) => void queryClient.prefetchQuery(dashboardsQuery(params.workspace)),
  component: lazyScreen(() => import('../screens/dashboards/list.tsx'), 'DashboardList'),
})

const dashboard = createRoute({
  getParentRoute: () => workspace,
  path: '/dashboards/$dashboardId',
  validateSearch: (search: { [name: string]: unknown } & SearchSchemaInput): Search => readSearch(search),
  loader: ({ context: { queryClient }, params }) =>
    void queryClient.prefetchQuery(dashboardQuery(params.workspace, params.dashboardId)),
  component: lazyScreen(() => import('../screens/dashboards/dashboard.tsx'), 'DashboardScreen'),
})

export const dashboardRoutes = [dashboards, dashboard] as const
