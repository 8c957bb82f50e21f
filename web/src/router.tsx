/** The map of the application. What a screen shows is in its URL, so that it can be sent to a colleague. */
import type { QueryClient } from '@tanstack/react-query'
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  notFound,
  redirect,
  type SearchSchemaInput,
} from '@tanstack/react-router'
import type { Workspace } from './api.ts'
import { lazyScreen } from './lazy-screen.tsx'
import { providersQuery, sessionQuery, setupQuery, signUpQuery } from './session.ts'
import { readStored, storageKeys } from './storage.ts'
import { channelsQuery, deliveriesQuery } from './screens/channels/queries.ts'
import { workspaceQuery } from './screens/general/queries.ts'
import { filterText, incidentFilter } from './screens/incidents/filter.ts'
import { eventQuery, incidentListQuery, incidentQuery } from './screens/incidents/queries.ts'
import { apiKeysQuery } from './screens/keys/queries.ts'
import { invitationsQuery, membersQuery } from './screens/members/queries.ts'
import { Failed, Missing, Root } from './screens/missing/missing.tsx'
import { outboxQuery } from './screens/outbox/queries.ts'
import { componentsQuery, pageQuery, pagesQuery, reportQuery } from './screens/pages/queries.ts'
import { projectsQuery } from './screens/projects/queries.ts'
import { Shell } from './screens/shell/shell.tsx'

const root = createRootRouteWithContext<{ queryClient: QueryClient }>()({ component: Root })

const start = createRoute({
  getParentRoute: () => root,
  path: '/',
  validateSearch: (
    search: { next?: unknown; link?: unknown; provider?: unknown; problem?: unknown } & SearchSchemaInput,
  ) =>
    optional({
      next: text(search.next),
      link: text(search.link),
      provider: text(search.provider),
      problem: text(search.problem),
    }),
  beforeLoad: async ({ context: { queryClient }, search }) => {
    const session = await queryClient.ensureQueryData(sessionQuery)
    const workspace = session && preferred(session.workspaces)
    if (session && search.next && isOwnPath(search.next)) throw redirect({ href: search.next, replace: true })
    if (workspace) throw redirect({ to: '/$workspace', params: { workspace: workspace.slug }, replace: true })
  },
  loader: ({ context: { queryClient } }) =>
    Promise.all([
      queryClient.ensureQueryData(setupQuery),
      queryClient.ensureQueryData(providersQuery),
      queryClient.ensureQueryData(signUpQuery),
    ]),
  component: lazyScreen(() => import('./screens/start/start.tsx'), 'Start'),
})

const secondFactor = createRoute({
  getParentRoute: () => root,
  path: '/second-factor',
  validateSearch: (search: { factors?: unknown; next?: unknown } & SearchSchemaInput) =>
    optional({ factors: text(search.factors), next: text(search.next) }),
  component: lazyScreen(() => import('./screens/door/second-factor.tsx'), 'SecondFactor'),
})

const signUp = createRoute({
  getParentRoute: () => root,
  path: '/sign-up',
  loader: ({ context: { queryClient } }) =>
    Promise.all([
      // Whom a provider vouches for is known only now.
      queryClient.fetchQuery({ ...signUpQuery, staleTime: 0 }),
      queryClient.ensureQueryData(providersQuery),
    ]),
  component: lazyScreen(() => import('./screens/door/sign-up.tsx'), 'SignUp'),
})

const confirmSignUp = createRoute({
  getParentRoute: () => root,
  path: '/confirm-sign-up',
  component: lazyScreen(() => import('./screens/door/confirm-sign-up.tsx'), 'ConfirmSignUp'),
})

const forgotPassword = createRoute({
  getParentRoute: () => root,
  path: '/forgot-password',
  component: lazyScreen(() => import('./screens/door/forgot-password.tsx'), 'ForgotPassword'),
})

const resetPassword = createRoute({
  getParentRoute: () => root,
  path: '/reset-password',
  component: lazyScreen(() => import('./screens/door/reset-password.tsx'), 'ResetPassword'),
})

