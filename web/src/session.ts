/** Who is signed in, in which workspace, and what they may do there. */
import { queryOptions, useSuspenseQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useRef } from 'react'
import { ApiError, client, clientFor, type Client, type Session, type Workspace } from './api.ts'

/** Null when nobody is signed in. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: async ({ signal }): Promise<Session | null> => {
    try {
      const session = await client.getSession({ signal })
      if (!session.staff) return session
      // Whoever runs the installation is also where they have opened a workspace for a while.
      const { staffClient } = await import('./staff-api.ts')
      const { items } = await staffClient.listStaffAccess({ signal })
      return { ...session, workspaces: [...session.workspaces, ...items] }
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) return null
      throw error
    }
  },
  staleTime: 5 * 60_000,
})

export const setupQuery = queryOptions({
  queryKey: ['setup'],
  queryFn: ({ signal }) => client.getSetup({ signal }),
  staleTime: Infinity,
})

/** What the door offers; asked for once. */
export const providersQuery = queryOptions({
  queryKey: ['providers'],
  queryFn: ({ signal }) => client.listSignInProviders({ signal }),
  staleTime: Infinity,
})

export const signUpQuery = queryOptions({
  queryKey: ['signUp'],
  queryFn: ({ signal }) => client.getSignUp({ signal }),
})

/** Only below the workspace's route, which makes sure that someone is signed in. */
export function useSession(): Session {
  const { data } = useSuspenseQuery(sessionQuery)
  const last = useRef(data)
  if (data) last.current = data
  // While a lost session leads to the sign-in, the screen stays as it was.
  if (!data && last.current) return last.current
  if (!data) throw new ApiError({ status: 401, code: 'unauthenticated', detail: 'sign in to go on' })
  return data
}

/** The workspace that the URL names. */
export function useWorkspace(): Workspace {
  const { workspaces } = useSession()
  const { workspace: slug } = useParams({ strict: false })
  const found = workspaces.find((workspace) => workspace.slug === slug)
  if (!found) throw new ApiError({ status: 404, code: 'not_found', detail: 'no such workspace' })
  return found
}

export function useClient(): Client {
  return clientFor(useWorkspace().slug)
}

/** Undefined when it is allowed, else a sentence that says why not: shown on the control instead of hiding it. */
export function useRefusal(permission: string): string | undefined {
  const { role, permissions } = useWorkspace()
  return permissions.includes(permission) ? undefined : `Your role here is ${role}, which may not do this.`
}
