import { queryOptions } from '@tanstack/react-query'
import { clientFor } from '../../../api.ts'

export const analysesQuery = (workspace: string, incidentId: string) =>
  queryOptions({
    queryKey: [workspace, 'analyses', incidentId],
    queryFn: ({ signal }) => clientFor(workspace).listIncidentAnalyses({ params: { incidentId }, signal }),
  })

export type Analysis = Awaited<ReturnType<ReturnType<typeof clientFor>['listIncidentAnalyses']>>['items'][number]
export type AnalysisResult = NonNullable<Analysis['result']>
export type Evidence = AnalysisResult['evidence'][number]
