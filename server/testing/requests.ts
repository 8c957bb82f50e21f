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
import { call, callRoute, eventually, testApp, testContext } from './index.ts'

export type ValidRequest = { path: string; body?: unknown }
type Make = (ctx: Context) => ValidRequest | Promise<ValidRequest>

const at = (path: string, body?: unknown): ValidRequest => ({ path, ...(body !== undefined && { body }) })

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
  listProjects: () => at('/projects'),
  createProject: () => at('/projects', { name: 'Shop' }),
  getProject: async (ctx) => at(`/projects/${await project(ctx)}`),
  updateProject: async (ctx) => at(`/projects/${await project(ctx)}`, { eventsPerMinute: 1_000 }),

  listApiKeys: () => at('/api-keys'),
  createApiKey: () => at('/api-keys', { name: 'CI', scopes: ['incidents.read'] }),
  rotateApiKey: async (ctx) => at(`/api-keys/${await apiKey(ctx)}/rotation`, { overlapHours: 1 }),
  revokeApiKey: async (ctx) => at(`/api-keys/${await apiKey(ctx)}`),
  listApiKeyRequests: async (ctx) => at(`/api-keys/${await apiKey(ctx)}/requests`),
  listIngestKeys: async (ctx) => at(`/projects/${await project(ctx)}/ingest-keys`),
  createIngestKey: async (ctx) => at(`/projects/${await project(ctx)}/ingest-keys`),
  rotateIngestKey: async (ctx) => at(`${await ingestKey(ctx)}/rotation`, { overlapHours: 1 }),
  revokeIngestKey: async (ctx) => at(await ingestKey(ctx)),

  getRetention: () => at('/retention'),
  getProjectRetention: async (ctx) => at(`/projects/${await project(ctx)}/retention`),
  setProjectRetention: async (ctx) => at(`/projects/${await project(ctx)}/retention`, { payloadDays: 20 }),

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
  getIncidentTimeline: async (ctx) => at(`/incidents/${await incident(ctx)}/timeline`),
  getIncidentTrail: async (ctx) => at(`/incidents/${await incident(ctx)}/trail`),
  acknowledgeIncident: async (ctx) => at(`/incidents/${await incident(ctx)}/acknowledgement`),
  unacknowledgeIncident: async (ctx) => {
    const path = `/incidents/${await incident(ctx)}/acknowledgement`
    await made(ctx, 'POST', path)
    return at(path)
  },
  resolveIncident: async (ctx) => at(`/incidents/${await incident(ctx)}/resolution`),
  reopenIncident: async (ctx) => {
    const path = `/incidents/${await incident(ctx)}/resolution`
    await made(ctx, 'POST', path)
    return at(path)
  },

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
  listComponents: async (ctx) => at(`/status-pages/${await page(ctx)}/components`),
  createComponent: async (ctx) => at(`/status-pages/${await page(ctx)}/components`, { name: 'API' }),
  updateComponent: async (ctx) => at(`/components/${await component(ctx)}`, { name: 'Website' }),
  deleteComponent: async (ctx) => at(`/components/${await component(ctx)}`),
  listReports: async (ctx) => at(`/status-pages/${await page(ctx)}/reports`),
  createReport: async (ctx) => at(`/status-pages/${await page(ctx)}/reports`, newReport),
  getReport: async (ctx) => at(`/reports/${await report(ctx)}`),
  listUpdates: async (ctx) => at(`/reports/${await report(ctx)}/updates`),
  publishUpdate: async (ctx) =>
    at(`/reports/${await report(ctx)}/updates`, { status: 'identified', body: 'We know why.' }),
  listSubscribers: async (ctx) => at(`/status-pages/${await page(ctx)}/subscribers`),
  deleteSubscriber: async (ctx) => at(`/subscribers/${await subscriber(ctx)}`),

  listOutbox: () => at('/outbox'),
  getOutboxMail: async (ctx) => at(`/outbox/${await keptMail(ctx)}`),
}

const newReport = { title: 'Checkout is slow', body: 'We are looking into it.' }

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

/** From a real event, through the front door. */
async function incident(ctx: Context): Promise<string> {
  const { ingestKey, id } = await made(ctx, 'POST', '/projects', { name: 'Shop' })
  const app = await testApp()
  const answer = await app.fetch(
    new Request('http://localhost/api/v1/events', {
      method: 'POST',
      headers: { 'x-watchword-key': ingestKey },
      body: JSON.stringify({ title: `Checkout failed ${newHexKey(4)}`, message: 'no stock', level: 'error' }),
    }),
  )
  if (answer.status !== 202) throw new Error(`the event was refused: ${await answer.text()}`)
  return eventually('the incident', async () => {
    const { items } = await made(ctx, 'GET', `/incidents?projectId=${id}`)
    return items[0]?.id
  })
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

async function component(ctx: Context): Promise<string> {
  return (await made(ctx, 'POST', `/status-pages/${await page(ctx)}/components`, { name: 'API' })).id
}

async function report(ctx: Context): Promise<string> {
  return (await made(ctx, 'POST', `/status-pages/${await page(ctx)}/reports`, newReport)).id
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
