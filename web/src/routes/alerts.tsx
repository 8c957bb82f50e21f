/** The screens of alert rules and silences. */
import { createRoute, type SearchSchemaInput } from '@tanstack/react-router'
import { lazyScreen } from '../lazy-screen.tsx'
import { alertRuleTabs, ruleConditions } from '../tabs.ts'
import { oneOf, optional, text } from './search.ts'
import { workspace } from './workspace.tsx'

const alerts = createRoute({
  getParentRoute: () => workspace,
  path: '/alerts',
  validateSearch: (search: { q?: unknown; is?: unknown; project?: unknown } & SearchSchemaInput) =>
    optional({ q: text(search.q), is: oneOf(search.is, ruleConditions), project: text(search.project) }),
  component: lazyScreen(() => import('../screens/alerts/list.tsx'), 'AlertRuleList'),
})

const newRule = createRoute({
  getParentRoute: () => workspace,
  path: '/alerts/new',
  validateSearch: (search: { group?: unknown; expr?: unknown } & SearchSchemaInput) =>
    optional({ group: text(search.group), expr: text(search.expr) }),
  component: lazyScreen(() => import('../screens/alerts/editor/new-rule.tsx'), 'NewAlertRule'),
})

const importRules = createRoute({
  getParentRoute: () => workspace,
  path: '/alerts/import',
  component: lazyScreen(() => import('../screens/alerts/import.tsx'), 'ImportAlertRules'),
})

const silences = createRoute({
  getParentRoute: () => workspace,
  path: '/alerts/silences',
  validateSearch: (search: { create?: unknown; labels?: unknown; incident?: unknown } & SearchSchemaInput) =>
    optional({
      ...{ create: search.create === true || undefined, labels: text(search.labels) },
      incident: text(search.incident),
    }),
  component: lazyScreen(() => import('../screens/alerts/silences/list.tsx'), 'SilenceList'),
})

const rule = createRoute({
  getParentRoute: () => workspace,
  path: '/alerts/$ruleId',
  validateSearch: (search: { tab?: unknown; range?: unknown } & SearchSchemaInput) =>
    optional({ tab: oneOf(search.tab, alertRuleTabs), range: text(search.range) }),
  component: lazyScreen(() => import('../screens/alerts/rule.tsx'), 'AlertRuleScreen'),
})

export const alertRoutes = [alerts, newRule, importRules, silences, rule] as const
