/**
 * For every endpoint a request that works, made in the given workspace by someone who may do everything there. From
 * these the isolation matrix and the audit test are generated: an endpoint without an entry fails them.
 */
import { randomBytes } from 'node:crypto'
import { routes as statusPageRoutes } from '#modules/statuspages'
import { endpoints } from '../app.ts'
import { newHexKey, newId, newShortId } from '#platform/ids'
import type { Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import type { Role } from '#modules/workspaces'
import { checkRequests } from './requests/checks.ts'
import { componentRequests } from './requests/components.ts'
import { followingRequests } from './requests/following.ts'
import { importRequests } from './requests/imports.ts'
import { maintenanceRequests } from './requests/maintenance.ts'
import { pageRequests } from './requests/pages.ts'
import { probeRequests } from './requests/probes.ts'
import { publicPageRequests } from './requests/public-page.ts'
import { reportRequests } from './requests/reports.ts'
import { subscriberRequests } from './requests/subscribers.ts'
import { call, callRoute, eventually, testApp, testContext } from './index.ts'

export type ValidRequest = { path: string; body?: unknown }
type Make = (ctx: Context) => ValidRequest | Promise<ValidRequest>

const at = (path: string, body?: unknown): ValidRequest => ({ path, ...(body !== undefined && { body }) })

const modelSettings = {
  ...{ enabled: false, provider: 'openaiCompatible', baseUrl: 'https://models.example.com/v1', model: 'small' },
  ...{ evidence: 'withoutValues', minimumEvents: 3, monthlyCalls: 100, monthlyTokens: 1_000_000 },
}

/** Of endpoints in a workspace; those of people and of the public stand in lists of their own. */
export const workspaceRequests: Record<string, Make> = {
  getWorkspace: () => at('/workspace'),
  updateWorkspace: () => at('/workspace', { name: 'Acme Ltd' }),
  deleteWorkspace: async (ctx) => at('/workspace', { slug: (await made(ctx, 'GET', '/workspace')).slug }),
  getDeletionPlan: () => at('/workspace/deletion-plan'),
  transferOwnership: async (ctx) => at('/workspace/ownership', { userId: await member(ctx, 'member') }),
  startWorkspaceExport: () => at('/workspace/exports'),
  listWorkspaceExports: () => at('/workspace/exports'),
  getWorkspaceExport: async (ctx) => at(`/workspace/exports/${(await made(ctx, 'POST', '/workspace/exports')).id}`),
  listMembers: () => at('/members'),
  listProcessors: () => at('/processors'),
  setMemberRole: async (ctx) => at(`/members/${await member(ctx, 'member')}`, { role: 'viewer' }),
  removeMember: async (ctx) => {
    // Everyone may leave, as long as another owner stays.
    await member(ctx, 'owner')
    return at(`/members/${ctx.actor.id}`)
  },
  listInvitations: () => at('/invitations'),
  createInvitation: () => at('/invitations', { email: guestAddress(), role: 'member' }),
  resendInvitation: async (ctx) => at(`/invitations/${await invitation(ctx)}/sending`),
  deleteInvitation: async (ctx) => at(`/invitations/${await invitation(ctx)}`),
  listConfigurations: () => at('/configurations'),
  getConfiguration: () => at('/configurations/shop'),
  setConfiguration: () => at('/configurations/shop', { things: [{ kind: 'monitor', id: 'mon_1' }] }),
  listProjects: () => at('/projects'),
  createProject: () => at('/projects', { name: 'Shop' }),
  getProject: async (ctx) => at(`/projects/${await project(ctx)}`),
  updateProject: async (ctx) => at(`/projects/${await project(ctx)}`, { eventsPerMinute: 1_000 }),
  getProjectDeletionPlan: async (ctx) => at(`/projects/${await project(ctx)}/deletion-plan`),
  deleteProject: async (ctx) => {
    const { id, slug } = await made(ctx, 'POST', '/projects', { name: 'Shop' })
    return at(`/projects/${id}`, { slug })
  },
  listProjectDeletions: () => at('/project-deletions'),

  listApiKeys: () => at('/api-keys'),
  createApiKey: () => at('/api-keys', { name: 'CI', scopes: ['incidents.read'] }),
  rotateApiKey: async (ctx) => at(`/api-keys/${await apiKey(ctx)}/rotation`, { overlapHours: 1 }),
  revokeApiKey: async (ctx) => at(`/api-keys/${await apiKey(ctx)}`),
  listApiKeyRequests: async (ctx) => at(`/api-keys/${await apiKey(ctx)}/requests`),
  listIngestKeys: async (ctx) => at(`/projects/${await project(ctx)}/ingest-keys`),
  createIngestKey: async (ctx) => at(`/projects/${await project(ctx)}/ingest-keys`),
  rotateIngestKey: async (ctx) => at(`${await ingestKey(ctx)}/rotation`, { overlapHours: 1 }),
  revokeIngestKey: async (ctx) => at(await ingestKey(ctx)),

  listSourceMaps: async (ctx) => at(`/projects/${await project(ctx)}/source-maps`),
  deleteSourceMap: async (ctx) => at(await sourceMap(ctx)),
  listSourceMapUploads: async (ctx) => at(`/projects/${await project(ctx)}/source-map-uploads`),
  listMissingSourceMaps: async (ctx) => at(`/projects/${await project(ctx)}/source-maps/missing`),

  getRetention: () => at('/retention'),
  getGrouping: async (ctx) => at(`/projects/${await project(ctx)}/grouping`),
  setGrouping: async (ctx) => at(`/projects/${await project(ctx)}/grouping`, { rules: 'type:IoError -> disk' }),
  listGroupingRevisions: async (ctx) => at(`/projects/${await project(ctx)}/grouping-revisions`),
  rehearseGrouping: async (ctx) => at(`/projects/${await project(ctx)}/grouping-rehearsals`, { days: 1 }),
  compareEventGroupings: async (ctx) => {
    const { projectId, eventId } = await storedEvent(ctx)
    return at(`/projects/${projectId}/grouping-comparison?first=${eventId}&second=${eventId}`)
  },

  getProjectRetention: async (ctx) => at(`/projects/${await project(ctx)}/retention`),
  setProjectRetention: async (ctx) => at(`/projects/${await project(ctx)}/retention`, { payloadDays: 20 }),

  listQuotas: () => at('/quotas'),
  createQuota: () => at('/quotas', { scope: 'workspace', category: 'error', window: 'day', limit: 1_000 }),
  updateQuota: async (ctx) => at(`/quotas/${await quota(ctx)}`, { limit: 2_000 }),
  deleteQuota: async (ctx) => at(`/quotas/${await quota(ctx)}`),
  getUsage: () => at('/usage'),
  getIntakeSettings: async (ctx) => at(`/projects/${await project(ctx)}/intake-settings`),
  updateIntakeSettings: async (ctx) =>
    at(`/projects/${await project(ctx)}/intake-settings`, { filters: { webCrawlers: true } }),
  listOutcomes: () => at('/outcomes?interval=day'),
  listProjectOutcomes: async (ctx) => at(`/projects/${await project(ctx)}/outcomes`),
  getScrubbingRules: () => at('/scrubbing-rules'),
  setScrubbingRules: () => at('/scrubbing-rules', { useDefaults: true, rules: [scrubRule] }),
  getProjectScrubbingRules: async (ctx) => at(`/projects/${await project(ctx)}/scrubbing-rules`),
  setProjectScrubbingRules: async (ctx) =>
    at(`/projects/${await project(ctx)}/scrubbing-rules`, { rules: [scrubRule] }),
  previewScrubbing: async (ctx) =>
    at(`/projects/${await project(ctx)}/scrubbing-previews`, { rules: [scrubRule], event: { message: 'a@b.example' } }),

  listAuditEntries: () => at('/audit-entries'),
  listAuditCheckpoints: () => at('/audit-checkpoints'),
  listSignIns: () => at('/sign-in-log'),

  listWorkspacePrivacyRequests: () => at('/privacy-requests'),
  answerWorkspacePrivacyRequest: async (ctx) =>
    at(`/privacy-requests/${await privacyRequest(ctx)}/answers`, { outcome: 'done', text: 'It is gone.' }),

  listIncidents: () => at('/incidents'),
  getIncident: async (ctx) => at(`/incidents/${await incident(ctx)}`),
  listIncidentEvents: async (ctx) => at(`/incidents/${await incident(ctx)}/events`),
  getIncidentEvent: async (ctx) => at(`/incidents/${await incident(ctx)}/events/latest`),
  listTraces: () => at('/traces'),
  getTrace: async (ctx) => at(`/traces/${(await traced(ctx)).traceId}`),
  getSpan: async (ctx) => {
    const { traceId, spanId } = await traced(ctx)
    return at(`/traces/${traceId}/spans/${spanId}`)
  },
  getIncidentTimeline: async (ctx) => at(`/incidents/${await incident(ctx)}/timeline`),
  getIncidentTrail: async (ctx) => at(`/incidents/${await incident(ctx)}/trail`),
  acknowledgeIncident: async (ctx) => at(`/incidents/${await incident(ctx)}/acknowledgement`),
  unacknowledgeIncident: async (ctx) => {
    const path = `/incidents/${await incident(ctx)}/acknowledgement`
    await made(ctx, 'POST', path)
    return at(path)
  },
  listIncidentAnalyses: async (ctx) => at(`/incidents/${await incident(ctx)}/analyses`),
  requestIncidentAnalysis: async (ctx) => at(`/incidents/${await incident(ctx)}/analyses`),
  markAnalysis: async (ctx) => {
    const { analysis } = await made(ctx, 'POST', `/incidents/${await incident(ctx)}/analyses`)
    return at(`/analyses/${analysis.id}/mark`, { mark: 'right' })
  },
  getAnalysisAccuracy: () => at('/analysis-accuracy'),
  getAnalysisSettings: () => at('/analysis-settings'),
  updateAnalysisSettings: () => at('/analysis-settings', modelSettings),
  getAnalysisSent: async (ctx) => {
    const { analysis } = await made(ctx, 'POST', `/incidents/${await incident(ctx)}/analyses`)
    return at(`/analyses/${analysis.id}/sent`)
  },
  resolveIncident: async (ctx) => at(`/incidents/${await incident(ctx)}/resolution`),
  reopenIncident: async (ctx) => {
    const path = `/incidents/${await incident(ctx)}/resolution`
    await made(ctx, 'POST', path)
    return at(path)
  },
  resolveIncidentIn: async (ctx) =>
    at(`/incidents/${await incident(ctx)}/resolution`, { in: 'release', release: 'shop@2.0.0' }),
  muteIncident: async (ctx) =>
    at(`/incidents/${await incident(ctx)}/mute`, { until: 'events', count: 100, minutes: 60 }),
  unmuteIncident: async (ctx) => {
    const path = `/incidents/${await incident(ctx)}/mute`
    await made(ctx, 'PUT', path, { until: 'forever' })
    return at(path)
  },
  setIncidentOwner: async (ctx) =>
    at(`/incidents/${await incident(ctx)}/owner`, { userId: await member(ctx, 'member') }),
  clearIncidentOwner: async (ctx) => {
    const path = `/incidents/${await incident(ctx)}/owner`
    await made(ctx, 'PUT', path, { userId: await member(ctx, 'member') })
    return at(path)
  },
  setIncidentSeverity: async (ctx) => at(`/incidents/${await incident(ctx)}/severity`, { severity: 'critical' }),
  clearIncidentSeverity: async (ctx) => {
    const path = `/incidents/${await incident(ctx)}/severity`
    await made(ctx, 'PUT', path, { severity: 'low' })
    return at(path)
  },
  getSeverityRules: () => at('/severity-rules'),
  setSeverityRules: () => at('/severity-rules', { rules: [{ severity: 'low', environment: 'staging' }] }),
  getIncidentWhy: async (ctx) => at(`/incidents/${await incident(ctx)}/why`),
  getIncidentOccurrences: async (ctx) => at(`/incidents/${await incident(ctx)}/occurrences?interval=day`),
  listIncidentReleases: async (ctx) => at(`/incidents/${await incident(ctx)}/releases`),
  getIncidentAttributes: async (ctx) => at(`/incidents/${await incident(ctx)}/attributes`),
  listRelatedIncidents: async (ctx) => at(`/incidents/${await incident(ctx)}/related`),
  mergeIncidents: async (ctx) => {
    const [target, source] = await incidentPair(ctx)
    return at(`/incidents/${target}/merges`, { incidentIds: [source] })
  },
  unmergeIncident: async (ctx) => {
    const [target, source] = await incidentPair(ctx)
    await made(ctx, 'POST', `/incidents/${target}/merges`, { incidentIds: [source] })
    const { groups } = await made(ctx, 'GET', `/incidents/${target}/why`)
    const moved = groups.find(({ cause }: { cause: string }) => cause === 'merge')
    return at(`/incidents/${target}/unmerges`, { keys: [moved.key] })
  },
  changeIncidents: async (ctx) =>
    at('/incidents/changes', { incidentIds: [await incident(ctx)], change: { type: 'acknowledge' } }),
  listIncidentNotes: async (ctx) => at(`/incidents/${await incident(ctx)}/notes`),
  createIncidentNote: async (ctx) => at(`/incidents/${await incident(ctx)}/notes`, { text: 'The card reader is off.' }),
  updateIncidentNote: async (ctx) => at(await note(ctx), { text: 'The card reader is on again.' }),
  deleteIncidentNote: async (ctx) => at(await note(ctx)),
  listIncidentViews: () => at('/incident-views'),
  createIncidentView: () => at('/incident-views', newView()),
  updateIncidentView: async (ctx) => at(`/incident-views/${await view(ctx)}`, { name: `Mine ${newHexKey(4)}` }),
  deleteIncidentView: async (ctx) => at(`/incident-views/${await view(ctx)}`),

  listLogs: () => at('/logs'),
  tailLogs: () => at('/logs/tail'),
  countLogs: () => at('/logs/histogram'),
  listLogTemplates: () => at('/log-templates'),
  getLogTemplate: async (ctx) => at(`/log-templates/${await logTemplate(ctx)}`),
  searchEvents: () => at('/search/events'),
  countFoundEvents: () => at('/search/events/histogram'),
  searchLogs: () => at('/search/logs'),
  countFoundLogs: () => at('/search/logs/histogram'),
  listEventNames: () => at('/search/events/names'),
  listLogNames: () => at('/search/logs/names'),

  announceRelease: async (ctx) =>
    at('/releases', { projectId: await project(ctx), version: 'shop@1.0.0', environment: 'production' }),
  listReleases: async (ctx) => at(`/releases?projectId=${await project(ctx)}`),
  getRelease: async (ctx) => at(`/releases/1.0.0?projectId=${await release(ctx)}`),
  getReleaseHealth: async (ctx) => at(`/releases/1.0.0/health?projectId=${await release(ctx)}`),
  listReleaseIncidents: async (ctx) => at(`/releases/1.0.0/incidents?projectId=${await release(ctx)}`),
  countReleaseIncidents: async (ctx) => at(`/release-incident-counts?projectId=${await release(ctx)}`),
  listAttachments: async (ctx) => at(`/attachments?projectId=${await project(ctx)}&eventId=${newHexKey()}`),
  listFeedback: async (ctx) => at(`/feedback?projectId=${await project(ctx)}`),
  listMonitors: () => at('/monitors'),
  createMonitor: async (ctx) =>
    at('/monitors', { projectId: await project(ctx), slug: `job-${newHexKey(4)}`, name: 'Job' }),
  getMonitor: async (ctx) => at(`/monitors/${await monitor(ctx)}`),
  listCheckIns: async (ctx) => at(`/monitors/${await monitor(ctx)}/check-ins`),
  updateMonitor: async (ctx) => at(`/monitors/${await monitor(ctx)}`, { marginMinutes: 5 }),
  deleteMonitor: async (ctx) => at(`/monitors/${await monitor(ctx)}`),

  listNotificationChannels: () => at('/notification-channels'),
  createNotificationChannel: () =>
    at('/notification-channels', { type: 'email', name: 'Mail', address: 'duty@example.com' }),
  getNotificationChannel: async (ctx) => at(`/notification-channels/${await channel(ctx)}`),
  updateNotificationChannel: async (ctx) => at(`/notification-channels/${await channel(ctx)}`, { name: 'Duty' }),
  deleteNotificationChannel: async (ctx) => at(`/notification-channels/${await channel(ctx)}`),
  testNotificationChannel: async (ctx) => at(`/notification-channels/${await channel(ctx)}/test`),
  listDeliveries: () => at('/deliveries'),
  replayDelivery: async (ctx) => at(`/deliveries/${await settledDelivery(ctx)}/replay`),

  listStatusPages: () => at('/status-pages'),
  createStatusPage: () => at('/status-pages', { slug: `page-${newHexKey(6)}`, name: 'Acme' }),
  getStatusPage: async (ctx) => at(`/status-pages/${await page(ctx)}`),
  updateStatusPage: async (ctx) => at(`/status-pages/${await page(ctx)}`, { name: 'Acme status' }),
  deleteStatusPage: async (ctx) => at(`/status-pages/${await page(ctx)}`),
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

  listOutbox: () => at('/outbox'),
  getOutboxMail: async (ctx) => at(`/outbox/${await keptMail(ctx)}`),
}

/** Calls as whoever may do everything; throws unless it worked. */
// oxlint-disable-next-line typescript/no-explicit-any -- whoever calls it knows the answer
async function made(ctx: Context, method: string, path: string, body?: unknown): Promise<any> {
  const answer = await call(ctx, endpoints, method, path, body)
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
  return answer.status === 204 ? undefined : answer.json()
}

const guestAddress = () => `guest-${newShortId()}@example.com`

async function invitation(ctx: Context): Promise<string> {
  return (await made(ctx, 'POST', '/invitations', { email: guestAddress(), role: 'member' })).id
}

/** A span that a program of a new project sent. */
async function traced(ctx: Context): Promise<{ traceId: string; spanId: string }> {
  const { ingestKey } = await made(ctx, 'POST', '/projects', { name: 'Shop' })
  const ids = { traceId: newHexKey(16), spanId: newHexKey(8) }
  const body = JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [{ ...ids, name: 'GET /' }] }] }] })
  const app = await testApp()
  const headers = { 'content-type': 'application/json', 'x-watchword-key': ingestKey }
  const answer = await app.fetch(new Request('http://localhost/v1/traces', { method: 'POST', headers, body }))
  if (!answer.ok) throw new Error(`the span was refused: ${await answer.text()}`)
  return ids
}

