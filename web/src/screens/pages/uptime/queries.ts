import { queryOptions } from '@tanstack/react-query'
import { clientFor } from '../../../api.ts'

/** Keys begin as those of the page, so that a change of a component reads them again. */
export const uptimeQuery = (workspace: string, pageId: string) =>
  queryOptions({
    queryKey: [workspace, 'pages', pageId, 'uptime'],
    queryFn: ({ signal }) => clientFor(workspace).getUptime({ params: { pageId }, signal }),
  })

export const monthsQuery = (workspace: string, pageId: string) =>
  queryOptions({
    queryKey: [workspace, 'pages', pageId, 'uptimeMonths'],
    queryFn: ({ signal }) => clientFor(workspace).listUptimeMonths({ params: { pageId }, query: { count: 6 }, signal }),
  })

export const policiesQuery = (workspace: string, pageId: string) =>
  queryOptions({
    queryKey: [workspace, 'pages', pageId, 'uptimePolicies'],
    queryFn: ({ signal }) => clientFor(workspace).getUptimePolicies({ params: { pageId }, signal }),
  })

export type ReportQuery = { from: string; to: string; target: number }

export const uptimeReportQuery = (workspace: string, pageId: string, query: ReportQuery) =>
  queryOptions({
    queryKey: [workspace, 'pages', pageId, 'uptimeReport', query],
    queryFn: ({ signal }) => clientFor(workspace).getUptimeReport({ params: { pageId }, query, signal }),
  })
