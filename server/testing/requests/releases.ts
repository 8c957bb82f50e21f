/** Valid requests of the endpoints of releases. */
import type { Context } from '#platform/context'
import { at, made, project, type Make } from './make.ts'

export const releaseRequests: Record<string, Make> = {
  announceRelease: async (ctx) =>
    at('/releases', { projectId: await project(ctx), version: 'shop@1.0.0', environment: 'production' }),
  listReleases: async (ctx) => at(`/releases?projectId=${await project(ctx)}`),
  getRelease: async (ctx) => at(`/releases/1.0.0?projectId=${await release(ctx)}`),
  getReleaseHealth: async (ctx) => at(`/releases/1.0.0/health?projectId=${await release(ctx)}`),
  listReleaseIncidents: async (ctx) => at(`/releases/1.0.0/incidents?projectId=${await release(ctx)}`),
  countReleaseIncidents: async (ctx) => at(`/release-incident-counts?projectId=${await release(ctx)}`),
}

/** Of version 1.0.0; the id of its project. */
async function release(ctx: Context): Promise<string> {
  const projectId = await project(ctx)
  await made(ctx, 'POST', '/releases', { projectId, version: '1.0.0' })
  return projectId
}
