/** The screens of what programs send: logs, events, traces, releases and heartbeats. */
import { createRoute, type SearchSchemaInput } from '@tanstack/react-router'
import { lazyScreen } from '../lazy-screen.tsx'
import {
  checkConditions,
  checkRanges,
  checkSorts,
  checkTabs,
  logTabs,
  metricViews,
  monitorConditions,
  monitorTabs,
  releaseRanges,
  traceSorts,
  templateSorts,
} from '../tabs.ts'
import { readOff, readQueries } from '../screens/metrics/address.ts'
import { oneOf, optional, text } from './search.ts'
import { workspace } from './workspace.tsx'

const logs = createRoute({
  getParentRoute: () => workspace,
  path: '/logs',
  validateSearch: (
    search: {
      q?: unknown
      project?: unknown
      range?: unknown
      row?: unknown
      tab?: unknown
      sort?: unknown
      live?: unknown
    } & SearchSchemaInput,
  ) =>
    optional({
      q: text(search.q),
      project: text(search.project),
      range: text(search.range),
      row: text(search.row),
      tab: oneOf(search.tab, logTabs),
      sort: oneOf(search.sort, templateSorts),
      live: search.live === true || undefined,
    }),
  component: lazyScreen(() => import('../screens/logs/logs.tsx'), 'Logs'),
})

const events = createRoute({
  getParentRoute: () => workspace,
  path: '/events',
  validateSearch: (search: { q?: unknown; project?: unknown; range?: unknown; row?: unknown } & SearchSchemaInput) =>
    optional({ q: text(search.q), project: text(search.project), range: text(search.range), row: text(search.row) }),
  component: lazyScreen(() => import('../screens/events/events.tsx'), 'Events'),
})

const metrics = createRoute({
  getParentRoute: () => workspace,
  path: '/metrics',
  validateSearch: (
    search: {
      expr?: unknown
      off?: unknown
      range?: unknown
      refresh?: unknown
      view?: unknown
      stack?: unknown
    } & SearchSchemaInput,
  ) =>
    optional({
      expr: readQueries(search.expr),
      off: readOff(search.off),
      range: text(search.range),
      refresh: text(search.refresh),
      view: oneOf(search.view, metricViews),
      stack: search.stack === true || undefined,
    }),
  component: lazyScreen(() => import('../screens/metrics/explore.tsx'), 'Explore'),
})

const traces = createRoute({
  getParentRoute: () => workspace,
  path: '/traces',
  validateSearch: (
    search: { q?: unknown; project?: unknown; range?: unknown; sort?: unknown; row?: unknown } & SearchSchemaInput,
  ) =>
    optional({
      q: text(search.q),
      project: text(search.project),
      range: text(search.range),
      sort: oneOf(search.sort, traceSorts),
      row: text(search.row),
    }),
  component: lazyScreen(() => import('../screens/traces/list.tsx'), 'TraceList'),
})

const trace = createRoute({
  getParentRoute: () => workspace,
  path: '/traces/$traceId',
  validateSearch: (search: { span?: unknown } & SearchSchemaInput) => optional({ span: text(search.span) }),
  component: lazyScreen(() => import('../screens/traces/trace.tsx'), 'TraceScreen'),
})

type ReleaseSearch = { project?: unknown; environment?: unknown; range?: unknown }

const readReleaseSearch = (search: ReleaseSearch & SearchSchemaInput) =>
  optional({
    project: text(search.project),
    environment: text(search.environment),
    range: oneOf(search.range, releaseRanges),
  })

const releases = createRoute({
  getParentRoute: () => workspace,
  path: '/releases',
  validateSearch: readReleaseSearch,
  component: lazyScreen(() => import('../screens/releases/list.tsx'), 'ReleaseList'),
})

const release = createRoute({
  getParentRoute: () => workspace,
  path: '/releases/$version',
  validateSearch: readReleaseSearch,
  component: lazyScreen(() => import('../screens/releases/release.tsx'), 'ReleaseScreen'),
})

const monitors = createRoute({
  getParentRoute: () => workspace,
  path: '/monitors',
  validateSearch: (search: { q?: unknown; is?: unknown; create?: unknown } & SearchSchemaInput) =>
    optional({
      q: text(search.q),
      is: oneOf(search.is, monitorConditions),
      create: search.create === true || undefined,
    }),
  component: lazyScreen(() => import('../screens/monitors/list.tsx'), 'MonitorList'),
})

const checks = createRoute({
  getParentRoute: () => workspace,
  path: '/monitors/checks',
  validateSearch: (
    search: {
      q?: unknown
      is?: unknown
      group?: unknown
      label?: unknown
      type?: unknown
      sort?: unknown
    } & SearchSchemaInput,
  ) =>
    optional({
      q: text(search.q),
      is: oneOf(search.is, checkConditions),
      group: text(search.group),
      label: text(search.label),
      type: text(search.type),
      sort: oneOf(search.sort, checkSorts),
    }),
  component: lazyScreen(() => import('../screens/monitors/checks/list.tsx'), 'CheckList'),
})

const newCheck = createRoute({
  getParentRoute: () => workspace,
  path: '/monitors/checks/new',
  component: lazyScreen(() => import('../screens/monitors/checks/new-check.tsx'), 'NewCheck'),
})

const check = createRoute({
  getParentRoute: () => workspace,
  path: '/monitors/checks/$monitorId',
  validateSearch: (search: { tab?: unknown; range?: unknown; outcome?: unknown } & SearchSchemaInput) =>
    optional({
      tab: oneOf(search.tab, checkTabs),
      range: oneOf(search.range, checkRanges),
      outcome: oneOf(search.outcome, ['up', 'degraded', 'down', 'unknown']),
    }),
  component: lazyScreen(() => import('../screens/monitors/checks/check.tsx'), 'CheckScreen'),
})

const monitor = createRoute({
  getParentRoute: () => workspace,
  path: '/monitors/$monitorId',
  validateSearch: (search: { tab?: unknown; environment?: unknown } & SearchSchemaInput) =>
    optional({ tab: oneOf(search.tab, monitorTabs), environment: text(search.environment) }),
  component: lazyScreen(() => import('../screens/monitors/monitor.tsx'), 'MonitorScreen'),
})

export const telemetryRoutes = [
  ...([logs, events, metrics, traces, trace, releases, release, monitors] as const),
  ...([checks, newCheck, check, monitor] as const),
] as const
