/**
 * How a page is doing in one line. The rule and the seven descriptions are Statuspage's ("Top-level status and
 * incident impact calculations"): clients compare the words literally, so they are never translated or changed.
 */
import type { ComponentStatus } from './components/component.ts'

export const impacts = ['none', 'minor', 'major', 'critical'] as const
export type Impact = (typeof impacts)[number]

export type Indicator = Impact | 'maintenance'

export type Headline = { indicator: Indicator; description: string }

const operational: Headline = { indicator: 'none', description: 'All Systems Operational' }
const majorOutage: Headline = { indicator: 'critical', description: 'Major System Outage' }
const partialOutage: Headline = { indicator: 'major', description: 'Partial System Outage' }
const minorOutage: Headline = { indicator: 'minor', description: 'Minor Service Outage' }
const degraded: Headline = { indicator: 'minor', description: 'Degraded System Service' }
const partiallyDegraded: Headline = { indicator: 'minor', description: 'Partially Degraded Service' }
const maintenance: Headline = { indicator: 'maintenance', description: 'Service Under Maintenance' }

/** The blend of component states. One major outage among many components is only "Partial System Outage", as there. */
export function rollUp(statuses: readonly ComponentStatus[]): Headline {
  const count = (status: ComponentStatus): number => statuses.filter((each) => each === status).length
  const all = statuses.length
  if (count('major_outage') > 0) return count('major_outage') === all ? majorOutage : partialOutage
  if (count('partial_outage') > 0) return count('partial_outage') === all ? partialOutage : minorOutage
  if (count('degraded_performance') > 0) {
    return all > 1 && count('degraded_performance') === all ? degraded : partiallyDegraded
  }
  return count('under_maintenance') > 0 ? maintenance : operational
}

const ofImpact: Record<Impact, Headline> = {
  none: operational,
  minor: minorOutage,
  major: partialOutage,
  critical: majorOutage,
}

const rank: Record<Indicator, number> = { none: 0, maintenance: 1, minor: 2, major: 3, critical: 4 }

/**
 * The headline of a page. A report that names components speaks through their states; one that names none (always so
 * on a page without components) speaks through its impact, and the worst speaker wins.
 */
export function headlineOf(
  statuses: readonly ComponentStatus[],
  openReports: readonly { impact: Impact; componentIds: readonly string[] }[],
): Headline {
  const headlines = openReports.filter((each) => each.componentIds.length === 0).map((each) => ofImpact[each.impact])
  return headlines.reduce(
    (worst, next) => (rank[next.indicator] > rank[worst.indicator] ? next : worst),
    rollUp(statuses),
  )
}

/** Impact of a report by the states of the components that it affects; none when it affects no component. */
export function impactOf(statuses: readonly ComponentStatus[]): Impact {
  const { indicator } = rollUp(statuses)
  return indicator === 'maintenance' ? 'none' : indicator
}

export function worseImpact(a: Impact, b: Impact): Impact {
  return rank[a] >= rank[b] ? a : b
}
