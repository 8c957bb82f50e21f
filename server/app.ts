/** The table of contents: what each module brings. */
import * as alerts from '#modules/alerts'
import * as analysis from '#modules/analysis'
import * as analytics from '#modules/analytics'
import * as audit from '#modules/audit'
import * as dashboards from '#modules/dashboards'
import * as incidents from '#modules/incidents'
import * as metrics from '#modules/metrics'
import * as monitors from '#modules/monitors'
import * as notifications from '#modules/notifications'
import * as privacy from '#modules/privacy'
import * as site from '#modules/site'
import * as staff from '#modules/staff'
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
import { refuseUndeclared } from '#platform/uses'
import { createVaultUpkeep, type KeyedColumn } from '#platform/vault'

export const inventory: InventoryEntry[] = [
  ...platformInventory,
  ...audit.inventory,
  ...audit.accessLogInventory,
  ...workspaces.inventory,
  ...users.inventory,
  ...telemetry.inventory,
  ...metrics.inventory,
  ...alerts.inventory,
  ...incidents.inventory,
  ...monitors.inventory,
  ...analysis.inventory,
  ...notifications.inventory,
  ...statuspages.inventory,
  ...dashboards.inventory,
  ...staff.inventory,
  ...privacy.inventory,
  ...analytics.inventory,
  ...site.inventory,
]

const privacyEngine = privacy.createPrivacy({ inventory })
const publicSite = site.createSite({ inventory, isSetUp: users.isSetUp })

export const endpoints: Endpoint[] = [
  ...users.endpoints,
  ...workspaces.endpoints,
  ...workspaces.keyEndpoints,
  ...audit.endpoints,
  ...telemetry.endpoints,
  ...telemetry.createTraceEndpoints(incidents.findIncidentsByKeys),
  ...telemetry.createSearchEndpoints(incidents.findIncidentsByKeys),
  ...telemetry.createRehearsalEndpoints(incidents.findIncidentsByKeys),
  ...metrics.hostEndpoints,
  ...metrics.createLimitEndpoints(privacy.findPlan),
  ...alerts.endpoints,
  ...alerts.createIncidentAlertEndpoints(incidents.getIncident),
  ...incidents.endpoints,
  ...monitors.endpoints,
  ...monitors.probeEndpoints,
  ...analysis.endpoints,
  ...notifications.endpoints,
  ...statuspages.endpoints,
  ...dashboards.endpoints,
  ...staff.endpoints,
  ...privacyEngine.endpoints,
  ...analytics.endpoints,
  ...outboxEndpoints,
]

/** Pages of the web app for people without a session. */
export const visitorPages = dashboards.visitorPages

/** In the OpenAPI document beside the endpoints. */
export const otherPaths = { ...telemetry.eventsPaths, ...audit.exportPaths, ...dashboards.queryPaths }

export const migrations: Migration[] = [
  ...platformMigrations,
  ...audit.migrations,
  ...workspaces.migrations,
  ...users.migrations,
  ...telemetry.migrations,
  ...metrics.migrations,
  ...incidents.migrations,
  ...monitors.migrations,
  ...alerts.migrations,
  ...analysis.migrations,
  ...notifications.migrations,
  ...statuspages.migrations,
  ...dashboards.migrations,
  ...staff.migrations,
  ...privacy.migrations,
  ...analytics.migrations,
  ...site.migrations,
]

export const columnMigrations: ColumnMigration[] = [
  ...telemetry.columnMigrations,
  ...metrics.columnMigrations,
  ...monitors.columnMigrations,
  ...audit.columnMigrations,
  ...analytics.columnMigrations,
]

/** In which order a backup copies them; it works while rows come in. */
export const columnOrder = metrics.columnOrder

/** What names the master key that it was made with, and keeps that key from being dropped. */
export const keyedColumns: KeyedColumn[] = [
  { what: 'passwords', table: 'users', column: 'password_hash', separator: '$', part: 2 },
  { what: 'restricted addresses', table: 'processing_limits', column: 'address_key', separator: '$', part: 1 },
  { what: 'passwords of status pages', table: 'page_access', column: 'password_hash', separator: '$', part: 2 },
]

export const subscriptions: Subscription[] = [
  ...incidents.subscriptions,
  ...analysis.subscriptions,
  ...notifications.subscriptions,
  ...statuspages.subscriptions,
]

/** Modules below the members and their addresses are told who the owners are. */
const listOwners: audit.ListOwners = async (tx) => {
  const owners = (await workspaces.listMemberships(tx)).filter(({ role }) => role === 'owner')
  return users.listReachable(
    tx,
    owners.map(({ userId }) => userId),
  )
}

