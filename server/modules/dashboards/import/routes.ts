import { z } from 'zod'
import { endpoint } from '#platform/http'
import { anyParams, Folder, FullBody, Json, JsonBody, ProblemBody, Title } from '../bodies.ts'
import { maxBodyBytes } from '../dashboard.ts'
import { exportDashboard } from './export.ts'
import { keepImport, previewImport } from './import.ts'

const InputBody = z.object({
  name: z.string(),
  label: z.string(),
  description: z.string(),
  kind: z.enum(['datasource', 'constant']),
  value: z.string(),
})

export const importEndpoints = [
  endpoint({
    operationId: 'importDashboard',
    summary: 'Import a dashboard of Grafana, or look at what would become of it',
    description: 'Takes the classic model, old ones with rows, and the resources of newer versions.',
    method: 'post',
    path: '/dashboards/import',
    permission: 'dashboards.write',
    bodyLimitBytes: maxBodyBytes,
    body: z.object({
      json: Json,
      inputs: z
        .record(z.string().max(200), z.string().max(2_000))
        .default({})
        .meta({ description: 'What stands for placeholders, by their name' }),
      title: Title,
      folder: Folder,
      preview: z.boolean().default(false).meta({ description: 'True: nothing is kept' }),
    }),
    response: z.object({
      dashboard: JsonBody.meta({ description: 'In the form in which it is kept' }),
      title: z.string(),
      panels: z.number().int(),
      queries: z.number().int(),
      inputs: z.array(InputBody).meta({ description: 'What an import has to fill in' }),
      problems: z.array(ProblemBody),
      created: FullBody.nullable().meta({ description: 'Null: it was a preview' }),
    }),
    handle: async (ctx, { body: { preview, ...input } }) =>
      preview ? { ...previewImport(ctx, input), created: null } : keepImport(ctx, input),
  }),
  endpoint({
    operationId: 'exportDashboard',
    summary: 'Export a dashboard as JSON that Grafana takes',
    method: 'get',
    path: '/dashboards/{dashboardId}/export',
    permission: 'dashboards.read',
    params: anyParams,
    response: JsonBody,
    handle: (ctx, { params }) => exportDashboard(ctx, params.dashboardId),
  }),
]