/** Somebody else who is a member. */
async function member(ctx: Context, role: Role): Promise<string> {
  const { actor } = await testContext()
  await inTransaction(ctx, (tx) =>
    tx.db
      .insertInto('memberships')
      .values({ workspaceId: tx.workspaceId, userId: actor.id, role, joinedAt: tx.now() })
      .execute(),
  )
  return actor.id
}

async function logTemplate(ctx: Context): Promise<string> {
  const template = {
    id: `tpl_${newHexKey()}`,
    projectId: await project(ctx),
    number: 1,
    version: 1,
    source: 'mined' as const,
    pattern: 'connection lost',
    mergedInto: null,
    lineCount: 1,
    firstSeenAt: ctx.now(),
    lastSeenAt: ctx.now(),
  }
  await inTransaction(ctx, (tx) =>
    tx.db
      .insertInto('logTemplates')
      .values({ ...template, workspaceId: tx.workspaceId })
      .execute(),
  )
  return template.id
}

async function project(ctx: Context): Promise<string> {
  return (await made(ctx, 'POST', '/projects', { name: 'Shop' })).id
}

async function apiKey(ctx: Context): Promise<string> {
  return (await made(ctx, 'POST', '/api-keys', { name: 'CI', scopes: ['incidents.read'] })).id
}

