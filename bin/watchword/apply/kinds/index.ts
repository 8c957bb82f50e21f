/** All kinds, in the order in which they are made: what others name comes first. */
import { alertRuleGroup } from './alerts.ts'
import { component, componentFollowing, componentGroup, componentNeeds } from './components.ts'
import { dashboard } from './dashboards.ts'
import type { Kind, KindName } from './kind.ts'
import { maintenanceSeries } from './maintenance.ts'
import { heartbeat, monitor } from './monitors.ts'
import { pageAccess, pageHost, pageLook, pageSubscribers, statusPage, uptimePolicy } from './pages.ts'
import * as projects from './projects.ts'
import { proposalRule, reportTemplate } from './publishing.ts'
import { channel, probe, severityRules } from './telling.ts'

export * from './kind.ts'

export const kinds: readonly Kind[] = [
  ...[projects.workspaceScrubbing, projects.workspaceQuota],
  ...[projects.project, projects.projectIntake, projects.projectRetention],
  ...[projects.projectScrubbing, projects.projectGrouping, projects.projectQuota],
  ...[probe, channel, severityRules, heartbeat, monitor],
  ...[statusPage, pageAccess, pageLook, pageSubscribers, pageHost, uptimePolicy],
  ...[componentGroup, component, componentNeeds, componentFollowing],
  ...[reportTemplate, proposalRule, maintenanceSeries],
  ...[alertRuleGroup, dashboard],
]

export const kindOf = new Map<KindName, Kind>(kinds.map((kind) => [kind.name, kind]))

/** Those whose entries stand in an entry of this one, or, for null, in the file itself. */
export const kindsIn = (parent: KindName | null): Kind[] =>
  kinds.filter((kind) => kind.parent === parent && kind.field !== '')
