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

export type Component = {
  id: string
  name: string
  /** Empty when there is none. */
  description: string
  status: ComponentStatus
  /** From 1; components of a page are shown in this order. */
  position: number
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
