/** The tabs of screens that have them: a part of their addresses. */

export const sorts = ['lastSeen', 'firstSeen', 'events'] as const

export const incidentTabs = ['event', 'events', 'values', 'notes', 'trail', 'timeline', 'grouping'] as const

export const pageTabs = ['components', 'reports', 'subscribers', 'settings'] as const

export const projectTabs = ['connect', 'keys', 'settings'] as const

export const auditTabs = ['entries', 'signIns', 'checkpoints'] as const

export const youTabs = ['profile', 'security', 'sessions', 'activity', 'privacy'] as const

export const staffTabs = [
  'workspaces',
  'breaches',
  'reports',
  'signals',
  'policy',
  'requests',
  'retention',
  'holds',
  'processors',
  'records',
  'analytics',
] as const
