import { createRoute, type SearchSchemaInput } from '@tanstack/react-router'
import { lazyScreen } from '../lazy-screen.tsx'
import { deliveriesQuery } from '../screens/pages/subscribers/queries.ts'
import { subscriberDeliveryStates } from '../tabs.ts'
import { oneOf, optional } from './search.ts'
import { workspace } from './workspace.tsx'

const deliveries = createRoute({
  getParentRoute: () => workspace,
  path: '/pages/$pageId/updates/$updateId/deliveries',
  validateSearch: (search: { state?: unknown } & SearchSchemaInput) =>
    optional({ state: oneOf(search.state, subscriberDeliveryStates) }),
  loaderDeps: ({ search: { state } }) => ({ state }),
  loader: ({ context: { queryClient }, params, deps }) =>
    void queryClient.prefetchInfiniteQuery(deliveriesQuery(params.workspace, params.updateId, deps.state)),
  component: lazyScreen(() => import('../screens/pages/subscribers/deliveries.tsx'), 'DeliveriesScreen'),
})

export const subscriberRoutes = [deliveries] as const
