import { z } from 'zod'
import { endpoint, id, timestamp } from '#platform/http'
import { analysisSources, analysisStates, marks, type Analysis } from './analysis.ts'
import { evidenceKinds } from './evidence.ts'
import { findingKinds, fixKinds } from './finding.ts'
import { getAnalysisAccuracy, listIncidentAnalyses } from './get-analysis.ts'
import { markAnalysis } from './mark-analysis.ts'
import { requestAnalysis } from './request-analysis.ts'

const incidentParams = z.object({ incidentId: id('inc') })
const evidenceIds = z.array(z.string())
const share = z.number().min(0).max(1)

const ResultBody = z.object({
  title: z.string().meta({ description: 'Of a model alone; empty otherwise' }),
  summary: z.string().meta({ description: 'One paragraph of plain text: what, since when, how often' }),
  findings: z
    .array(
      z.object({
        kind: z.enum(findingKinds),
        statement: z.string(),
        strength: share,
        evidenceIds,
        counterEvidenceIds: evidenceIds.meta({ description: 'What speaks against it' }),
      }),
    )
    .meta({ description: 'Strongest first; each cites what it rests on' }),
  fixes: z.array(z.object({ kind: z.enum(fixKinds), description: z.string(), evidenceIds })),
  evidence: z.array(
    z.object({
      id: z.string(),
      kind: z.enum(evidenceKinds),
      text: z.string(),
      subjectId: z.string().nullable().meta({ description: 'The incident, deploy or release that it is about' }),
    }),
  ),
  confidence: share.meta({ description: 'Computed by code from the evidence; see docs/analysis.md' }),
  confidenceReasons: z.array(
    z.object({
      text: z.string(),
      change: z.number().optional().meta({ description: 'What it adds or takes away' }),
      cap: z.number().optional().meta({ description: 'More than this it cannot be' }),
    }),
  ),
})

const AnalysisBody = z.object({
  id: id('ana'),
  incidentId: id('inc'),
  source: z.enum(analysisSources).meta({ description: '`rules`: the built-in analyser, which asks nobody outside' }),
  version: z.number().int(),
  state: z.enum(analysisStates),
  reason: z.string().nullable().meta({ description: 'Why nothing is said of the cause' }),
  result: ResultBody.nullable().meta({ description: 'Null where it failed, and once it was removed by age' }),
  model: z.string().nullable().meta({ description: 'Which language model was asked; null: none' }),
  tokens: z.number().int(),
  createdAt: timestamp,
  finishedAt: timestamp.nullable(),
  mark: z.enum(marks).nullable().meta({ description: 'What people said of it' }),
  markedAt: timestamp.nullable(),
})

export const endpoints = [
  endpoint({
    operationId: 'listIncidentAnalyses',
    summary: 'What the analysis says of an incident, newest first',
    method: 'get',
    path: '/incidents/{incidentId}/analyses',
    permission: 'incidents.read',
    params: incidentParams,
    response: z.object({ items: z.array(AnalysisBody) }),
    handle: async (ctx, { params }) => ({
      items: (await listIncidentAnalyses(ctx, params.incidentId)).map(analysisBody),
    }),
  }),
  endpoint({
    operationId: 'requestIncidentAnalysis',
    summary: 'Analyse an incident now, if something material has changed since the last time',
    method: 'post',
    path: '/incidents/{incidentId}/analyses',
    permission: 'incidents.write',
    params: incidentParams,
    response: z.object({
      analysis: AnalysisBody.nullable().meta({ description: 'Null: nothing has changed since the last one' }),
    }),
    handle: async (ctx, { params }) => {
      const analysis = await requestAnalysis(ctx, params.incidentId)
      return { analysis: analysis && analysisBody(analysis) }
    },
  }),
  endpoint({
    operationId: 'markAnalysis',
    summary: 'Say whether an analysis was right',
    method: 'put',
    path: '/analyses/{analysisId}/mark',
    permission: 'incidents.write',
    params: z.object({ analysisId: id('ana') }),
    body: z.object({ mark: z.enum(marks).nullable() }),
    response: AnalysisBody,
    handle: async (ctx, { params, body }) => analysisBody(await markAnalysis(ctx, params.analysisId, body.mark)),
  }),
  endpoint({
    operationId: 'getAnalysisAccuracy',
    summary: 'How often analyses that people judged were right, by the confidence that was shown',
    method: 'get',
    path: '/analysis-accuracy',
    permission: 'incidents.read',
    response: z.object({
      bands: z.array(z.object({ from: share, to: share, right: z.number().int(), wrong: z.number().int() })),
    }),
    handle: async (ctx) => ({ bands: await getAnalysisAccuracy(ctx) }),
  }),
]

/** Who marked it is in the timeline; what the digest was made of concerns nobody. */
function analysisBody({ material: _material, markedBy: _markedBy, digest: _digest, ...body }: Analysis) {
  return body
}
