import type { RuleRehearsal } from '../../../api.ts'
import { absolute } from '../../../format.ts'

/** `Would have opened 3 incidents.` */
export function headlineOf({
  incidents,
  alertCount,
  noData,
  silenced,
}: Pick<RuleRehearsal, 'incidents' | 'alertCount' | 'noData' | 'silenced'>): string {
  if (incidents === 1) return 'Would have opened 1 incident.'
  if (incidents > 1) return `Would have opened ${incidents} incidents.`
  if (silenced.length > 0) return 'Would have opened no incident: silences of the time kept it quiet.'
  if (alertCount > 0) return 'Would have opened no incident: what was pending was over before it fired.'
  return noData.length > 0
    ? 'Would have opened no incident, and had no data for some of the time.'
    : 'Would have opened no incident.'
}

const reasons: Record<NonNullable<RuleRehearsal['cut']>, string> = {
  time: 'it took longer than 20 seconds',
  findings: 'it finds more than a rehearsal can look at',
  alerts: 'it makes more different alerts than a rehearsal can look at',
  queries: 'it takes too many queries',
}

/** What was not looked at, and why. */
export function cutWords({ to, cut }: Pick<RuleRehearsal, 'to' | 'cut'>): string {
  return cut === null ? '' : `Only until ${absolute(new Date(to))}: ${reasons[cut]}. Choose fewer days.`
}
