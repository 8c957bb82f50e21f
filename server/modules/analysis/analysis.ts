/** What is said of an incident. Pure. */
import type { Conclusion } from './analyser.ts'
import type { ConfidenceReason } from './confidence.ts'
import type { Material } from './digest.ts'
import type { Evidence } from './evidence.ts'
import type { Finding, Fix } from './finding.ts'

export const analysisSources = ['rules', 'model'] as const
export const analysisStates = ['running', 'done', 'abstained', 'failed'] as const
export const marks = ['right', 'wrong'] as const
export type Mark = (typeof marks)[number]

export type AnalysisResult = {
  /** Of the model alone; empty where it said nothing that the evidence bears out. */
  title: string
  summary: string
  findings: Finding[]
  fixes: (Fix & { evidenceIds: string[] })[]
  evidence: Evidence[]
  /** From 0 to 1, by code. */
  confidence: number
  confidenceReasons: ConfidenceReason[]
}

export type Analysis = {
  id: string
  incidentId: string
  source: (typeof analysisSources)[number]
  digest: string
  version: number
  state: (typeof analysisStates)[number]
  /** Why nothing is said of the cause. */
  reason: string | null
  material: Material | null
  /** Null where it failed, and when it was removed by age. */
  result: AnalysisResult | null
  /** Which model was asked; null for the built-in analyser, which asks nobody. */
  model: string | null
  /** Input and output. */
  tokens: number
  createdAt: Date
  finishedAt: Date | null
  mark: Mark | null
  markedAt: Date | null
  markedBy: string | null
}

export function resultOf({ summary, findings, evidence, confidence }: Conclusion): AnalysisResult {
  const fixes = findings.flatMap(({ fix, evidenceIds }) => (fix === null ? [] : [{ ...fix, evidenceIds }]))
  return {
    ...{ title: '', summary, findings, fixes, evidence: [...evidence] },
    ...{ confidence: confidence.value, confidenceReasons: confidence.reasons },
  }
}

export type AccuracyBand = { from: number; to: number; right: number; wrong: number }

/** Of those that people marked, how many were right, by fifths of the confidence that was shown. */
export function accuracyOf(marked: readonly { confidence: number; mark: Mark }[]): AccuracyBand[] {
  return [0, 0.2, 0.4, 0.6, 0.8].map((from) => {
    const to = Math.round((from + 0.2) * 10) / 10
    const inBand = marked.filter(({ confidence }) => confidence >= from && (confidence < to || to === 1))
    const count = (mark: Mark) => inBand.filter((one) => one.mark === mark).length
    return { from, to, right: count('right'), wrong: count('wrong') }
  })
}
