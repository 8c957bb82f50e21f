import { queryOptions, useQueryClient } from '@tanstack/react-query'
import { clientFor, type FollowedMonitor, type Monitor } from '../../api.ts'
import { useWorkspace } from '../../session.ts'

/** All keys begin with `pages`: a change of a component or a report changes the headline of its page as well. */
export const pagesQuery = (workspace: string) =>
  queryOptions({
    queryKey: [workspace, 'pages', 'list'],
    queryFn: ({ signal }) => clientFor(workspace).listStatusPages({ signal }),
  })

export const pageQuery = (workspace: string, pageId: string) =>
  queryOptions({
    queryKey: [workspace, 'pages', pageId, 'page'],
    queryFn: ({ signal }) => clientFor(workspace).getStatusPage({ params: { pageId }, signal }),
  })

export const componentsQuery = (workspace: string, pageId: string) =>
  queryOptions({
    queryKey: [workspace, 'pages', pageId, 'components'],
    queryFn: ({ signal }) => clientFor(workspace).listComponents({ params: { pageId }, signal }),
  })

export const componentGroupsQuery = (workspace: string, pageId: string) =>
  queryOptions({
    queryKey: [workspace, 'pages', pageId, 'componentGroups'],
    queryFn: ({ signal }) => clientFor(workspace).listComponentGroups({ params: { pageId }, signal }),
  })

/** Which monitors a component goes by. Read anew whenever its form is opened. */
export const followingQuery = (workspace: string, componentId: string) =>
  queryOptions({
    queryKey: [workspace, 'pages', 'following', componentId],
    gcTime: 0,
    queryFn: ({ signal }) => clientFor(workspace).getComponentFollowing({ params: { componentId }, signal }),
  })

const foundAtMost = 20

/** Checks and heartbeats whose name fits, as they are followed. */
export const monitorsToFollowQuery = (workspace: string, text: string) =>
  queryOptions({
    queryKey: [workspace, 'monitors', 'toFollow', text],
    queryFn: async ({ signal }): Promise<FollowedMonitor[]> => {
      const client = clientFor(workspace)
      const query = { query: text || undefined, limit: foundAtMost }
      const [checks, heartbeats] = await Promise.all([
        client.listCheckMonitors({ query: { ...query, sort: 'name' }, signal }),
        client.listMonitors({ query, signal }),
      ])
      return [
        ...checks.items.map(({ id, name, target, condition, since }) => ({
          ...{ id, name, kind: 'check' as const, target, says: condition, since },
        })),
        ...heartbeats.items.map((monitor) => ({
          ...{ id: monitor.id, name: monitor.name, kind: 'heartbeat' as const, target: monitor.slug },
          ...{ says: wordOf(monitor), since: monitor.createdAt },
        })),
      ]
    },
    placeholderData: (previous) => previous,
  })

function wordOf({ pausedAt, environments }: Monitor): FollowedMonitor['says'] {
  if (pausedAt !== null) return 'paused'
  if (environments.some(({ failingSince }) => failingSince !== null)) return 'down'
  return environments.some(({ state }) => state !== 'waiting') ? 'up' : 'waiting'
}

/** Reads again all that is shown of pages: a component's state also decides the headline. */
export function useRefresh(): () => Promise<void> {
  const queryClient = useQueryClient()
  const { slug } = useWorkspace()
  return () => queryClient.invalidateQueries({ queryKey: [slug, 'pages'] })
}

export const reportQuery = (workspace: string, reportId: string) =>
  queryOptions({
    queryKey: [workspace, 'pages', 'report', reportId],
    queryFn: ({ signal }) => clientFor(workspace).getReport({ params: { reportId }, signal }),
  })