const confirmEmail = createRoute({
  getParentRoute: () => root,
  path: '/confirm-email',
  component: lazyScreen(() => import('./screens/door/confirm-email.tsx'), 'ConfirmEmail'),
})

const invitation = createRoute({
  getParentRoute: () => root,
  path: '/invitation',
  loader: ({ context: { queryClient } }) =>
    Promise.all([
      queryClient.ensureQueryData(sessionQuery),
      queryClient.fetchQuery({ ...signUpQuery, staleTime: 0 }),
      queryClient.ensureQueryData(providersQuery),
    ]),
  component: lazyScreen(() => import('./screens/door/invitation.tsx'), 'Invitation'),
})

const newWorkspace = createRoute({
  getParentRoute: () => root,
  path: '/new-workspace',
  beforeLoad: ({ context: { queryClient }, location }) => requireSession(queryClient, location.href),
  component: lazyScreen(() => import('./screens/door/new-workspace.tsx'), 'NewWorkspace'),
})

/** The address that the configuration and the logs name; the mail belongs to a workspace. */
const outboxShortcut = createRoute({
  getParentRoute: () => root,
  path: '/outbox',
  beforeLoad: async ({ context: { queryClient }, location }) => {
    const session = await queryClient.ensureQueryData(sessionQuery)
    const workspace = session && preferred(session.workspaces)
    if (!workspace) throw redirect({ to: '/', search: { next: location.href } })
    throw redirect({ to: '/$workspace/outbox', params: { workspace: workspace.slug }, replace: true })
  },
})

export const youTabs = ['profile', 'security', 'sessions', 'activity'] as const

const you = createRoute({
  getParentRoute: () => root,
  path: '/you',
  validateSearch: (search: { tab?: unknown; link?: unknown } & SearchSchemaInput) =>
    optional({ tab: oneOf(search.tab, youTabs), link: text(search.link) }),
  beforeLoad: ({ context: { queryClient }, location }) => requireSession(queryClient, location.href),
  component: lazyScreen(() => import('./screens/you/you.tsx'), 'You'),
})

export const staffTabs = ['workspaces', 'breaches', 'reports', 'signals'] as const

const staff = createRoute({
  getParentRoute: () => root,
  path: '/staff',
  validateSearch: (search: { tab?: unknown; breach?: unknown } & SearchSchemaInput) =>
    optional({ tab: oneOf(search.tab, staffTabs), breach: text(search.breach) }),
  beforeLoad: ({ context: { queryClient }, location }) => requireSession(queryClient, location.href),
  component: lazyScreen(() => import('./screens/staff/staff.tsx'), 'Staff'),
})

const reportMinor = createRoute({
  getParentRoute: () => root,
  path: '/report-a-minor',
  component: lazyScreen(() => import('./screens/staff/report-minor.tsx'), 'ReportMinor'),
})

const workspace = createRoute({
  getParentRoute: () => root,
  path: '/$workspace',
  beforeLoad: async ({ context: { queryClient }, location, params }) => {
    const session = await queryClient.ensureQueryData(sessionQuery)
    if (!session) throw redirect({ to: '/', search: { next: location.href } })
    if (!session.workspaces.some(({ slug }) => slug === params.workspace)) throw notFound()
  },
  component: Shell,
})

const overview = createRoute({
  getParentRoute: () => workspace,
  path: '/',
  loader: ({ context: { queryClient }, params }) => {
    void queryClient.prefetchQuery(projectsQuery(params.workspace))
    void queryClient.prefetchQuery(pagesQuery(params.workspace))
  },
  component: lazyScreen(() => import('./screens/overview/overview.tsx'), 'Overview'),
})

export const sorts = ['lastSeen', 'firstSeen', 'events'] as const

