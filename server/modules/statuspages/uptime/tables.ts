import type { UptimePolicy } from './policy.ts'

export type ComponentDayRow = {
  workspaceId: string
  componentId: string
  date: string
  timeZone: string
  historyVersion: number
  operationalMs: number
  degradedMs: number
  partialMs: number
  majorMs: number
  maintenanceMs: number
}

declare module '#platform/database' {
  interface Tables {
    uptimePolicies: UptimePolicy & { workspaceId: string; pageId: string; createdAt: Date }
    componentDays: ComponentDayRow
  }
}
