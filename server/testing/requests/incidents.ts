/** Valid requests of the endpoints of incidents. */
import type { Context } from '#platform/context'
import { newHexKey } from '#platform/ids'
import { testApp } from '../index.ts'
import { at, made, member, incident, type Make } from './make.ts'

export const incidentRequests: Record<string, Make> = {
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
