/** The table of contents: what each module brings. */
import * as incidents from '#modules/incidents'
import * as notifications from '#modules/notifications'
import * as statuspages from '#modules/statuspages'
import * as telemetry from '#modules/telemetry'
import * as users from '#modules/users'
import * as workspaces from '#modules/workspaces'
import type { Subscription } from '#platform/activity'
import type { ColumnMigration } from '#platform/columns'
import type { Role } from '#platform/config'
import type { Services } from '#platform/context'
import type { Migration } from '#platform/database'
import { healthRoutes } from '#platform/health'
import { createApp, type App, type Endpoint, type Route } from '#platform/http'
import type { InventoryEntry } from '#platform/inventory'
import type { AnyJob } from '#platform/jobs'
import { outboxEndpoints } from '#platform/kept-mail'
import { streamRoute } from '#platform/live-route'
import type { Schedule } from '#platform/schedule'
import { migrations as platformMigrations, platformInventory } from '#platform/schema'

export const endpoints: Endpoint[] = [
  ...users.endpoints,
  ...workspaces.endpoints,
  ...incidents.endpoints,
  ...notifications.endpoints,
  ...statuspages.endpoints,
  ...outboxEndpoints,
]

/** In the OpenAPI document beside the endpoints. */
export const otherPaths = telemetry.eventsPaths

export const migrations: Migration[] = [
  ...platformMigrations,
  ...workspaces.migrations,
  ...users.migrations,
  ...telemetry.migrations,
  ...incidents.migrations,
  ...notifications.migrations,
  ...statuspages.migrations,
]

export const columnMigrations: ColumnMigration[] = [...telemetry.columnMigrations]

export const inventory: InventoryEntry[] = [
  ...platformInventory,
  ...workspaces.inventory,
  ...users.inventory,
  ...telemetry.inventory,
  ...incidents.inventory,
  ...notifications.inventory,
  ...statuspages.inventory,
]

export const subscriptions: Subscription[] = [...notifications.subscriptions]

export const jobs: AnyJob[] = [...subscriptions.map(({ job }) => job), ...notifications.jobs, ...statuspages.jobs]

export type Watchword = {
  app: App
  schedules: Schedule[]
  /** Settles what was accepted before the stores close. */
  drain(): Promise<void>
}

/** The program on open stores: everything that answers and everything that returns by itself. */
export function assemble(services: Services, webRoutes: readonly Route[]): Watchword {
  const has = (role: Role): boolean => services.config.roles.includes(role)
  const intake = telemetry.createTelemetry(services, incidents.recordSignals)
  const routes: Route[] = [
    ...(has('ingest') ? intake.routes : []),
    ...(has('api') ? [...statuspages.routes, streamRoute(users.authenticate), ...webRoutes] : []),
    ...healthRoutes(endpoints, otherPaths),
  ]
  return {
    app: createApp(services, { endpoints: has('api') ? endpoints : [], routes, authenticate: users.authenticate }),
    schedules: intake.schedules,
    drain: () => intake.drain(),
  }
}
