/** What the screens of dashboards fetch. */
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { clientFor } from '../../api.ts'

/** Every one there is, own and curated: there are at most some hundred. */
export const dashboardsQuery = (workspace: string) =>
  queryOptions({
    queryKey: [workspace, 'dashboards'],
    queryFn: ({ signal }) => clientFor(workspace).listDashboards({ signal }),
  })

export const dashboardQuery = (workspace: string, dashboardId: string) =>
  queryOptions({
    queryKey: [workspace, 'dashboard', dashboardId],
    queryFn: ({ signal }) => clientFor(workspace).getDashboard({ params: { dashboardId }, signal }),
    // Whoever is editing must not have it changed below their hands.
    refetchOnWindowFocus: false,
  })

export const versionsQuery = (workspace: string, dashboardId: string) =>
  queryOptions({
    queryKey: [workspace, 'dashboard', dashboardId, 'versions'],
    queryFn: ({ signal }) => clientFor(workspace).listDashboardVersions({ params: { dashboardId }, signal }),
    staleTime: 0,
  })

export const publicLinksQuery = (workspace: string, dashboardId: string) =>
  queryOptions({
    queryKey: [workspace, 'dashboard', dashboardId, 'publicLinks'],
    queryFn: ({ signal }) => clientFor(workspace).listDashboardLinks({ params: { dashboardId }, signal }),
  })

export const snapshotsQuery = (workspace: string, dashboardId: string) =>
  queryOptions({
    queryKey: [workspace, 'dashboard', dashboardId, 'snapshots'],
    queryFn: ({ signal }) => clientFor(workspace).listDashboardSnapshots({ params: { dashboardId }, signal }),
  })

/** Incidents, deploys, maintenance and alerts of a stretch of time. */
export const annotationsQuery = (workspace: string, { fromMs, toMs }: { fromMs: number; toMs: number }) =>
  queryOptions({
    queryKey: [workspace, 'dashboardAnnotations', fromMs, toMs],
    queryFn: ({ signal }) =>
      clientFor(workspace).listDashboardAnnotations({
        query: { from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString() },
        signal,
      }),
    placeholderData: keepPreviousData,
    refetchOnWindowFocus: false,
  })
