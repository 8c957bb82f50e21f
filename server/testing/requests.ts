/**
 * For every endpoint a request that works, made in the given workspace by someone who may do everything there. From
 * these the isolation matrix and the audit test are generated: an endpoint without an entry fails them.
 */
import { randomBytes } from 'node:crypto'
import { routes as statusPageRoutes } from '#modules/statuspages'
import type { Context } from '#platform/context'
import { newHexKey, newShortId } from '#platform/ids'
import { callRoute } from './index.ts'
import { alertRequests } from './requests/alerts.ts'
import { analysisRequests } from './requests/analyses.ts'
import { auditRequests } from './requests/audit.ts'
import { checkRequests } from './requests/checks.ts'
import { componentRequests } from './requests/components.ts'
import { dashboardRequests } from './requests/dashboards.ts'
import { followingRequests } from './requests/following.ts'
import { groupingRequests } from './requests/grouping.ts'
import { heartbeatRequests } from './requests/heartbeats.ts'
import { hostRequests } from './requests/hosts.ts'
import { importRequests } from './requests/imports.ts'
import { incidentRequests } from './requests/incidents.ts'
import { intakeRequests } from './requests/intake.ts'
import { keyRequests } from './requests/keys.ts'
import { maintenanceRequests } from './requests/maintenance.ts'
import { incident, made, page, type Make } from './requests/make.ts'
import { notificationRequests } from './requests/notifications.ts'
import { pageRequests } from './requests/pages.ts'
import { privacyRequests } from './requests/privacy.ts'
import { probeRequests } from './requests/probes.ts'
import { projectRequests } from './requests/projects.ts'
import { publicPageRequests } from './requests/public-page.ts'
import { recordRequests } from './requests/records.ts'
import { releaseRequests } from './requests/releases.ts'
import { reportRequests } from './requests/reports.ts'
import { sourceMapRequests } from './requests/source-maps.ts'
import { statusPageRequests } from './requests/status-pages.ts'
import { subscriberRequests } from './requests/subscribers.ts'
import { workspaceSettingRequests } from './requests/workspace.ts'

export type { ValidRequest } from './requests/make.ts'

/** Of endpoints in a workspace; those of people and of the public stand in lists of their own. */
export const workspaceRequests: Record<string, Make> = {
  ...workspaceSettingRequests,
  ...projectRequests,
  ...keyRequests,
  ...sourceMapRequests,
  ...groupingRequests,
  ...intakeRequests,
  ...recordRequests,
  ...hostRequests,
  ...alertRequests,
  ...dashboardRequests,
  ...releaseRequests,
  ...incidentRequests,
  ...analysisRequests,
  ...heartbeatRequests,
  ...notificationRequests,
  ...statusPageRequests,
  ...auditRequests,
  ...privacyRequests,
  ...checkRequests(made),
  ...componentRequests(made),
  ...followingRequests(made),
  ...reportRequests(made, incident),
  ...publicPageRequests(made),
  ...importRequests(),
  ...maintenanceRequests(made),
  ...pageRequests(made),
  ...probeRequests(made),
  ...subscriberRequests({ made, page, subscriber }),
}

async function subscriber(ctx: Context): Promise<string> {
  const { id, slug } = await made(ctx, 'POST', '/status-pages', { slug: `page-${newHexKey(6)}`, name: 'Acme' })
  const address = `reader-${newShortId()}@example.com`
  // Each from an address of its own: many from one are limited.
  const behindProxy = { ...ctx, config: { ...ctx.config, trustProxy: 1 } }
  await callRoute(
    behindProxy,
    statusPageRoutes,
    new Request(`http://localhost/status/${slug}/subscribers`, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'x-forwarded-for': randomBytes(4).join('.'),
      },
      body: new URLSearchParams({ address }).toString(),
    }),
  )
  const { items } = await made(ctx, 'GET', `/status-pages/${id}/subscribers`)
  return items[0].id
}