const incidents = createRoute({
  getParentRoute: () => workspace,
  path: '/incidents',
  validateSearch: (search: { q?: unknown; sort?: unknown; row?: unknown } & SearchSchemaInput) =>
    optional({ q: text(search.q), sort: oneOf(search.sort, sorts), row: text(search.row) }),
  loaderDeps: ({ search: { q, sort } }) => ({ q, sort }),
  loader: async ({ context: { queryClient }, params, deps }) => {
    const projects = await queryClient.ensureQueryData(projectsQuery(params.workspace)).catch(() => undefined)
    const filter = incidentFilter(filterText(deps.q), deps.sort, projects?.items ?? [])
    void queryClient.prefetchInfiniteQuery(incidentListQuery(params.workspace, filter))
  },
  component: lazyScreen(() => import('./screens/incidents/list.tsx'), 'IncidentList'),
})

export const incidentTabs = ['event', 'events', 'trail', 'timeline', 'grouping'] as const

const incident = createRoute({
  getParentRoute: () => workspace,
  path: '/incidents/$incidentId',
  validateSearch: (search: { tab?: unknown; event?: unknown } & SearchSchemaInput) =>
    optional({ tab: oneOf(search.tab, incidentTabs), event: text(search.event) }),
  loader: ({ context: { queryClient }, params }) => {
    void queryClient.prefetchQuery(incidentQuery(params.workspace, params.incidentId))
    void queryClient.prefetchQuery(eventQuery(params.workspace, params.incidentId, 'latest'))
  },
  component: lazyScreen(() => import('./screens/incidents/incident.tsx'), 'IncidentScreen'),
})

const pages = createRoute({
  getParentRoute: () => workspace,
  path: '/pages',
  validateSearch: (search: { create?: unknown } & SearchSchemaInput) =>
    optional({ create: search.create === true || undefined }),
  loader: ({ context: { queryClient }, params }) => void queryClient.prefetchQuery(pagesQuery(params.workspace)),
  component: lazyScreen(() => import('./screens/pages/list.tsx'), 'PageList'),
})

export const pageTabs = ['components', 'reports', 'subscribers', 'settings'] as const

const page = createRoute({
  getParentRoute: () => workspace,
  path: '/pages/$pageId',
  validateSearch: (search: { tab?: unknown } & SearchSchemaInput) => optional({ tab: oneOf(search.tab, pageTabs) }),
  loader: ({ context: { queryClient }, params }) => {
    void queryClient.prefetchQuery(pageQuery(params.workspace, params.pageId))
    void queryClient.prefetchQuery(componentsQuery(params.workspace, params.pageId))
  },
  component: lazyScreen(() => import('./screens/pages/page.tsx'), 'PageScreen'),
})

const newReport = createRoute({
  getParentRoute: () => workspace,
  path: '/pages/$pageId/reports/new',
  validateSearch: (search: { incident?: unknown } & SearchSchemaInput) => optional({ incident: text(search.incident) }),
  component: lazyScreen(() => import('./screens/pages/new-report.tsx'), 'NewReport'),
})

const report = createRoute({
  getParentRoute: () => workspace,
  path: '/pages/$pageId/reports/$reportId',
  loader: ({ context: { queryClient }, params }) =>
    void queryClient.prefetchQuery(reportQuery(params.workspace, params.reportId)),
  component: lazyScreen(() => import('./screens/pages/report.tsx'), 'ReportScreen'),
})

const general = createRoute({
  getParentRoute: () => workspace,
  path: '/settings/general',
  loader: ({ context: { queryClient }, params }) => void queryClient.prefetchQuery(workspaceQuery(params.workspace)),
  component: lazyScreen(() => import('./screens/general/general.tsx'), 'General'),
})

export const projectTabs = ['connect', 'keys', 'settings'] as const

const projects = createRoute({
  getParentRoute: () => workspace,
  path: '/settings/projects',
  validateSearch: (search: { project?: unknown; tab?: unknown } & SearchSchemaInput) =>
    optional({ project: text(search.project), tab: oneOf(search.tab, projectTabs) }),
  loader: ({ context: { queryClient }, params }) => void queryClient.prefetchQuery(projectsQuery(params.workspace)),
  component: lazyScreen(() => import('./screens/projects/projects.tsx'), 'Projects'),
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
  component: lazyScreen(() => import('./screens/channels/channels.tsx'), 'Channels'),
})

