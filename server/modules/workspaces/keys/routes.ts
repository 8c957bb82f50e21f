import { z } from 'zod'
import { endpoint, id, pageOf, pageQuery, shortText, timestamp } from '#platform/http'
import { apiKeyScopes } from './api-key.ts'
import { createApiKey } from './create-api-key.ts'
import { createIngestKey } from './create-ingest-key.ts'
import { listApiKeyRequests } from './list-api-key-requests.ts'
import { listApiKeys, madeBy } from './list-api-keys.ts'
import { listIngestKeys } from './list-ingest-keys.ts'
import { revokeApiKey } from './revoke-api-key.ts'
import { revokeIngestKey } from './revoke-ingest-key.ts'
import { rotateApiKey } from './rotate-api-key.ts'
import { rotateIngestKey } from './rotate-ingest-key.ts'

const KeyId = z.object({ keyId: id('key') })
const ProjectId = z.object({ projectId: id('prj') })
const IngestKeyId = z.object({ projectId: id('prj'), keyId: id('ing') })

const Scope = z.enum(apiKeyScopes)

const Rotation = z.object({
  overlapHours: z
    .number()
    .int()
    .min(0)
    .max(168)
    .default(24)
    .meta({ description: 'For how many hours the old key goes on working' }),
})

const ApiKeyBody = z.object({
  id: id('key'),
  name: z.string(),
  prefix: z.string().meta({ description: 'How the key begins' }),
  scopes: z.array(z.string()).meta({ description: 'The permissions that it has, and no others' }),
  createdBy: z
    .object({ id: id('usr'), name: z.string() })
    .nullable()
    .meta({ description: 'Null when this person has left the workspace' }),
  createdAt: timestamp,
  expiresAt: timestamp.nullable(),
  lastUsedAt: timestamp.nullable().meta({ description: 'Exact to a minute' }),
  revokedAt: timestamp.nullable(),
  replacedBy: id('key').nullable().meta({ description: 'The key that it was rotated to' }),
})
const NewApiKeyBody = ApiKeyBody.extend({ key: z.string().meta({ description: 'Shown in this answer only' }) })

const IngestKeyBody = z.object({
  id: id('ing'),
  publicKey: z.string(),
  dsn: z.string(),
  createdAt: timestamp,
  expiresAt: timestamp.nullable(),
  lastUsedAt: timestamp.nullable().meta({ description: 'Exact to a minute' }),
  revokedAt: timestamp.nullable(),
  replacedBy: id('ing').nullable().meta({ description: 'The key that it was rotated to' }),
})

const ApiRequestBody = z.object({
  id: id('req').meta({ description: 'The x-request-id of the answer' }),
  at: timestamp,
  method: z.string(),
  path: z.string().meta({ description: 'As in this document: parameters in braces, no query' }),
  operation: z.string(),
  status: z.number().int(),
  durationMs: z.number().int(),
  remoteAddress: z.string(),
  userAgent: z.string(),
})

export const keyEndpoints = [
  endpoint({
    operationId: 'listApiKeys',
    summary: 'List the API keys of the workspace',
    description: 'Newest first, also those that have expired or were revoked.',
    method: 'get',
    path: '/api-keys',
    permission: 'keys.read',
    query: pageQuery,
    response: pageOf(ApiKeyBody),
    handle: (ctx, { query }) => listApiKeys(ctx, query),
  }),
  endpoint({
    operationId: 'createApiKey',
    summary: 'Create an API key',
    description:
      'Scopes are permissions, at most those that you have yourself. The key is shown in this answer only. Needs a ' +
      'factor that was proved just now, so a key cannot create another one.',
    method: 'post',
    path: '/api-keys',
    permission: 'keys.write',
    body: z.object({
      name: shortText,
      scopes: z.array(Scope).min(1, 'name at least one').max(apiKeyScopes.length),
      expiresAt: z.iso
        .datetime({ offset: true })
        .transform((text) => new Date(text))
        .nullish()
        .meta({ description: 'RFC 3339, within ten years; without it the key works until it is revoked' }),
    }),
    response: NewApiKeyBody,
    status: 201,
    handle: async (ctx, { body }) => madeBy(ctx, await createApiKey(ctx, body)),
  }),
  endpoint({
    operationId: 'rotateApiKey',
    summary: 'Replace an API key by a new one',
    description: 'Both work until the overlap is over; then the old one ends by itself. The new key is shown once.',
    method: 'post',
    path: '/api-keys/{keyId}/rotation',
    permission: 'keys.write',
    params: KeyId,
    body: Rotation,
    response: NewApiKeyBody,
    status: 201,
    handle: async (ctx, { params, body }) => madeBy(ctx, await rotateApiKey(ctx, params.keyId, body)),
  }),
  endpoint({
    operationId: 'revokeApiKey',
    summary: 'Revoke an API key',
    description: 'It is refused at once, and its open streams end.',
    method: 'delete',
    path: '/api-keys/{keyId}',
    permission: 'keys.write',
    params: KeyId,
    handle: (ctx, { params }) => revokeApiKey(ctx, params.keyId),
  }),
  endpoint({
    operationId: 'listApiKeyRequests',
    summary: 'What an API key was used for',
    description: 'Newest first, of the last 90 days. A request is there a second or two after its answer.',
    method: 'get',
    path: '/api-keys/{keyId}/requests',
    permission: 'keys.read',
    params: KeyId,
    query: pageQuery,
    response: pageOf(ApiRequestBody),
    handle: (ctx, { params, query }) => listApiKeyRequests(ctx, params.keyId, query),
  }),
  endpoint({
    operationId: 'listIngestKeys',
    summary: 'List the ingest keys of a project',
    description: 'Newest first, also those that have expired or were revoked.',
    method: 'get',
    path: '/projects/{projectId}/ingest-keys',
    permission: 'keys.read',
    params: ProjectId,
    query: pageQuery,
    response: pageOf(IngestKeyBody),
    handle: (ctx, { params, query }) => listIngestKeys(ctx, params.projectId, query),
  }),
  endpoint({
    operationId: 'createIngestKey',
    summary: 'Add an ingest key to a project',
    method: 'post',
    path: '/projects/{projectId}/ingest-keys',
    permission: 'keys.write',
    params: ProjectId,
    response: IngestKeyBody,
    status: 201,
    handle: (ctx, { params }) => createIngestKey(ctx, params.projectId),
  }),
  endpoint({
    operationId: 'rotateIngestKey',
    summary: 'Replace an ingest key by a new one',
    description: 'Both take events until the overlap is over; then the old one ends by itself.',
    method: 'post',
    path: '/projects/{projectId}/ingest-keys/{keyId}/rotation',
    permission: 'keys.write',
    params: IngestKeyId,
    body: Rotation,
    response: IngestKeyBody,
    status: 201,
    handle: (ctx, { params, body }) => rotateIngestKey(ctx, params, body),
  }),
  endpoint({
    operationId: 'revokeIngestKey',
    summary: 'Revoke an ingest key',
    description: 'What is sent with it is refused within a second.',
    method: 'delete',
    path: '/projects/{projectId}/ingest-keys/{keyId}',
    permission: 'keys.write',
    params: IngestKeyId,
    handle: (ctx, { params }) => revokeIngestKey(ctx, params),
  }),
]
