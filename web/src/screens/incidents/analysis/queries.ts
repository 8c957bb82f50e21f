import { queryOptions } from '@tanstack/react-query'
import { clientFor } from '../../../api.ts'

export const analysesQuery = (workspace: string, incidentId: string) =>
  queryOptions({
    queryKey: [workspace, 'analyses', incidentId],
    queryFn: ({ signal }) => clientFor(workspace).listIncidentAnalyses({ params: { incidentId }, signal }),
  })

export const accuracyQuery = (workspace: string) =>
  queryOptions({
    queryKey: [workspace, 'analysisAccuracy'],
    queryFn: ({ signal }) => clientFor(workspace).getAnalysisAccuracy({ signal }),
  })

/** Word by word what a language model was sent; it never changes but by being removed. */
export const sentQuery = (workspace: string, analysisId: string) =>
  queryOptions({
    queryKey: [workspace, 'analysisSent', analysisId],
    queryFn: ({ signal }) => clientFor(workspace).getAnalysisSent({ params: { analysisId }, signal }),
  })

export type Analysis = Awaited<ReturnType<ReturnType<typeof clientFor>['listIncidentAnalyses']>>['items'][number]
export type AnalysisResult = NonNullable<Analysis['result']>
export type Evidence = AnalysisResult['evidence'][number]
export type Finding = AnalysisResult['findings'][number]
