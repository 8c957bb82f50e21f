/** The tabs of screens that have them: a part of their addresses. */

export const sorts = ['lastSeen', 'firstSeen', 'events'] as const

export const incidentTabs = ['alerts', 'event', 'events', 'values', 'notes', 'trail', 'timeline', 'grouping'] as const

export const pageTabs = [
  'components',
  'uptime',
  'reports',
  'maintenance',
  'subscribers',
  'preview',
  'settings',
] as const

export const subscriberStates = ['pending', 'confirmed', 'suppressed', 'unsubscribed'] as const

export const subscriberChannels = ['email', 'webhook', 'slack'] as const

export const subscriberDeliveryStates = ['sent', 'queued', 'deferred', 'failed', 'suppressed', 'skipped'] as const

export const projectTabs = ['connect', 'keys', 'intake', 'scrubbing', 'grouping', 'sourceMaps', 'settings'] as const

export const traceSorts = ['newest', 'slowest'] as const

export const logTabs = ['lines', 'templates'] as const

export const metricViews = ['graph', 'table'] as const

export const templateSorts = ['lastSeen', 'firstSeen', 'lines'] as const

export const monitorTabs = ['checkIns', 'settings'] as const

export const monitorConditions = ['failing', 'ok', 'waiting', 'paused'] as const

export const checkTabs = ['overview', 'checks', 'settings'] as const

export const checkConditions = ['down', 'degraded', 'unknown', 'waiting', 'up', 'paused'] as const

export const checkSorts = ['state', 'name', 'latency', 'changed'] as const

export const checkRanges = ['1h', '24h', '7d', '30d', '90d'] as const

/** The worst first. `waiting`: never evaluated. */
export const ruleConditions = ['firing', 'error', 'noData', 'pending', 'waiting', 'inactive', 'paused'] as const

export const alertRuleTabs = ['overview', 'history', 'edit'] as const

export const dashboardFilters = ['own', 'curated', 'starred'] as const

export const hostStates = ['quiet', 'reporting', 'stopped'] as const

export const hostSorts = ['state', 'name', 'lastSeen'] as const

export const releaseRanges = ['24h', '7d', '30d'] as const

export const usageTabs = ['outcomes', 'quotas'] as const

export const usageRanges = ['day', 'week', 'month', 'quarter'] as const

export const auditTabs = ['entries', 'signIns', 'checkpoints'] as const

export const youTabs = ['profile', 'security', 'sessions', 'activity', 'privacy'] as const

export const staffTabs = [
  'workspaces',
  'breaches',
  'reports',
  'signals',
  'pages',
  'policy',
  'requests',
  'retention',
  'holds',
  'processors',
  'records',
  'analytics',
] as const
