import { createRoute, notFound, redirect } from '@tanstack/react-router'
import { Shell } from '../screens/shell/shell.tsx'
import { sessionQuery } from '../session.ts'
import { root } from './root.tsx'

/** What all screens of a workspace are in. */
export const workspace = createRoute({
  getParentRoute: () => root,
  path: '/$workspace',
  beforeLoad: async ({ context: { queryClient }, location, params }) => {
    const session = await queryClient.ensureQueryData(sessionQuery)
    if (!session) throw redirect({ to: '/', search: { next: location.href } })
    if (!session.workspaces.some(({ slug }) => slug === params.workspace)) throw notFound()
  },
  component: Shell,
})