/** As the desk passes it on. */
async function privacyRequest(ctx: Context): Promise<string> {
  const now = ctx.now()
  const id = newId('pwr', now)
  await inTransaction(ctx, ({ db, workspaceId }) =>
    db
      .insertInto('workspacePrivacyRequests')
      .values({
        ...{
          id,
          workspaceId,
          requestId: newId('prq', now),
          type: 'deletion',
          address: 'eve@example.com',
          message: null,
        },
        ...{ receivedAt: now, dueAt: now, answeredAt: null, outcome: null, answer: null },
      })
      .execute(),
  )
  return id
}

/** Its path. */
async function ingestKey(ctx: Context): Promise<string> {
  const path = `/projects/${await project(ctx)}/ingest-keys`
  return `${path}/${(await made(ctx, 'POST', path)).id}`
}

const scrubRule = { method: 'mask', dataType: 'email', selector: '$message' }

async function quota(ctx: Context): Promise<string> {
  const body = { scope: 'project', scopeId: await project(ctx), category: 'error', window: 'hour', limit: 1_000 }
  return (await made(ctx, 'POST', '/quotas', body)).id
}

/** Its path; the rows alone, as an upload leaves them. */
async function sourceMap(ctx: Context): Promise<string> {
  const projectId = await project(ctx)
  const now = ctx.now()
  const [id, fileId] = [newId('smp', now), newId('smf', now)]
  const { workspaceId } = ctx
  await inTransaction(ctx, async ({ db }) => {
    const file = { id: fileId, projectId, digest: newHexKey(32), sizeBytes: 1 }
    await db
      .insertInto('sourceMapFiles')
      .values({ ...file, workspaceId, createdAt: now, storedAt: now, endedAt: null })
      .execute()
    const named = { debugId: newHexKey(16), release: null, distribution: null, url: '~/app.min.js' }
    const files = { mapFileId: fileId, scriptFileId: null, sizeBytes: 1 }
    const times = { createdAt: now, usedAt: now, useCount: 0 }
    await db
      .insertInto('sourceMaps')
      .values({ id, workspaceId, projectId, ...named, ...files, ...times })
      .execute()
  })
  return `/projects/${projectId}/source-maps/${id}`
}

