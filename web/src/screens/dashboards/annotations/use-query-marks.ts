import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { interpolate, intervalsOf, readDurationMs, type Annotations, type VariableValues } from '#common/dashboards'
import { askPanels, type Answer, type Mark, type Question } from '../panels/index.ts'
import type { Bounds } from '../times.ts'
import { marksOf } from './marks-of.ts'

type Input = { workspace: string; annotations: Annotations; values: VariableValues; bounds: Bounds }

/** `place` is that in the list of the dashboard; `total` counts those as well that are too many to be drawn. */
export type AskedMarks = { place: number; marks: readonly Mark[]; total: number; fault?: string }

const none: AskedMarks[] = []

/** A dashboard may have queries of its own whose samples mark a time: each beginning of such a stretch is a mark. */
export function useQueryMarks({ workspace, annotations, values, bounds }: Input): readonly AskedMarks[] {
  const questions = useMemo(() => {
    const { fromMs, toMs } = bounds
    const scopeOf = (step: string | undefined) => {
      const minIntervalMs = step === undefined ? undefined : readDurationMs(step)
      const wanted = { fromMs, toMs, widthPx: 600, minIntervalMs, scrapeIntervalMs: 15_000 }
      const { stepMs, rateIntervalMs } = intervalsOf(wanted)
      return { intervalMs: stepMs, rateIntervalMs, rangeMs: toMs - fromMs, fromMs, toMs }
    }
    return annotations.flatMap((annotation, place) => {
      const { kind, enabled, expr, step } = annotation
      if (kind !== 'query' || !enabled || expr.trim() === '') return []
      const scope = scopeOf(step)
      const stepMs = scope.intervalMs
      const question: Question = {
        ...{ panelKey: 'annotations', refId: annotation.name, instant: false, stepMs },
        expr: interpolate(expr, values, scope, 'promql'),
        // A step earlier tells what begins from what goes on.
        fromMs: (Math.ceil(fromMs / stepMs) - 1) * stepMs,
        toMs: Math.floor(toMs / stepMs) * stepMs,
      }
      return [{ annotation, place, question, fromMs }]
    })
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
    return questions.flatMap(({ annotation, place, question, fromMs }, at) => {
      const answer = query.data[at]
      return answer ? [{ place, ...marksOf(answer, { annotation, place, stepMs: question.stepMs, fromMs }) }] : []
    })
  }, [query.data, questions])
}
