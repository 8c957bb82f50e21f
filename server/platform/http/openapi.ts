/** The OpenAPI 3.1 document, made from the endpoints themselves. */
import { z, type ZodType } from 'zod'
import { errorStatus } from '../errors.ts'
import type { Endpoint } from './endpoint.ts'

type Json = Record<string, unknown>

/** `others` are path items of routes that are not endpoints. */
export function openApiDocument(
  endpoints: readonly Endpoint[],
  version: string,
  others: Readonly<Record<string, object>>,
): Json {
  const paths: Record<string, object> = { ...others }
  for (const definition of endpoints) {
    const path = `/api/v1${definition.path}`
    paths[path] = { ...paths[path], [definition.method]: operation(definition) }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Watchword',
      version,
      description:
        'Times are RFC 3339 in UTC. Lists answer `{items, nextCursor}`.\n\n' +
        'Do not send card numbers, bank account numbers or other financial data: this service is not made for them ' +
        '(not PCI DSS). As the policy says, they are taken out of what you send, or the request is refused with ' +
        '`card_data_refused`. Whoever sends them anyway does so at their own risk.',
    },
    servers: [{ url: '/' }],
    security: [{ apiKey: [] }, { session: [] }],
    paths,
    components: {
      securitySchemes: {
        ingestKey: { type: 'apiKey', in: 'header', name: 'x-watchword-key', description: 'May only send telemetry' },
        apiKey: { type: 'http', scheme: 'bearer', description: 'An API key of the workspace' },
        session: { type: 'apiKey', in: 'cookie', name: 'watchword_session', description: 'A signed-in person' },
      },
      schemas: { Problem: problemSchema },
      responses: {
        Problem: {
          description: 'What went wrong (RFC 9457); `code` is stable',
          content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
        },
      },
    },
  }
}

const problemSchema = {
  type: 'object',
  required: ['type', 'title', 'status', 'code', 'detail', 'requestId'],
  properties: {
    type: { type: 'string', format: 'uri' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { type: 'string', enum: [...Object.keys(errorStatus), 'internal'] },
    detail: { type: 'string' },
    fields: {
      type: 'array',
      items: {
        type: 'object',
        required: ['path', 'message'],
        properties: { path: { type: 'string' }, message: { type: 'string' } },
      },
    },
    retryAfterSeconds: { type: 'number' },
    requestId: { type: 'string' },
  },
}

function operation(definition: Endpoint): Json {
  const { operationId, summary, description, access, params, query, body, response } = definition
  const status = String(definition.status ?? (response ? 200 : 204))
  return {
    operationId,
    summary,
    ...(description && { description }),
    tags: [definition.path.split('/')[1] ?? ''],
    'x-access': access,
    ...(access === 'public' && { security: [] }),
    parameters: [...parameters(params, 'path'), ...parameters(query, 'query')],
    ...(body && { requestBody: { required: true, content: jsonContent(body, 'input') } }),
    responses: {
      [status]: response ? { description: 'Done', content: jsonContent(response, 'output') } : { description: 'Done' },
      default: { $ref: '#/components/responses/Problem' },
    },
  }
}

function parameters(schema: ZodType | undefined, place: 'path' | 'query'): Json[] {
  if (!schema) return []
  const { properties = {}, required = [] } = jsonSchema(schema, 'input') as {
    properties?: Record<string, Json>
    required?: string[]
  }
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: property,
  }))
}

function jsonContent(schema: ZodType, io: 'input' | 'output'): Json {
  return { 'application/json': { schema: jsonSchema(schema, io) } }
}

function jsonSchema(schema: ZodType, io: 'input' | 'output'): Json {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      // A date leaves as RFC 3339 text.
      if (zodSchema._zod.def.type === 'date') Object.assign(jsonSchema, { type: 'string', format: 'date-time' })
    },
  })
  return rest
}