/** What follows from how monitors are, and when nobody is to be told of it. */
const monitorDownstream = { ...incidents, listSuppressed: statuspages.listSuppressedMonitorIds }

const vault = createVaultUpkeep(inventory, keyedColumns)

export const jobs: AnyJob[] = [
  ...subscriptions.map(({ job }) => job),
  ...users.jobs,
  ...audit.createCheckpointJobs(listOwners),
  ...workspaces.createJobs(inventory, privacy.isWorkspaceHeld),
  ...telemetry.jobs,
  metrics.rollUpJob,
  ...monitors.createJobs(monitorDownstream),
  ...analysis.jobs,
  ...notifications.jobs,
  ...statuspages.jobs,
  ...staff.jobs,
  ...privacyEngine.jobs,
  vault.job,
]

export type Watchword = {
  app: App
  /** Everything that answers beside the endpoints. */
  routes: readonly Route[]
  schedules: Schedule[]
  /** After a restore: counts what the column store has and the database has not. */
  recover(): Promise<void>
  /** Settles what was accepted before the stores close. */
  drain(): Promise<void>
}

/** The program on open stores: everything that answers and everything that returns by itself. */
export function assemble(services: Services, webRoutes: readonly Route[]): Watchword {
  const has = (role: Role): boolean => services.config.roles.includes(role)
  const heartbeats = monitors.createMonitors(monitorDownstream)
  const intake = telemetry.createTelemetry(services, incidents.recordSignals, heartbeats.recordCheckIns)
  const changes = metrics.createSampleChanges(services)
  const metricIntake = metrics.createMetrics(services, intake.door, {
    changes,
    keptDays: privacy.createDaysKept(services, 'metrics'),
    findPlan: privacy.findPlan,
  })
  const accessLog = audit.createAccessLog(services, users.createAuthenticate(staff.findStaffAccess))
  const { authenticate, onAnswered } = accessLog
  const metricQueries = metrics.createMetricQueries(services, authenticate, changes)
  const rules = alerts.createAlerts({ ...metricQueries, ...metricIntake }, incidents)
  statuspages.recogniseMembersBy(services, authenticate)
  const egressJournal = privacy.keepEgressJournal(services)
  const routes: Route[] = [
    ...(has('ingest')
      ? [...intake.routes, ...metricIntake.routes, alerts.createAlertmanagerIntake(intake.door, incidents)]
      : []),
    ...(has('api')
      ? [
          ...metricQueries.routes,
          ...alerts.createPrometheusRoutes(authenticate),
          ...alerts.createAlertmanagerRoutes(authenticate),
          ...dashboards.createDashboardRoutes(authenticate),
          ...users.routes,
          ...statuspages.routes,
          ...statuspages.bounceRoutes,
          ...monitors.probeRoutes,
          statuspages.askRoute,
          ...privacyEngine.routes,
          ...analytics.routes,
          ...publicSite.routes,
          audit.auditExportRoute(authenticate),
          telemetry.attachmentRoute(authenticate),
          workspaces.schemaRoute,
          streamRoute(authenticate),
          ...webRoutes,
        ]
      : []),
    ...healthRoutes(endpoints, otherPaths),
  ]
  const schedules: Schedule[] = [
    ...intake.schedules,
    metrics.createRollUpSchedule(services),
    ...heartbeats.schedules,
    ...rules.schedules,
    ...incidents.schedules,
    ...users.schedules,
    statuspages.scheduledPostsSchedule,
    statuspages.followSchedule,
    audit.checkpointSchedule,
    vault.createSchedule(),
    workspaces.purgeSchedule,
    ...staff.schedules,
    ...privacyEngine.schedules,
    statuspages.recheckSchedule,
    ...statuspages.maintenanceSchedules,
    ...statuspages.publicPageSchedules,
    ...statuspages.exportSchedules,
    ...analytics.schedules,
    ...publicSite.schedules,
  ]
  // A use of data that the inventory does not name is refused here, before anything of it runs.
  refuseUndeclared(inventory, [...jobs, ...schedules])
  return {
    app: createApp(services, {
      endpoints: has('api') ? staff.watchEndpoints(endpoints) : [],
      routes,
      authenticate,
      onAnswered,
      findPageOfHost: (host) => statuspages.findSlugOfHost(services, host),
      ...(has('api') && { ready: statuspages.createDirectPages(services) }),
    }),
    routes,
    schedules,
    recover: () => intake.recover(),
    drain: async () => {
      await heartbeats.stop()
      await rules.stop()
      await metricQueries.close()
      // What is let in is counted by the other's door, so that one closes later.
      await metricIntake.drain()
      await intake.drain()
      await accessLog.drain()
      await egressJournal.drain()
    },
  }
}
