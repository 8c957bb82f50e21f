import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { clientFor } from '../../../api.ts'

type Client = ReturnType<typeof clientFor>
export type Maintenance = Awaited<ReturnType<Client['getMaintenance']>>
export type MaintenanceSeries = Awaited<ReturnType<Client['listMaintenanceSeries']>>['items'][number]
export type PreviewedWindow = Awaited<ReturnType<Client['previewMaintenance']>>['windows'][number]

/** The clock moves windows while somebody looks. */
const pollMs = 15_000

export const maintenancesQuery = (workspace: string, pageId: string) =>
  queryOptions({
    queryKey: [workspace, 'pages', pageId, 'maintenances'],
    queryFn: ({ signal }) => clientFor(workspace).listOpenMaintenances({ params: { pageId }, signal }),
    refetchInterval: pollMs,
  })

export const pastMaintenancesQuery = (workspace: string, pageId: string) =>
  infiniteQueryOptions({
    queryKey: [workspace, 'pages', pageId, 'pastMaintenances'],
    queryFn: ({ pageParam, signal }) =>
      clientFor(workspace).listPastMaintenances({
        params: { pageId },
        query: { cursor: pageParam, limit: 20 },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
  })

export const maintenanceSeriesQuery = (workspace: string, pageId: string) =>
  queryOptions({
    queryKey: [workspace, 'pages', pageId, 'maintenanceSeries'],
    queryFn: ({ signal }) => clientFor(workspace).listMaintenanceSeries({ params: { pageId }, signal }),
  })

export const seriesQuery = (workspace: string, seriesId: string) =>
  queryOptions({
    queryKey: [workspace, 'pages', 'maintenanceSeries', seriesId],
    queryFn: ({ signal }) => clientFor(workspace).getMaintenanceSeries({ params: { seriesId }, signal }),
  })

export const maintenanceQuery = (workspace: string, maintenanceId: string) =>
  queryOptions({
    queryKey: [workspace, 'pages', 'maintenance', maintenanceId],
    queryFn: ({ signal }) => clientFor(workspace).getMaintenance({ params: { maintenanceId }, signal }),
    refetchInterval: pollMs,
  })
