import { queryOptions } from '@tanstack/react-query'
import { clientFor, type CheckQuery, type StoredCheck } from '../../../api.ts'
import { pagedQuery } from '../../../paging.ts'

/** The stream tells of changes; latency and the newest results are looked for. */
const pollMs = 15_000
/** While the first result is awaited. */
const waitingPollMs = 2000

export type CheckSearch = Pick<CheckQuery, 'query' | 'condition' | 'group' | 'label' | 'type' | 'sort'>

/** Rows of one answer of the list. */
export const pageRows = 100

/** A part of the list, by its place in it: only those in sight are fetched, and fetched again. */
export const checksQuery = (workspace: string, search: CheckSearch, page: number) =>
  queryOptions({
    queryKey: [workspace, 'monitors', 'checks', search, page],
    queryFn: async ({ signal }) => {
      const query = { ...search, offset: page * pageRows, limit: pageRows }
      // With what was asked for: what is shown until the next answer comes belongs to the question before.
      return { ...(await clientFor(workspace).listCheckMonitors({ query, signal })), search }
    },
    refetchInterval: pollMs,
  })

export const facetsQuery = (workspace: string) =>
  queryOptions({
    queryKey: [workspace, 'monitors', 'facets'],
    queryFn: ({ signal }) => clientFor(workspace).listCheckFacets({ signal }),
  })

export const checkQuery = (workspace: string, monitorId: string) =>
  queryOptions({
    queryKey: [workspace, 'monitor', 'check', monitorId],
    queryFn: ({ signal }) => clientFor(workspace).getCheckMonitor({ params: { monitorId }, signal }),
    refetchInterval: ({ state }) => (state.data?.condition === 'waiting' ? waitingPollMs : pollMs),
  })

const hourMs = 3_600_000
export const rangeMs = {
  '1h': hourMs,
  '24h': 24 * hourMs,
  '7d': 168 * hourMs,
  '30d': 720 * hourMs,
  '90d': 2160 * hourMs,
}
export type CheckRange = keyof typeof rangeMs

const bounds = (range: CheckRange) => {
  const to = new Date()
  return { from: new Date(to.getTime() - rangeMs[range]).toISOString(), to: to.toISOString() }
}

export const latencyQuery = (workspace: string, monitorId: string, range: CheckRange) =>
  queryOptions({
    queryKey: [workspace, 'monitor', 'latency', monitorId, range],
    queryFn: ({ signal }) =>
      clientFor(workspace).getCheckLatency({ params: { monitorId }, query: bounds(range), signal }),
    refetchInterval: pollMs * 2,
    placeholderData: (previous) => previous,
  })

export const historyQuery = (workspace: string, monitorId: string, range: CheckRange) =>
  queryOptions({
    queryKey: [workspace, 'monitor', 'history', monitorId, range],
    queryFn: async ({ signal }) => {
      const query = bounds(range)
      return { ...(await clientFor(workspace).getCheckHistory({ params: { monitorId }, query, signal })), ...query }
    },
    refetchInterval: pollMs * 2,
    placeholderData: (previous) => previous,
  })

export const resultsQuery = (workspace: string, monitorId: string, outcome: StoredCheck['outcome'] | undefined) => ({
  ...pagedQuery([workspace, 'monitor', 'results', monitorId, outcome ?? ''], (cursor, signal) =>
    clientFor(workspace).listCheckResults({ params: { monitorId }, query: { outcome, cursor, limit: 50 }, signal }),
  ),
})
