import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { clientFor, type ScrubbingDraft } from '../../../api.ts'

export const projectRulesQuery = (workspace: string, projectId: string) =>
  queryOptions({
    queryKey: [workspace, 'scrubbingRules', projectId],
    queryFn: ({ signal }) => clientFor(workspace).getProjectScrubbingRules({ params: { projectId }, signal }),
    refetchOnWindowFocus: false,
  })

export const workspaceRulesQuery = (workspace: string) =>
  queryOptions({
    queryKey: [workspace, 'scrubbingRules'],
    queryFn: ({ signal }) => clientFor(workspace).getScrubbingRules({ signal }),
    refetchOnWindowFocus: false,
  })

/** The newest events, to try rules on. */
export const sampleEventsQuery = (workspace: string, projectId: string) =>
  queryOptions({
    queryKey: [workspace, 'scrubbingSamples', projectId],
    queryFn: ({ signal }) => clientFor(workspace).searchEvents({ query: { projectId, limit: 20 }, signal }),
  })

/** Asked for once for each draft: every answer is written into the audit log. */
export const previewQuery = (workspace: string, projectId: string, body: ScrubbingDraft) =>
  queryOptions({
    queryKey: [workspace, 'scrubbingPreview', projectId, body],
    queryFn: ({ signal }) => clientFor(workspace).previewScrubbing({ params: { projectId }, body, signal }),
    staleTime: Infinity,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
    retry: false,
    placeholderData: keepPreviousData,
  })
