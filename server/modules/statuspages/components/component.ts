/** A service that is shown on a status page, and the five states that it can be in. */

/** In the order of the Statuspage API, whose values these are; also the order in which they are offered to people. */
export const componentStatuses = [
  'operational',
  'degraded_performance',
  'partial_outage',
  'major_outage',
  'under_maintenance',
] as const
export type ComponentStatus = (typeof componentStatuses)[number]

/** What is known of a component over a stretch of time: one of the five, or that nobody could tell. */
export const recordedStatuses = [...componentStatuses, 'unknown'] as const
export type RecordedStatus = (typeof recordedStatuses)[number]

export type Component = {
  id: string
  name: string
  /** Empty when there is none. */
  description: string
  status: ComponentStatus
  /** From 1 over the whole page, groups counted: a group comes right before its components. */
  position: number
  createdAt: Date
  updatedAt: Date
  /** Of the group that it stands in; null for one that stands alone. */
  groupId: string | null
  /** Its history is shown on the page: 90 days and its uptime. */
  showcase: boolean
  /** `2026-01-31`: its history and its uptime begin with this day of the page; null means with the day it was added. */
  startDate: string | null
  /** The public sees it only while it is not operational. */
  onlyShowIfDegraded: boolean
  /** The public never sees it, and it does not count. */
  hidden: boolean
  /** Nobody can tell since then; the status that is shown is the last that was known. */
  unknownSince: Date | null
}

/** When a group is up: while all of its components are, or while any of them is, as of parts that stand in for each other. */
export const upWhens = ['all', 'any'] as const
export type UpWhen = (typeof upWhens)[number]

/** Components under one heading. Its state is that of its components, see `stateOfGroup`. */
export type ComponentGroup = {
  id: string
  name: string
  /** Empty when there is none. */
  description: string
  /** See `Component.position`. */
  position: number
  upWhen: UpWhen
  createdAt: Date
  updatedAt: Date
}

export const componentWords: Record<ComponentStatus, string> = {
  operational: 'Operational',
  degraded_performance: 'Degraded performance',
  partial_outage: 'Partial outage',
  major_outage: 'Major outage',
  under_maintenance: 'Under maintenance',
}

/** As many headings as readers can take in; with it everything that goes through the groups of a page is bounded. */
export const maxGroups = 50
/** A component needs at most this many others. */
export const maxNeeds = 20

const severity: Record<ComponentStatus, number> = {
  operational: 0,
  under_maintenance: 1,
  degraded_performance: 2,
  partial_outage: 3,
  major_outage: 4,
}

/** The worst of the states; operational when there are none. */
export function worstStatus(statuses: Iterable<ComponentStatus>): ComponentStatus {
  let worst: ComponentStatus = 'operational'
  for (const status of statuses) if (severity[status] > severity[worst]) worst = status
  return worst
}
