import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { interpolate, intervalsOf, type Annotations, type VariableValues } from '#common/dashboards'
import { askPanels, type Answer, type Mark, type Question } from '../panels/index.ts'
import type { Bounds } from '../times.ts'

type Input = { workspace: string; annotations: Annotations; values: VariableValues; bounds: Bounds }

const mostMarks = 200
const none: Mark[] = []

/** A dashboard may have queries of its own whose samples mark a time: each beginning of such a stretch is a mark. */
export function useQueryMarks({ workspace, annotations, values, bounds }: Input): readonly Mark[] {
  const questions = useMemo(() => {
    const { fromMs, toMs } = bounds
    const { stepMs, rateIntervalMs } = intervalsOf({ fromMs, toMs, widthPx: 600, scrapeIntervalMs: 15_000 })
    const scope = { intervalMs: stepMs, rateIntervalMs, rangeMs: toMs - fromMs, fromMs, toMs }
    return annotations
      .filter(({ kind, enabled, expr }) => kind === 'query' && enabled && expr.trim() !== '')
      .map((annotation) => ({
        annotation,
        question: {
          ...{
            panelKey: 'annotations',
            refId: annotation.name,
            expr: interpolate(annotation.expr, values, scope, 'promql'),
          },
          ...{ instant: false, stepMs },
          ...{ fromMs: Math.floor(fromMs / stepMs) * stepMs, toMs: Math.floor(toMs / stepMs) * stepMs },
        } satisfies Question,
      }))
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- the times alone count
  }, [annotations, values, bounds.fromMs, bounds.toMs])
  const query = useQuery({
    queryKey: [workspace, 'queryMarks', questions.map(({ question }) => question)],
    queryFn: async ({ signal }) => {
      const answers: Answer[] = []
      const asked = questions.map(({ question }) => question)
      await askPanels(workspace, asked, (place, answer) => (answers[place] = answer), signal)
      return answers
    },
    enabled: questions.length > 0,
    placeholderData: keepPreviousData,
    refetchOnWindowFocus: false,
  })
  return useMemo(() => {
    if (!query.data || questions.length === 0) return none
    return questions.flatMap(({ annotation, question }, place) =>
      marksOf(query.data[place], annotation, question.stepMs).slice(0, mostMarks),
    )
  }, [query.data, questions])
}

function marksOf(answer: Answer | undefined, annotation: Annotations[number], stepMs: number): Mark[] {
  if (answer?.data?.resultType !== 'matrix') return []
  return answer.data.result.flatMap(({ metric, values = [] }, series) => {
    const fill = (text: string): string =>
      text.replaceAll(/\{\{\s*([\w.]+)\s*\}\}/g, (_, label: string) => metric[label] ?? '')
    const times = values.filter(([, value]) => Number(value) !== 0).map(([seconds]) => seconds * 1000)
    const begins = times.filter((time, at) => at === 0 || time - (times[at - 1] ?? 0) > stepMs * 1.5)
    return begins.map((atMs) => ({
      ...{ id: `${annotation.name} ${series} ${atMs}`, kind: 'query' as const, atMs, endMs: null, href: null },
      ...{ title: fill(annotation.titleFormat) || annotation.name, text: fill(annotation.textFormat) },
      color: annotation.color,
    }))
  })
}
