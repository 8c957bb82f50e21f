/** The module's rows as they lie in the database. */
import './subscribers/tables.ts'
import './components/tables.ts'
import './following/tables.ts'
import './maintenance/tables.ts'
import './suspensions/tables.ts'
import type { ComponentStatus } from './components/component.ts'
import type { StatusPage } from './page.ts'
import type { Report, ReportStatus } from './report.ts'

type InWorkspace = { workspaceId: string }

type ReportComponentRow = InWorkspace & { reportId: string; componentId: string; status: ComponentStatus }

type ReportUpdateRow = InWorkspace & {
  id: string
  reportId: string
  number: number
  status: ReportStatus
  body: string
  notified: boolean
  createdAt: Date
  displayAt: Date
  correctedAt: Date | null
}

type UpdateComponentRow = InWorkspace & {
  updateId: string
  componentId: string
  name: string
  oldStatus: ComponentStatus
  newStatus: ComponentStatus
}

declare module '#platform/database' {
  interface Tables {
    statusPages: StatusPage & InWorkspace
    statusReports: Report & InWorkspace
    reportComponents: ReportComponentRow
    reportUpdates: ReportUpdateRow
    updateComponents: UpdateComponentRow
  }
}
