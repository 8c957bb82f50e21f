import { createRoute } from '@tanstack/react-router'
import { lazyScreen } from '../lazy-screen.tsx'
import { pagesQuery } from '../screens/pages/queries.ts'
import { projectsQuery } from '../screens/projects/queries.ts'
import { workspace } from './workspace.tsx'

export const importPages = createRoute({
  getParentRoute: () => workspace,
  path: '/pages/import',
  loader: ({ context: { queryClient }, params }) => {
    void queryClient.prefetchQuery(pagesQuery(params.workspace))
    void queryClient.prefetchQuery(projectsQuery(params.workspace))
  },
  component: lazyScreen(() => import('../screens/pages/import.tsx'), 'ImportScreen'),
})
