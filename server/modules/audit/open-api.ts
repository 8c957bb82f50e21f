/** The export in the OpenAPI document: a file and no JSON answer, so `x-own-answers` keeps it out of the client. */
import { exportFormats } from './export.ts'

const file = { schema: { type: 'string' } }

/** Path items by path. */
export const exportPaths = {
  '/api/v1/audit-export': {
    get: {
      operationId: 'exportAudit',
      summary: 'Export the whole audit log',
      description:
        'For people who have just proved a factor. JSON Lines that `watchword audit verify` verifies, or a CSV file.',
      tags: ['audit-export'],
      'x-access': 'audit.read',
      'x-own-answers': true,
      security: [{ session: [] }],
      parameters: [
        { name: 'format', in: 'query', required: false, schema: { enum: exportFormats, default: 'json' } },
        { name: 'workspace', in: 'query', required: false, schema: { type: 'string' } },
      ],
      responses: {
        200: { description: 'The file', content: { 'application/jsonl': file, 'text/csv': file } },
        default: { $ref: '#/components/responses/Problem' },
      },
    },
  },
}
