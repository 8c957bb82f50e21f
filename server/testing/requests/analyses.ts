/** Valid requests of the endpoints of analyses. */
import { at, made, incident, type Make } from './make.ts'

export const analysisRequests: Record<string, Make> = {
  listIncidentAnalyses: async (ctx) => at(`/incidents/${await incident(ctx)}/analyses`),
  requestIncidentAnalysis: async (ctx) => at(`/incidents/${await incident(ctx)}/analyses`),
  markAnalysis: async (ctx) => {
    const { analysis } = await made(ctx, 'POST', `/incidents/${await incident(ctx)}/analyses`)
    return at(`/analyses/${analysis.id}/mark`, { mark: 'right' })
  },
  getAnalysisAccuracy: () => at('/analysis-accuracy'),
  getAnalysisSettings: () => at('/analysis-settings'),
  updateAnalysisSettings: () => at('/analysis-settings', modelSettings),
  getAnalysisSent: async (ctx) => {
    const { analysis } = await made(ctx, 'POST', `/incidents/${await incident(ctx)}/analyses`)
    return at(`/analyses/${analysis.id}/sent`)
  },
}

const modelSettings = {
  ...{ enabled: false, provider: 'openaiCompatible', baseUrl: 'https://models.example.com/v1', model: 'small' },
  ...{ evidence: 'withoutValues', minimumEvents: 3, monthlyCalls: 100, monthlyTokens: 1_000_000 },
}