/** From a real event, through the front door. */
async function incident(ctx: Context): Promise<string> {
  const { ingestKey, id } = await made(ctx, 'POST', '/projects', { name: 'Shop' })
  const app = await testApp()
  const answer = await app.fetch(
    new Request('http://localhost/api/v1/events', {
      method: 'POST',
      headers: { 'x-watchword-key': ingestKey },
      body: JSON.stringify({
        ...{ title: `Checkout failed ${newHexKey(4)}`, message: 'no stock', level: 'error' },
        stackTrace: 'Error: no stock\n    at charge (/app/src/pay.js:10:5)',
      }),
    }),
  )
  if (answer.status !== 202) throw new Error(`the event was refused: ${await answer.text()}`)
  return eventually('the incident', async () => {
    const { items } = await made(ctx, 'GET', `/incidents?projectId=${id}`)
    return items[0]?.id
  })
}

async function storedEvent(ctx: Context): Promise<{ projectId: string; eventId: string }> {
  const id = await incident(ctx)
  const { projectId } = await made(ctx, 'GET', `/incidents/${id}`)
  return { projectId, eventId: (await made(ctx, 'GET', `/incidents/${id}/events/latest`)).id }
}

/** Two of one project. */
async function incidentPair(ctx: Context): Promise<[string, string]> {
  const { ingestKey, id } = await made(ctx, 'POST', '/projects', { name: 'Shop' })
  const app = await testApp()
  for (const title of ['No stock', 'Card expired']) {
    const answer = await app.fetch(
      new Request('http://localhost/api/v1/events', {
        method: 'POST',
        headers: { 'x-watchword-key': ingestKey },
        body: JSON.stringify({ title, message: title, level: 'error' }),
      }),
    )
    if (answer.status !== 202) throw new Error(`the event was refused: ${await answer.text()}`)
  }
  const { items } = await made(ctx, 'GET', `/incidents?projectId=${id}`)
  return [items[0].id, items[1].id]
}

