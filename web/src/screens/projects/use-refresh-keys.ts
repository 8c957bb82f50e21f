import { useQueryClient } from '@tanstack/react-query'
import { useWorkspace } from '../../session.ts'
import { ingestKeysQuery } from './queries.ts'

/** The project itself names a key of its own, so it changes with them. */
export function useRefreshKeys(projectId: string): () => Promise<unknown> {
  const { slug } = useWorkspace()
  const queryClient = useQueryClient()
  return () =>
    Promise.all([
      queryClient.invalidateQueries({ queryKey: ingestKeysQuery(slug, projectId).queryKey }),
      queryClient.invalidateQueries({ queryKey: [slug, 'projects'] }),
      queryClient.invalidateQueries({ queryKey: [slug, 'projects.waiting'] }),
    ])
}
