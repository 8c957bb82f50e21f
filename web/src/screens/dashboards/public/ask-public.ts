/** How a visitor's panels ask: for a panel of this dashboard, never by a query. */
import type { Dashboard, Panel, VariableValues } from '#common/dashboards'
import { ApiError } from '../../../api.ts'
import { allPanels } from '../panel-here.ts'
import type { Answer, AskPanels, Question } from '../panels/index.ts'

export type PublicView = {
  kind: 'live' | 'snapshot'
  name: string
  title?: string
  dashboard: Dashboard
  values: VariableValues
  longestRangeSeconds: number | null
  fromMs: number | null
  toMs: number | null
  expiresAt: string | null
}

async function get<T>(path: string, signal: AbortSignal): Promise<T> {
  const response = await fetch(path, { signal, credentials: 'omit' }).catch((cause: unknown) => {
    if (signal.aborted) throw cause
    throw new ApiError({ status: 0, code: 'unreachable', detail: 'the server cannot be reached', cause })
  })
  const body: unknown = await response.json().catch(() => ({}))
  if (response.ok) return body as T // the caller says what the endpoint answers
  const { detail = 'this is not here' } = body as { detail?: string }
  throw new ApiError({ status: response.status, code: 'refused', detail })
}

export async function fetchPublic(secret: string, signal: AbortSignal): Promise<PublicView> {
  const view = await get<PublicView>(`/api/public/dashboards/${encodeURIComponent(secret)}`, signal)
  return { ...view, dashboard: { ...view.dashboard, panels: view.dashboard.panels.map(readied) } }
}

/** Nothing of a query is told; something must stand there for the panel to ask. JSON has no -Infinity. */
function readied(panel: Panel): Panel {
  const { steps } = panel.field.thresholds
  const field = {
    ...panel.field,
    thresholds: {
      ...panel.field.thresholds,
      steps: steps.map((step) => ({ ...step, value: (step.value as number | null) ?? -Infinity })),
    },
  }
  const targets = panel.targets.map((target) => ({ ...target, expr: target.expr || target.refId }))
  const next = { ...panel, field, targets }
  return next.kind === 'row' ? { ...next, panels: next.panels.map(readied) } : next
}

type PanelAnswer = {
  results: {
    refId: string
    instant: boolean
    status: 'success' | 'error'
    data?: Answer['data']
    warnings?: string[]
    infos?: string[]
    error?: string
  }[]
}

const atOnce = 4

export function askPublic(secret: string, dashboard: Dashboard): AskPanels {
  const known = new Set(allPanels(dashboard).map(({ key }) => key))
  return async (_, questions, onAnswer, signal) => {
    const byPanel = new Map<string, { question: Question; place: number }[]>()
    for (const [place, question] of questions.entries()) {
      const those = byPanel.get(question.panelKey) ?? []
      byPanel.set(question.panelKey, [...those, { question, place }])
    }
    const waiting = [...byPanel].filter(([key]) => known.has(key))
    const work = async (): Promise<void> => {
      for (let next = waiting.shift(); next; next = waiting.shift()) await askPanel(secret, next, onAnswer, signal)
    }
    await Promise.all(Array.from({ length: atOnce }, work))
  }
}

async function askPanel(
  secret: string,
  [key, asked]: [string, { question: Question; place: number }[]],
  onAnswer: (place: number, answer: Answer) => void,
  signal: AbortSignal,
): Promise<void> {
  const [first] = asked
  if (!first) return
  const { fromMs, toMs, stepMs } = first.question
  const search = new URLSearchParams({
    ...{ key, from: String(Math.floor(fromMs)), to: String(Math.ceil(toMs)) },
    width: String(Math.min(2400, Math.max(100, Math.round((toMs - fromMs) / Math.max(1, stepMs))))),
  })
  const { results } = await get<PanelAnswer>(
    `/api/public/dashboards/${encodeURIComponent(secret)}/panel?${search}`,
    signal,
  )
  for (const { question, place } of asked) {
    const found = results.find(({ refId, instant }) => refId === question.refId && instant === question.instant)
    const notes = [...(found?.warnings ?? []), ...(found?.infos ?? [])]
    if (found?.data) onAnswer(place, { data: found.data, notes })
    else onAnswer(place, { notes, fault: found?.error ?? 'nothing came back' })
  }
}
