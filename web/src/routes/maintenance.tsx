import { createRoute } from '@tanstack/react-router'
import { lazyScreen } from '../lazy-screen.tsx'
import { maintenanceQuery, seriesQuery } from '../screens/pages/maintenance/queries.ts'
import { pageQuery } from '../screens/pages/queries.ts'
import { workspace } from './workspace.tsx'

const newMaintenance = createRoute({
  getParentRoute: () => workspace,
  path: '/pages/$pageId/maintenance/new',
  loader: ({ context: { queryClient }, params }) =>
    void queryClient.prefetchQuery(pageQuery(params.workspace, params.pageId)),
  component: lazyScreen(() => import('../screens/pages/maintenance/new.tsx'), 'NewMaintenance'),
})

const maintenance = createRoute({
  getParentRoute: () => workspace,
  path: '/pages/$pageId/maintenance/$maintenanceId',
  loader: ({ context: { queryClient }, params }) =>
    void queryClient.prefetchQuery(maintenanceQuery(params.workspace, params.maintenanceId)),
  component: lazyScreen(() => import('../screens/pages/maintenance/maintenance.tsx'), 'MaintenanceScreen'),
})

const editMaintenance = createRoute({
  getParentRoute: () => workspace,
  path: '/pages/$pageId/maintenance/$maintenanceId/edit',
  loader: ({ context: { queryClient }, params }) =>
    void queryClient.prefetchQuery(maintenanceQuery(params.workspace, params.maintenanceId)),
  component: lazyScreen(() => import('../screens/pages/maintenance/edit.tsx'), 'EditMaintenance'),
})

const recordMaintenance = createRoute({
  getParentRoute: () => workspace,
  path: '/pages/$pageId/maintenance/record',
  loader: ({ context: { queryClient }, params }) =>
    void queryClient.prefetchQuery(pageQuery(params.workspace, params.pageId)),
  component: lazyScreen(() => import('../screens/pages/maintenance/record.tsx'), 'RecordMaintenance'),
})

const editSeries = createRoute({
  getParentRoute: () => workspace,
  path: '/pages/$pageId/maintenance-series/$seriesId',
  loader: ({ context: { queryClient }, params }) =>
    void queryClient.prefetchQuery(seriesQuery(params.workspace, params.seriesId)),
  component: lazyScreen(() => import('../screens/pages/maintenance/edit-series.tsx'), 'EditSeries'),
})

export const maintenanceRoutes = [newMaintenance, recordMaintenance, maintenance, editMaintenance, editSeries] as const
