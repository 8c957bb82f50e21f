/** Valid requests of the endpoints of API keys and ingest keys. */
import type { Context } from '#platform/context'
import { at, made, project, type Make } from './make.ts'

export const keyRequests: Record<string, Make> = {
  listApiKeys: () => at('/api-keys'),
  createApiKey: () => at('/api-keys', { name: 'CI', scopes: ['incidents.read'] }),
  rotateApiKey: async (ctx) => at(`/api-keys/${await apiKey(ctx)}/rotation`, { overlapHours: 1 }),
  revokeApiKey: async (ctx) => at(`/api-keys/${await apiKey(ctx)}`),
  listApiKeyRequests: async (ctx) => at(`/api-keys/${await apiKey(ctx)}/requests`),
  listIngestKeys: async (ctx) => at(`/projects/${await project(ctx)}/ingest-keys`),
  createIngestKey: async (ctx) => at(`/projects/${await project(ctx)}/ingest-keys`),
  rotateIngestKey: async (ctx) => at(`${await ingestKey(ctx)}/rotation`, { overlapHours: 1 }),
  revokeIngestKey: async (ctx) => at(await ingestKey(ctx)),
}

async function apiKey(ctx: Context): Promise<string> {
  return (await made(ctx, 'POST', '/api-keys', { name: 'CI', scopes: ['incidents.read'] })).id
}

/** Its path. */
async function ingestKey(ctx: Context): Promise<string> {
  const path = `/projects/${await project(ctx)}/ingest-keys`
  return `${path}/${(await made(ctx, 'POST', path)).id}`
}
