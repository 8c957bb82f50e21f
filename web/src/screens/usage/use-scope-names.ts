import { useQuery } from '@tanstack/react-query'
import type { Quota } from '../../api.ts'
import { useWorkspace } from '../../session.ts'
import { projectsQuery } from '../projects/queries.ts'
import { allIngestKeysQuery } from './queries.ts'

/** `The workspace`, `Shop`, `Key a1b2c3… of Shop`; of a key that one may not know of, that it is one. */
export function useScopeNames(quotas: readonly Quota[]): (quota: Pick<Quota, 'scope' | 'scopeId'>) => string {
  const { slug, permissions } = useWorkspace()
  const { data: projects } = useQuery(projectsQuery(slug))
  const items = projects?.items ?? []
  const needsKeys = permissions.includes('keys.read') && quotas.some(({ scope }) => scope === 'key')
  const keys = useQuery({
    ...allIngestKeysQuery(
      slug,
      items.map(({ id }) => id),
    ),
    enabled: needsKeys && items.length > 0,
  })
  const projectName = (id: string | null): string => items.find((project) => project.id === id)?.name ?? 'A project'
  return ({ scope, scopeId }) => {
    if (scope === 'workspace') return 'The workspace'
    if (scope === 'project') return projectName(scopeId)
    const key = keys.data?.find(({ id }) => id === scopeId)
    return key ? `Key ${key.publicKey.slice(0, 8)}… of ${projectName(key.projectId)}` : 'An ingest key'
  }
}
