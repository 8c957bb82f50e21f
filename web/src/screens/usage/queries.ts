import { queryOptions } from '@tanstack/react-query'
import { clientFor } from '../../api.ts'
import { rangeQuery, type Range } from './outcomes-of.ts'

const outcomesPollMs = 15_000

/** Of a project, or of the whole workspace; counted anew while one looks at it. */
export const outcomesQuery = (workspace: string, projectId: string | undefined, range: Range) =>
  queryOptions({
    queryKey: [workspace, 'outcomes', projectId, range],
    queryFn: ({ signal }) => {
      const query = rangeQuery(range, new Date())
      return projectId === undefined
        ? clientFor(workspace).listOutcomes({ query, signal })
        : clientFor(workspace).listProjectOutcomes({ params: { projectId }, query, signal })
    },
    refetchInterval: outcomesPollMs,
    placeholderData: (previous) => previous,
  })

const quotasPollMs = 10_000

export const quotasQuery = (workspace: string) =>
  queryOptions({
    queryKey: [workspace, 'quotas'],
    queryFn: ({ signal }) => clientFor(workspace).listQuotas({ signal }),
    refetchInterval: quotasPollMs,
  })

export const metricLimitsQuery = (workspace: string) =>
  queryOptions({
    queryKey: [workspace, 'metricLimits'],
    queryFn: ({ signal }) => clientFor(workspace).getMetricLimits({ signal }),
    refetchInterval: quotasPollMs,
  })

/** What was taken in today and this month. */
export const usageQuery = (workspace: string) =>
  queryOptions({
    queryKey: [workspace, 'usage'],
    queryFn: ({ signal }) => clientFor(workspace).getUsage({ signal }),
  })

/** The keys of all these projects, for those who may know of them: a quota names only the id. */
export const allIngestKeysQuery = (workspace: string, projectIds: readonly string[]) =>
  queryOptions({
    queryKey: [workspace, 'ingestKeys.all', projectIds],
    queryFn: async ({ signal }) => {
      const pages = await Promise.all(
        projectIds.map(async (projectId) => {
          const { items } = await clientFor(workspace).listIngestKeys({
            params: { projectId },
            query: { limit: 50 },
            signal,
          })
          return items.map((key) => ({ ...key, projectId }))
        }),
      )
      return pages.flat()
    },
  })
