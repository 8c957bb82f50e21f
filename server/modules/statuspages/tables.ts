/** The module's rows as they lie in the database. */
import type { Component, ComponentStatus } from './component.ts'
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
}

type UpdateComponentRow = InWorkspace & {
  updateId: string
  componentId: string
  name: string
  oldStatus: ComponentStatus
  newStatus: ComponentStatus
}

export type SubscriberRow = InWorkspace & {
  id: string
  pageId: string
  address: string
  addressKey: string
  createdAt: Date
  confirmationId: string | null
  confirmationRequestedAt: Date | null
  confirmedAt: Date | null
  unsubscribedAt: Date | null
}

export type SubscriberMailState = 'waiting' | 'sent' | 'failed' | 'skipped'

type SubscriberMailRow = InWorkspace & {
  id: string
  updateId: string
  subscriberId: string
  reportId: string
  updateNumber: number
  state: SubscriberMailState
  attempts: number
  reason: string | null
  createdAt: Date
  nextAttemptAt: Date
  leasedUntil: Date | null
  finishedAt: Date | null
}

declare module '#platform/database' {
  interface Tables {
    statusPages: StatusPage & InWorkspace
    components: Component & InWorkspace & { pageId: string }
    statusReports: Report & InWorkspace
    reportComponents: ReportComponentRow
    reportUpdates: ReportUpdateRow
    updateComponents: UpdateComponentRow
    subscribers: SubscriberRow
    subscriberMails: SubscriberMailRow
  }
}
