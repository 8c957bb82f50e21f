import { createRoute, notFound, redirect, type SearchSchemaInput } from '@tanstack/react-router'
import { Shell } from '../screens/shell/shell.tsx'
import { sessionQuery } from '../session.ts'
import { root } from './root.tsx'
import { optional, text } from './search.ts'

/** What all screens of a workspace are in. */
export const workspace = createRoute({
  getParentRoute: () => root,
  path: '/$workspace',
  // The header reads it on every screen, also on those that know nothing of it.
  validateSearch: (search: { q?: unknown } & SearchSchemaInput) => optional({ q: text(search.q) }),
  beforeLoad: async ({ context: { queryClient }, location, params }) => {
    const session = await queryClient.ensureQueryData(sessionQuery)
    if (!session) throw redirect({ to: '/', search: { next: location.href } })
    if (!session.workspaces.some(({ slug }) => slug === params.workspace)) throw notFound()
  },
  component: Shell,
})
