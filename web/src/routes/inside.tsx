/** The screens of a workspace. */
import { createRoute, type SearchSchemaInput } from '@tanstack/react-router'
import { lazyScreen } from '../lazy-screen.tsx'
import { channelsQuery, deliveriesQuery } from '../screens/channels/queries.ts'
import { workspaceQuery } from '../screens/general/queries.ts'
import { filterText } from '../screens/incidents/filter.ts'
import { incidentFilter } from '../screens/incidents/filter-query.ts'
import { eventQuery, incidentListQuery, incidentQuery } from '../screens/incidents/queries.ts'
import { loadKnown } from '../screens/incidents/use-known.ts'
import { apiKeysQuery } from '../screens/keys/queries.ts'
import { invitationsQuery, membersQuery } from '../screens/members/queries.ts'
import { outboxQuery } from '../screens/outbox/queries.ts'
import { componentsQuery, pageQuery, pagesQuery, reportQuery } from '../screens/pages/queries.ts'
import { processorsQuery, retentionQuery } from '../screens/privacy/queries.ts'
import { projectsQuery } from '../screens/projects/queries.ts'
import {
  auditTabs,
  incidentTabs,
  pageTabs,
  projectTabs,
  sorts,
  usageRanges,
  usageTabs,
  subscriberChannels,
  subscriberStates,
} from '../tabs.ts'
import { oneOf, optional, requireToKnow, text } from './search.ts'
import { alertRoutes } from './alerts.tsx'
import { dashboardRoutes } from './dashboards.tsx'
import { hostRoutes } from './hosts.tsx'
import { importPages } from './import.tsx'
import { maintenanceRoutes } from './maintenance.tsx'
import { probes } from './probes.tsx'
import { subscriberRoutes } from './subscribers.tsx'
import { telemetryRoutes } from './telemetry.tsx'
import { workspace } from './workspace.tsx'

const overview = createRoute({
  getParentRoute: () => workspace,
  path: '/',
  loader: ({ context: { queryClient }, params }) => {
    void queryClient.prefetchQuery(projectsQuery(params.workspace))
    void queryClient.prefetchQuery(pagesQuery(params.workspace))
  },
  component: lazyScreen(() => import('../screens/overview/overview.tsx'), 'Overview'),
})

const incidents = createRoute({
  getParentRoute: () => workspace,
  path: '/incidents',
  validateSearch: (search: { q?: unknown; sort?: unknown; row?: unknown } & SearchSchemaInput) =>
    optional({ q: text(search.q), sort: oneOf(search.sort, sorts), row: text(search.row) }),
  loaderDeps: ({ search: { q, sort } }) => ({ q, sort }),
  loader: async ({ context: { queryClient }, params, deps }) => {
    const line = filterText(deps.q)
    const filter = incidentFilter(line, deps.sort, await loadKnown(queryClient, params.workspace, line))
    void queryClient.prefetchInfiniteQuery(incidentListQuery(params.workspace, filter))
  },
  component: lazyScreen(() => import('../screens/incidents/list.tsx'), 'IncidentList'),
})

const incident = createRoute({
  getParentRoute: () => workspace,
  path: '/incidents/$incidentId',
  // `from`: the number of a merged incident whose link led here; `own`: a merged one itself, instead of where it went.
  validateSearch: (search: { tab?: unknown; event?: unknown; from?: unknown; own?: unknown } & SearchSchemaInput) =>
    optional({
      tab: oneOf(search.tab, incidentTabs),
      event: text(search.event),
      from: text(search.from),
      own: search.own === true || undefined,
    }),
  loader: ({ context: { queryClient }, params }) => {
    void queryClient.prefetchQuery(incidentQuery(params.workspace, params.incidentId))
    void queryClient.prefetchQuery(eventQuery(params.workspace, params.incidentId, 'latest'))
  },
  component: lazyScreen(() => import('../screens/incidents/incident.tsx'), 'IncidentScreen'),
})

