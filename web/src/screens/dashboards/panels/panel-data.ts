/** What a panel shows: frames of all that was answered, and what has to be told beside them. */
import { applyTransformations, patternProblems, type Frame, type Panel } from '#common/dashboards'
import { sentence } from '../../../api.ts'
import type { Answer } from './ask/answer.ts'
import type { Asked } from './ask/questions.ts'
import { histogramsOf, leftOutWords, toFrames, type HistogramSeries } from './frames.ts'

export type PanelData = {
  frames: Frame[]
  /** Native histograms, which are no numbers and so in no frame. */
  histograms: HistogramSeries[]
  /** What was asked, to tell it where nothing came back. */
  asked: { refId: string; expr: string; stepMs: number }[]
  /** What the engine refused, in its words. */
  faults: { refId: string; expr: string; text: string }[]
  /** The engine's warnings and infos, and transformations that did not work; without repetitions. */
  notes: string[]
  fromMs: number
  toMs: number
  answeredAtMs: number
  /** The frames as they came, before transformations, for who lists them. */
  came: Frame[]
}

type Window = { fromMs: number; toMs: number; answeredAtMs: number }

export function panelDataOf(
  panel: Panel,
  asked: readonly Asked[],
  answers: readonly Answer[],
  window: Window,
): PanelData {
  const pairs = asked.flatMap((question, place) => {
    const answer = answers[place]
    return answer ? [{ question, answer }] : []
  })
  const frames = pairs.flatMap(({ question, answer }) => toFrames(answer, question))
  const changed = applyTransformations(frames, panel.transformations)
  const notes = pairs.flatMap(({ question, answer }) => [...answer.notes, leftOutWords(answer, question) ?? []].flat())
  return {
    frames: changed.frames,
    came: frames,
    histograms: pairs.flatMap(({ question, answer }) => histogramsOf(answer, question)),
    asked: asked.map(({ refId, expr, stepMs }) => ({ refId, expr, stepMs })),
    faults: pairs.flatMap(({ question: { refId, expr }, answer: { fault } }) =>
      fault === undefined ? [] : [{ refId, expr, text: fault }],
    ),
    notes: [
      ...new Set([...notes, ...changed.problems.map(({ text }) => text), ...patternProblems(panel).map(sentence)]),
    ],
    ...window,
  }
}
