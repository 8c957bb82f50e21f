/** The batch in the OpenAPI document: lines and no JSON answer, so `x-own-answers` keeps it out of the client. */
import { maxQueries } from './read-batch.ts'

const integer = { type: 'integer', minimum: 0 }
const query = {
  type: 'object',
  required: ['refId', 'panelId', 'expr'],
  properties: {
    refId: { type: 'string' },
    panelId: { oneOf: [{ type: 'integer' }, { type: 'string' }] },
    expr: { type: 'string', description: 'PromQL, with the values of variables in it' },
    instant: { type: 'boolean', default: false, description: 'Asked for the end of the range alone' },
    stepMs: { ...integer, description: 'Of a query over the range' },
  },
}
const body = {
  type: 'object',
  required: ['from', 'to', 'queries'],
  properties: {
    from: { ...integer, description: 'Milliseconds since 1970' },
    to: { ...integer, description: 'Milliseconds since 1970' },
    queries: { type: 'array', minItems: 1, maxItems: maxQueries, items: query },
  },
}

/** Path items by path. */
export const queryPaths = {
  '/api/v1/dashboards/query': {
    post: {
      operationId: 'queryDashboard',
      summary: 'Ask many queries in one range of time',
      description:
        'Answers line by line, each as soon as it is there: `refId`, `panelId` and what the Prometheus API answers. ' +
        'The last line is `{"done":true}`. Equal queries are computed once; closing the connection cancels the rest.',
      tags: ['dashboards'],
      'x-access': 'metrics.read',
      'x-own-answers': true,
      security: [{ session: [] }, { apiKey: [] }],
      requestBody: { required: true, content: { 'application/json': { schema: body } } },
      responses: {
        200: { description: 'Lines of JSON', content: { 'application/x-ndjson': { schema: { type: 'string' } } } },
        default: { $ref: '#/components/responses/Problem' },
      },
    },
  },
}
