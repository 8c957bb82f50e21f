/** Screens that belong to no workspace: the door, the person, staff. */
import { createRoute, redirect, type SearchSchemaInput } from '@tanstack/react-router'
import { lazyScreen } from '../lazy-screen.tsx'
import { providersQuery, sessionQuery, setupQuery, signUpQuery } from '../session.ts'
import { staffTabs, youTabs } from '../tabs.ts'
import { root } from './root.tsx'
import { isOwnPath, oneOf, optional, preferred, requireSession, text } from './search.ts'

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
  component: lazyScreen(() => import('../screens/start/start.tsx'), 'Start'),
})

const secondFactor = createRoute({
  getParentRoute: () => root,
  path: '/second-factor',
  validateSearch: (search: { factors?: unknown; next?: unknown } & SearchSchemaInput) =>
    optional({ factors: text(search.factors), next: text(search.next) }),
  component: lazyScreen(() => import('../screens/door/second-factor.tsx'), 'SecondFactor'),
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
  component: lazyScreen(() => import('../screens/door/sign-up.tsx'), 'SignUp'),
})

const confirmSignUp = createRoute({
  getParentRoute: () => root,
  path: '/confirm-sign-up',
  component: lazyScreen(() => import('../screens/door/confirm-sign-up.tsx'), 'ConfirmSignUp'),
})

const forgotPassword = createRoute({
  getParentRoute: () => root,
  path: '/forgot-password',
  component: lazyScreen(() => import('../screens/door/forgot-password.tsx'), 'ForgotPassword'),
})

const resetPassword = createRoute({
  getParentRoute: () => root,
  path: '/reset-password',
  component: lazyScreen(() => import('../screens/door/reset-password.tsx'), 'ResetPassword'),
})

const confirmEmail = createRoute({
  getParentRoute: () => root,
  path: '/confirm-email',
  component: lazyScreen(() => import('../screens/door/confirm-email.tsx'), 'ConfirmEmail'),
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
  component: lazyScreen(() => import('../screens/door/invitation.tsx'), 'Invitation'),
})

const newWorkspace = createRoute({
  getParentRoute: () => root,
  path: '/new-workspace',
  beforeLoad: ({ context: { queryClient }, location }) => requireSession(queryClient, location.href),
  component: lazyScreen(() => import('../screens/door/new-workspace.tsx'), 'NewWorkspace'),
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

const restore = createRoute({
  getParentRoute: () => root,
  path: '/restore',
  component: lazyScreen(() => import('../screens/door/restore.tsx'), 'Restore'),
})

const receipt = createRoute({
  getParentRoute: () => root,
  path: '/receipt',
  component: lazyScreen(() => import('../screens/door/receipt.tsx'), 'Receipt'),
})

const privacyExport = createRoute({
  getParentRoute: () => root,
  path: '/privacy-export',
  component: lazyScreen(() => import('../screens/door/privacy-export.tsx'), 'PrivacyExport'),
})

const you = createRoute({
  getParentRoute: () => root,
  path: '/you',
  validateSearch: (search: { tab?: unknown; link?: unknown } & SearchSchemaInput) =>
    optional({ tab: oneOf(search.tab, youTabs), link: text(search.link) }),
  beforeLoad: ({ context: { queryClient }, location }) => requireSession(queryClient, location.href),
  component: lazyScreen(() => import('../screens/you/you.tsx'), 'You'),
})

const staff = createRoute({
  getParentRoute: () => root,
  path: '/staff',
  validateSearch: (search: { tab?: unknown; breach?: unknown; request?: unknown } & SearchSchemaInput) =>
    optional({ tab: oneOf(search.tab, staffTabs), breach: text(search.breach), request: text(search.request) }),
  beforeLoad: ({ context: { queryClient }, location }) => requireSession(queryClient, location.href),
  component: lazyScreen(() => import('../screens/staff/staff.tsx'), 'Staff'),
})

const reportMinor = createRoute({
  getParentRoute: () => root,
  path: '/report-a-minor',
  component: lazyScreen(() => import('../screens/staff/report-minor.tsx'), 'ReportMinor'),
})

export const outsideRoutes = [
  start,
  secondFactor,
  signUp,
  confirmSignUp,
  forgotPassword,
  resetPassword,
  confirmEmail,
  invitation,
  newWorkspace,
  restore,
  receipt,
  privacyExport,
  you,
  staff,
  reportMinor,
  outboxShortcut,
] as const
