import { useQuery, type QueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useWorkspace } from '../../session.ts'
import { membersQuery } from '../members/queries.ts'
import { projectsQuery } from '../projects/queries.ts'
import { namesOwner, type Known } from './filter-query.ts'

/** Whom and what the filter line may name. */
export function useKnown(): Known {
  const { slug, permissions } = useWorkspace()
  const { data: projects } = useQuery(projectsQuery(slug))
  const { data: members } = useQuery({ ...membersQuery(slug), enabled: permissions.includes('members.read') })
  return useMemo(() => ({ projects: projects?.items ?? [], members: members?.items ?? [] }), [projects, members])
}

/** The same before the screen is there; members only where the line names one. What is refused names nothing. */
export async function loadKnown(queryClient: QueryClient, workspace: string, line: string): Promise<Known> {
  const [projects, members] = await Promise.all([
    queryClient.ensureQueryData(projectsQuery(workspace)).catch(() => undefined),
    namesOwner(line) ? queryClient.ensureQueryData(membersQuery(workspace)).catch(() => undefined) : undefined,
  ])
  return { projects: projects?.items ?? [], members: members?.items ?? [] }
}
