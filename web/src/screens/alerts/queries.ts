import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import { clientFor, type AlertGroup, type PreviewInput } from '../../api.ts'
import { pagedQuery } from '../../paging.ts'

/** The stream tells of incidents; what else becomes of rules is looked for. */
const pollMs = 10_000
const perPage = 100

/** All of them: filters count over all, and a workspace has at most five hundred. */
export const alertGroupsQuery = (workspace: string) =>
  queryOptions({
    queryKey: [workspace, 'alertRules', 'groups'],
    queryFn: async ({ signal }): Promise<AlertGroup[]> => {
      const all: AlertGroup[] = []
      let cursor: string | undefined
      do {
        const page = await clientFor(workspace).listAlertRules({ query: { cursor, limit: perPage }, signal })
        all.push(...page.items)
        cursor = page.nextCursor ?? undefined
      } while (cursor !== undefined)
      return all
    },
    refetchInterval: pollMs,
  })

export const alertRuleQuery = (workspace: string, ruleId: string) =>
  queryOptions({
    queryKey: [workspace, 'alertRules', 'rule', ruleId],
    queryFn: ({ signal }) => clientFor(workspace).getAlertRule({ params: { ruleId }, signal }),
    refetchInterval: pollMs,
  })

export const incidentAlertsQuery = (workspace: string, incidentId: string) =>
  queryOptions({
    queryKey: [workspace, 'alertRules', 'incident', incidentId],
    queryFn: ({ signal }) => clientFor(workspace).findIncidentAlerts({ query: { incidentId }, signal }),
    refetchInterval: pollMs,
  })

/** Its key has the newest evaluation in it, so that a new one fetches the list again. */
export const evaluationsQuery = (workspace: string, ruleId: string, newest: string) =>
  infiniteQueryOptions({
    ...pagedQuery([workspace, 'alertRules', 'evaluations', ruleId, newest], (cursor, signal) =>
      clientFor(workspace).listAlertRuleEvaluations({ params: { ruleId }, query: { cursor, limit: 50 }, signal }),
    ),
    placeholderData: keepPreviousData,
  })

export const changesQuery = (workspace: string, ruleId: string, newest: string) =>
  infiniteQueryOptions({
    ...pagedQuery([workspace, 'alertRules', 'changes', ruleId, newest], (cursor, signal) =>
      clientFor(workspace).listAlertChanges({ params: { ruleId }, query: { cursor, limit: 50 }, signal }),
    ),
    placeholderData: keepPreviousData,
  })

/** What a draft finds now. Old answers stay while a new one is on its way. */
export const rulePreviewQuery = (workspace: string, body: PreviewInput) =>
  queryOptions({
    queryKey: [workspace, 'alertRules', 'preview', body],
    queryFn: ({ signal }) => clientFor(workspace).previewAlertRule({ body, signal }),
    enabled: body.rule.expr.trim() !== '',
    placeholderData: keepPreviousData,
    refetchOnWindowFocus: false,
    staleTime: 10_000,
  })

export const silencesQuery = (workspace: string) =>
  queryOptions({
    queryKey: [workspace, 'silences'],
    queryFn: async ({ signal }) => (await clientFor(workspace).listSilences({ signal })).items,
    refetchInterval: pollMs,
  })
