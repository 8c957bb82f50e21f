/** The map of the application. What a screen shows is in its URL, so that it can be sent to a colleague. */
import type { QueryClient } from '@tanstack/react-query'
import { createRouter } from '@tanstack/react-router'
import { workspaceRoutes } from './routes/inside.tsx'
import { outsideRoutes } from './routes/outside.tsx'
import { root } from './routes/root.tsx'
import { parseSearch, stringifySearch } from './routes/search-text.ts'
import { Failed, Missing } from './screens/missing/missing.tsx'

const tree = root.addChildren([...outsideRoutes, workspaceRoutes])

export function createAppRouter(queryClient: QueryClient) {
  return createRouter({
    routeTree: tree,
    basepath: '/app',
    parseSearch,
    stringifySearch,
    context: { queryClient },
    defaultPreload: 'intent',
    // Data is kept by the query client alone.
    defaultPreloadStaleTime: 0,
    defaultNotFoundComponent: Missing,
    defaultErrorComponent: Failed,
    scrollRestoration: true,
    scrollToTopSelectors: ['main'],
  })
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>
  }
}
