/**
 * The events API in the OpenAPI document. It is written by hand, since requests and errors have the form of its public
 * SDK and not that of our other endpoints; `x-own-answers` keeps it out of the generated client for that reason.
 */
const text = { type: 'string' }

const event = {
  type: 'object',
  description: 'At least one of message, stackTrace, stackFrames, error, exception',
  properties: {
    message: { type: 'string', maxLength: 8192 },
    level: { type: 'string', enum: ['debug', 'info', 'warn', 'warning', 'error', 'critical', 'fatal'] },
    idempotencyKey: { type: 'string', description: 'The same key again answers with the first id and counts nothing' },
    timestamp: { description: 'RFC 3339, or seconds or milliseconds since 1970', anyOf: [text, { type: 'number' }] },
    service: text,
    route: text,
    environment: text,
    release: text,
    stackTrace: text,
    stackFrames: { type: 'array', maxItems: 200, items: { type: 'object' } },
    metadata: { type: 'object', maxProperties: 100 },
    tags: { type: 'array', maxItems: 50, items: { type: 'string', maxLength: 128 } },
    error: { type: 'object', properties: { name: text, message: text, stack: text, cause: {} } },
    exception: { type: 'object', properties: { type: text, message: text, stack: text, cause: {} } },
  },
}

const answer = { type: 'object', properties: { id: text, duplicate: { type: 'boolean' } } }

const failure = {
  description: 'INVALID_REQUEST, INVALID_AUTH, PAYLOAD_TOO_LARGE, RATE_LIMITED or SERVICE_UNAVAILABLE',
  content: {
    'application/json': {
      schema: {
        type: 'object',
        properties: {
          ok: { const: false },
          error: { type: 'object', properties: { code: text, message: text, details: { type: 'object' } } },
        },
      },
    },
  },
}

/** Path items by path. */
export const eventsPaths = {
  '/api/v1/events': {
    post: {
      operationId: 'createEvents',
      summary: 'Send one event, or up to fifty at once',
      description:
        'Answered when the events are durable. The key is an ingest key, or an API key of the workspace. Do not send ' +
        'card or bank account numbers: they are taken out of the event before it is stored.',
      tags: ['events'],
      'x-access': 'ingest key',
      'x-own-answers': true,
      security: [{ ingestKey: [] }, { apiKey: [] }],
      requestBody: {
        required: true,
        content: {
          'application/json': {
            schema: {
              oneOf: [event, { type: 'object', properties: { events: { type: 'array', maxItems: 50, items: event } } }],
            },
          },
        },
      },
      responses: {
        202: {
          description: 'Durable; for a batch `data` is `{events: […]}` in its order',
          content: {
            'application/json': { schema: { type: 'object', properties: { ok: { const: true }, data: answer } } },
          },
        },
        default: failure,
      },
    },
  },
}
