/** Rows of maintenances as they lie in the database. */
import type { Maintenance, MaintenanceStatus, UpdateKind } from './maintenance.ts'
import type { Series } from './series.ts'

type InWorkspace = { workspaceId: string }

export type MaintenanceUpdateRow = {
  id: string
  maintenanceId: string
  /** From 1 within the maintenance. */
  number: number
  kind: UpdateKind
  status: MaintenanceStatus
  body: string
  notified: boolean
  /** When it happened, not when it was written down. */
  createdAt: Date
}

declare module '#platform/database' {
  interface Tables {
    maintenanceSeries: Series & InWorkspace
    maintenanceSeriesComponents: InWorkspace & { seriesId: string; componentId: string }
    maintenanceSeriesMonitors: InWorkspace & { seriesId: string; monitorId: string }
    maintenances: Maintenance & InWorkspace
    maintenanceComponents: InWorkspace & { maintenanceId: string; componentId: string }
    maintenanceMonitors: InWorkspace & { maintenanceId: string; monitorId: string }
    maintenanceUpdates: MaintenanceUpdateRow & InWorkspace
  }
}