/** Its path. */
async function note(ctx: Context): Promise<string> {
  const path = `/incidents/${await incident(ctx)}/notes`
  return `${path}/${(await made(ctx, 'POST', path, { text: 'The card reader is off.' })).id}`
}

const newView = () => ({ name: `Mine ${newHexKey(4)}`, shared: true, filter: { status: 'open' } })

async function view(ctx: Context): Promise<string> {
  return (await made(ctx, 'POST', '/incident-views', newView())).id
}

/** Of version 1.0.0; the id of its project. */
async function release(ctx: Context): Promise<string> {
  const projectId = await project(ctx)
  await made(ctx, 'POST', '/releases', { projectId, version: '1.0.0' })
  return projectId
}

/** As a first check-in makes it. */
async function monitor(ctx: Context): Promise<string> {
  const projectId = await project(ctx)
  const now = ctx.now()
  const id = newId('mon', now)
  const settings = { marginMinutes: 1, maxRunMinutes: 30, failuresToOpen: 1, successesToResolve: 1, pausedAt: null }
  await inTransaction(ctx, ({ db, workspaceId }) =>
    db
      .insertInto('monitors')
      .values({
        ...{ id, workspaceId, projectId, slug: 'backup', name: 'Backup', schedule: null },
        ...{ ...settings, createdAt: now, updatedAt: now },
      })
      .execute(),
  )
  return id
}

async function channel(ctx: Context): Promise<string> {
  const body = { type: 'email', name: 'Mail', address: 'duty@example.com' }
  return (await made(ctx, 'POST', '/notification-channels', body)).id
}

async function settledDelivery(ctx: Context): Promise<string> {
  const { deliveryId } = await made(ctx, 'POST', `/notification-channels/${await channel(ctx)}/test`)
  return eventually('the delivery', async () => {
    const { items } = await made(ctx, 'GET', '/deliveries')
    const settled = items.find(
      ({ id, state }: { id: string; state: string }) => id === deliveryId && state !== 'waiting',
    )
    return settled && settled.state !== 'sending' && deliveryId
  })
}

async function page(ctx: Context): Promise<string> {
  return (await made(ctx, 'POST', '/status-pages', { slug: `page-${newHexKey(6)}`, name: 'Acme' })).id
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

async function keptMail(ctx: Context): Promise<string> {
  await settledDelivery(ctx)
  const mail = await inTransaction(ctx, (tx) =>
    tx.db.selectFrom('keptMails').select('id').where('workspaceId', '=', tx.workspaceId).executeTakeFirst(),
  )
  if (!mail) throw new Error('no mail was kept')
  return mail.id
}