const pages = createRoute({
  getParentRoute: () => workspace,
  path: '/pages',
  validateSearch: (search: { create?: unknown } & SearchSchemaInput) =>
    optional({ create: search.create === true || undefined }),
  loader: ({ context: { queryClient }, params }) => void queryClient.prefetchQuery(pagesQuery(params.workspace)),
  component: lazyScreen(() => import('../screens/pages/list.tsx'), 'PageList'),
})

const page = createRoute({
  getParentRoute: () => workspace,
  path: '/pages/$pageId',
  validateSearch: (
    search: Partial<Record<'tab' | 'state' | 'component' | 'q' | 'subscriber' | 'channel', unknown>> &
      SearchSchemaInput,
  ) =>
    optional({
      tab: oneOf(search.tab, pageTabs),
      subscriber: oneOf(search.subscriber, subscriberStates),
      channel: oneOf(search.channel, subscriberChannels),
      state: oneOf(search.state, ['open', 'over']),
      component: text(search.component),
      q: text(search.q),
    }),
  loader: ({ context: { queryClient }, params }) => {
    void queryClient.prefetchQuery(pageQuery(params.workspace, params.pageId))
    void queryClient.prefetchQuery(componentsQuery(params.workspace, params.pageId))
  },
  component: lazyScreen(() => import('../screens/pages/page.tsx'), 'PageScreen'),
})

const newReport = createRoute({
  getParentRoute: () => workspace,
  path: '/pages/$pageId/reports/new',
  validateSearch: (search: { incident?: unknown } & SearchSchemaInput) => optional({ incident: text(search.incident) }),
  component: lazyScreen(() => import('../screens/pages/reports/new-report.tsx'), 'NewReport'),
})

const reportTemplates = createRoute({
  getParentRoute: () => workspace,
  path: '/pages/$pageId/templates',
  component: lazyScreen(() => import('../screens/pages/reports/templates.tsx'), 'TemplatesScreen'),
})

const proposal = createRoute({
  getParentRoute: () => workspace,
  path: '/pages/$pageId/proposals/$proposalId',
  component: lazyScreen(() => import('../screens/pages/reports/proposal.tsx'), 'ProposalScreen'),
})

const report = createRoute({
  getParentRoute: () => workspace,
  path: '/pages/$pageId/reports/$reportId',
  loader: ({ context: { queryClient }, params }) =>
    void queryClient.prefetchQuery(reportQuery(params.workspace, params.reportId)),
  component: lazyScreen(() => import('../screens/pages/reports/report.tsx'), 'ReportScreen'),
})

const general = createRoute({
  getParentRoute: () => workspace,
  path: '/settings/general',
  loader: ({ context: { queryClient }, params }) => void queryClient.prefetchQuery(workspaceQuery(params.workspace)),
  component: lazyScreen(() => import('../screens/general/general.tsx'), 'General'),
})

const projects = createRoute({
  getParentRoute: () => workspace,
  path: '/settings/projects',
  validateSearch: (search: { project?: unknown; tab?: unknown } & SearchSchemaInput) =>
    optional({ project: text(search.project), tab: oneOf(search.tab, projectTabs) }),
  loader: ({ context: { queryClient }, params }) => void queryClient.prefetchQuery(projectsQuery(params.workspace)),
  component: lazyScreen(() => import('../screens/projects/projects.tsx'), 'Projects'),
})

const channels = createRoute({
  getParentRoute: () => workspace,
  path: '/settings/channels',
  validateSearch: (search: { channel?: unknown; create?: unknown } & SearchSchemaInput) =>
    optional({ channel: text(search.channel), create: oneOf(search.create, ['email', 'webhook'] as const) }),
  loader: ({ context: { queryClient }, params }) => {
    void queryClient.prefetchQuery(channelsQuery(params.workspace))
    void queryClient.prefetchInfiniteQuery(deliveriesQuery(params.workspace))
  },
  component: lazyScreen(() => import('../screens/channels/channels.tsx'), 'Channels'),
})

