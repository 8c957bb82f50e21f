import { z } from 'zod'
import { endpoint, id } from '#platform/http'
import { llmProviders } from '#platform/llm'
import { changeSettings, getSettings } from './change-settings.ts'
import { getSent } from './get-sent.ts'
import { evidenceModes } from './settings.ts'

const fields = {
  enabled: z.boolean(),
  provider: z.enum(llmProviders),
  baseUrl: z.string().trim().max(500).meta({ description: 'With its version: `https://api.example.com/v1`' }),
  model: z.string().trim().max(200),
  evidence: z.enum(evidenceModes).meta({ description: '`withoutValues`: what stands in quotes stays here' }),
  minimumEvents: z.number().int().min(1).max(1_000_000),
  monthlyCalls: z.number().int().min(0).max(1_000_000),
  monthlyTokens: z.number().int().min(0).max(10_000_000_000),
}

const SettingsBody = z.object({
  ...fields,
  hasKey: z.boolean(),
  usage: z.object({ calls: z.number().int(), tokens: z.number().int() }).meta({ description: 'Of this month' }),
  obstacle: z.string().nullable().meta({ description: 'Why no model is or could be asked' }),
})

const apiKey = z
  .string()
  .regex(/^[\x21-\x7e]{1,500}$/, 'must be printable characters without a space')
  .nullable()
  .optional()
  .meta({ description: 'Left out: it stays; null: it is taken away. It goes with the address that it was given for' })

export const endpoints = [
  endpoint({
    operationId: 'getAnalysisSettings',
    summary: 'Whether and how a language model is asked about incidents',
    method: 'get',
    path: '/analysis-settings',
    permission: 'workspace.read',
    response: SettingsBody,
    handle: (ctx) => getSettings(ctx),
  }),
  endpoint({
    operationId: 'updateAnalysisSettings',
    summary: 'Let a language model be asked about incidents, or stop it',
    method: 'put',
    path: '/analysis-settings',
    permission: 'workspace.write',
    body: z.object({ ...fields, apiKey }),
    response: SettingsBody,
    handle: (ctx, { body }) => changeSettings(ctx, body),
  }),
  endpoint({
    operationId: 'getAnalysisSent',
    summary: 'Exactly what a language model was sent',
    method: 'get',
    path: '/analyses/{analysisId}/sent',
    permission: 'incidents.read',
    params: z.object({ analysisId: id('ana') }),
    response: z.object({ text: z.string().nullable().meta({ description: 'Null: nothing, or removed by age' }) }),
    handle: async (ctx, { params }) => ({ text: await getSent(ctx, params.analysisId) }),
  }),
]
