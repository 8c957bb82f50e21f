/** The screens of hosts. */
import { createRoute, type SearchSchemaInput } from '@tanstack/react-router'
import { lazyScreen } from '../lazy-screen.tsx'
import { hostSorts, hostStates } from '../tabs.ts'
import { oneOf, optional, text } from './search.ts'
import { workspace } from './workspace.tsx'

const hosts = createRoute({
  getParentRoute: () => workspace,
  path: '/hosts',
  validateSearch: (search: { q?: unknown; is?: unknown; project?: unknown; sort?: unknown } & SearchSchemaInput) =>
    optional({
      q: text(search.q),
      is: oneOf(search.is, hostStates),
      project: text(search.project),
      sort: oneOf(search.sort, hostSorts),
    }),
  component: lazyScreen(() => import('../screens/hosts/list.tsx'), 'HostList'),
})

const host = createRoute({
  getParentRoute: () => workspace,
  path: '/hosts/$hostId',
  component: lazyScreen(() => import('../screens/hosts/host.tsx'), 'HostScreen'),
})

export const hostRoutes = [hosts, host] as const
