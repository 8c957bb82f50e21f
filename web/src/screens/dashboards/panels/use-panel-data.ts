import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { Panel } from '#common/dashboards'
import { useEffect, useMemo } from 'react'
import { askPanels } from './ask/ask-panels.ts'
import { gathererFor } from './ask/batch.ts'
import { questionsOf, windowOf } from './ask/questions.ts'
import { panelDataOf, type PanelData } from './panel-data.ts'
import { usePanelScope } from './scope.ts'

export type PanelState = {
  data: PanelData | undefined
  error: Error | null
  /** An answer is on its way. */
  fetching: boolean
  /** What is shown is of another question, or the last one failed. */
  stale: boolean
  retry: () => void
}

const asksNothing: ReadonlySet<string> = new Set(['text', 'row', 'unsupported'])

/**
 * Asks for what the panel shows, with the panels beside it in one batch; cancels when its question changes or the panel goes,
 * and keeps what it shows meanwhile. `enabled` is whether the panel is in view; `widthPx` decides how many points it gets.
 */
export function usePanelData(panel: Panel, { enabled, widthPx }: { enabled: boolean; widthPx: number }): PanelState {
  const scope = usePanelScope()
  const { workspace, dashboardId, given, ask = askPanels, onData } = scope
  const asked = useMemo(
    () => (asksNothing.has(panel.kind) ? [] : questionsOf(panel, scope, widthPx)),
    // What else the scope carries changes no question.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
    [panel, scope.fromMs, scope.toMs, scope.values, scope.scrapeIntervalMs, widthPx],
  )
  const key = asked.map(({ refId, expr, instant, fromMs, toMs, stepMs }) => [
    refId,
    expr,
    instant,
    fromMs,
    toMs,
    stepMs,
  ])
  const query = useQuery({
    // Whole steps stay the same for a while; what they hold does not.
    queryKey: [workspace, 'panel', dashboardId, panel.key, scope.asOfMs ?? scope.toMs, key],
    queryFn: async ({ signal }) => {
      const answers = await gathererFor(ask, workspace)(asked, signal)
      return { asked, answers, window: { ...windowOf(panel, scope), answeredAtMs: Date.now() } }
    },
    enabled: enabled && widthPx > 0 && asked.length > 0 && given === undefined,
    placeholderData: keepPreviousData,
    // The window moves with every refresh; an answer to an old one is asked for by nobody.
    gcTime: 60_000,
    staleTime: Infinity,
    refetchOnWindowFocus: false,
  })
  const answered = query.data
  const own = useMemo(() => {
    if (!answered) return undefined
    // Another legend is another reading of the same answer.
    const named = answered.asked.map((question) => ({
      ...question,
      target: panel.targets.find(({ refId }) => refId === question.refId) ?? question.target,
    }))
    return panelDataOf(panel, named, answered.answers, answered.window)
  }, [answered, panel])
  const data = given?.get(panel.key) ?? own
  useEffect(() => {
    if (data) onData?.(panel.key, data)
  }, [data, onData, panel.key])
  return {
    data,
    error: query.error,
    fetching: query.isFetching,
    stale: query.isPlaceholderData || query.isError,
    retry: () => void query.refetch(),
  }
}
