import { createRoute } from '@tanstack/react-router'
import { lazyScreen } from '../lazy-screen.tsx'
import { probesQuery } from '../screens/monitors/probes/queries.ts'
import { workspace } from './workspace.tsx'

export const probes = createRoute({
  getParentRoute: () => workspace,
  path: '/monitors/probes',
  loader: ({ context: { queryClient }, params }) => void queryClient.prefetchQuery(probesQuery(params.workspace)),
  component: lazyScreen(() => import('../screens/monitors/probes/probes.tsx'), 'Probes'),
})