const keys = createRoute({
  getParentRoute: () => workspace,
  path: '/settings/keys',
  validateSearch: (search: { key?: unknown; create?: unknown } & SearchSchemaInput) =>
    optional({ key: text(search.key), create: search.create === true || undefined }),
  beforeLoad: ({ context: { queryClient }, params }) => requireToKnow(queryClient, params.workspace, 'keys.read'),
  loader: ({ context: { queryClient }, params }) =>
    void queryClient.prefetchInfiniteQuery(apiKeysQuery(params.workspace)),
  component: lazyScreen(() => import('./screens/keys/keys.tsx'), 'Keys'),
})

export const auditTabs = ['entries', 'signIns', 'checkpoints'] as const

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
  component: lazyScreen(() => import('./screens/audit/audit.tsx'), 'Audit'),
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
  component: lazyScreen(() => import('./screens/members/members.tsx'), 'Members'),
})

const outbox = createRoute({
  getParentRoute: () => workspace,
  path: '/outbox',
  validateSearch: (search: { mail?: unknown } & SearchSchemaInput) => optional({ mail: text(search.mail) }),
  loader: ({ context: { queryClient }, params }) =>
    void queryClient.prefetchInfiniteQuery(outboxQuery(params.workspace)),
  component: lazyScreen(() => import('./screens/outbox/outbox.tsx'), 'Outbox'),
})

const tree = root.addChildren([
  start,
  secondFactor,
  signUp,
  confirmSignUp,
  forgotPassword,
  resetPassword,
  confirmEmail,
  invitation,
  newWorkspace,
  you,
  staff,
  reportMinor,
  outboxShortcut,
  workspace.addChildren([
    overview,
    incidents,
    incident,
    pages,
    page,
    newReport,
    report,
    general,
    projects,
    keys,
    channels,
    members,
    audit,
    outbox,
  ]),
])

export function createAppRouter(queryClient: QueryClient) {
  return createRouter({
    routeTree: tree,
    basepath: '/app',
    context: { queryClient },
    defaultPreload: 'intent',
    // Data is kept by the query client alone.
    defaultPreloadStaleTime: 0,
    defaultNotFoundComponent: Missing,
    defaultErrorComponent: Failed,
    scrollRestoration: true,
    scrollToTopSelectors: ['main'],
  })
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>
  }
}

/** The one looked at last, else the first. */
function preferred(workspaces: readonly Workspace[]): Workspace | undefined {
  const last = readStored(storageKeys.workspace)
  return workspaces.find(({ slug }) => slug === last) ?? workspaces[0]
}

/** A parameter that is a number is still meant as text: the router reads `?q=42` as one. */
function text(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined
}

function oneOf<const T extends string>(value: unknown, allowed: readonly T[]): T | undefined {
  return allowed.find((candidate) => candidate === value)
}

/** Asks for a sign-in, and leads back here after it. */
async function requireSession(queryClient: QueryClient, next: string): Promise<void> {
  if (!(await queryClient.ensureQueryData(sessionQuery))) throw redirect({ to: '/', search: { next } })
}

/** For what one may not know of when one's role does not see it: it is not there. */
async function requireToKnow(queryClient: QueryClient, slug: string, permission: string): Promise<void> {
  const session = await queryClient.ensureQueryData(sessionQuery)
  const found = session?.workspaces.find((candidate) => candidate.slug === slug)
  if (found && !found.permissions.includes(permission)) throw notFound()
}

/** A path of this app: no other site, however it is spelled. */
function isOwnPath(path: string): boolean {
  return path.startsWith('/') && new URL(path, location.origin).origin === location.origin && !/^\/[/\\]/.test(path)
}

/** Leaves out what is undefined, so that the URL stays short. */
function optional<T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const entries = Object.entries(values).filter(([, value]) => value !== undefined)
  return Object.fromEntries(entries) as { [K in keyof T]?: Exclude<T[K], undefined> } // the same keys, fewer of them
}