const keys = createRoute({
  getParentRoute: () => workspace,
  path: '/settings/keys',
  validateSearch: (search: { key?: unknown; create?: unknown } & SearchSchemaInput) =>
    optional({ key: text(search.key), create: search.create === true || undefined }),
  beforeLoad: ({ context: { queryClient }, params }) => requireToKnow(queryClient, params.workspace, 'keys.read'),
  loader: ({ context: { queryClient }, params }) =>
    void queryClient.prefetchInfiniteQuery(apiKeysQuery(params.workspace)),
  component: lazyScreen(() => import('../screens/keys/keys.tsx'), 'Keys'),
})

const usage = createRoute({
  getParentRoute: () => workspace,
  path: '/settings/usage',
  validateSearch: (
    search: {
      project?: unknown
      tab?: unknown
      range?: unknown
      category?: unknown
      create?: unknown
    } & SearchSchemaInput,
  ) =>
    optional({
      project: text(search.project),
      tab: oneOf(search.tab, usageTabs),
      range: oneOf(search.range, usageRanges),
      category: text(search.category),
      create: search.create === true || undefined,
    }),
  component: lazyScreen(() => import('../screens/usage/usage.tsx'), 'Usage'),
})

const audit = createRoute({
  getParentRoute: () => workspace,
  path: '/settings/audit',
  validateSearch: (
    search: {
      tab?: unknown
      actor?: unknown
      action?: unknown
      target?: unknown
      from?: unknown
      to?: unknown
    } & SearchSchemaInput,
  ) =>
    optional({
      tab: oneOf(search.tab, auditTabs),
      actor: text(search.actor),
      action: text(search.action),
      target: text(search.target),
      from: text(search.from),
      to: text(search.to),
    }),
  beforeLoad: ({ context: { queryClient }, params }) => requireToKnow(queryClient, params.workspace, 'audit.read'),
  component: lazyScreen(() => import('../screens/audit/audit.tsx'), 'Audit'),
})

const members = createRoute({
  getParentRoute: () => workspace,
  path: '/settings/members',
  validateSearch: (search: { invite?: unknown } & SearchSchemaInput) =>
    optional({ invite: search.invite === true || undefined }),
  loader: ({ context: { queryClient }, params }) => {
    void queryClient.prefetchQuery(membersQuery(params.workspace))
    void queryClient.prefetchInfiniteQuery(invitationsQuery(params.workspace))
  },
  component: lazyScreen(() => import('../screens/members/members.tsx'), 'Members'),
})

const privacy = createRoute({
  getParentRoute: () => workspace,
  path: '/settings/privacy',
  loader: ({ context: { queryClient }, params }) => {
    void queryClient.prefetchQuery(retentionQuery(params.workspace))
    void queryClient.prefetchQuery(processorsQuery(params.workspace))
  },
  component: lazyScreen(() => import('../screens/privacy/privacy.tsx'), 'Privacy'),
})

const outbox = createRoute({
  getParentRoute: () => workspace,
  path: '/outbox',
  validateSearch: (search: { mail?: unknown } & SearchSchemaInput) => optional({ mail: text(search.mail) }),
  loader: ({ context: { queryClient }, params }) =>
    void queryClient.prefetchInfiniteQuery(outboxQuery(params.workspace)),
  component: lazyScreen(() => import('../screens/outbox/outbox.tsx'), 'Outbox'),
})

export const workspaceRoutes = workspace.addChildren([
  overview,
  incidents,
  incident,
  ...telemetryRoutes,
  ...alertRoutes,
  ...dashboardRoutes,
  ...hostRoutes,
  pages,
  page,
  importPages,
  ...maintenanceRoutes,
  probes,
  ...subscriberRoutes,
  newReport,
  reportTemplates,
  proposal,
  report,
  general,
  projects,
  keys,
  channels,
  usage,
  members,
  privacy,
  audit,
  outbox,
])
