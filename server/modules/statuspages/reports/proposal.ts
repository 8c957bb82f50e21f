/**
 * A draft that waits for a person: made from an incident, by a rule or on request. Nothing publishes it but a person's
 * own act. Pure.
 */
import type { Incident } from '#modules/incidents'
import { formatTime } from '../time.ts'
import { conflict } from '#platform/errors'
import type { ComponentState, ReportStatus } from '../report.ts'
import { listOfNames } from './template.ts'

/** `recovery`: the incident that a report is about was resolved. */
export const proposalSources = ['person', 'rule', 'recovery'] as const
export const decisions = ['accepted', 'dismissed', 'withdrawn'] as const

export type Proposal = {
  id: string
  pageId: string
  incidentId: string
  /** The report that it adds an update to, or that came of it; null: it is to be a new report. */
  reportId: string | null
  source: (typeof proposalSources)[number]
  ruleId: string | null
  /** What was known of the cause when it was drafted, and how surely. */
  analysisId: string | null
  confidence: number | null
  title: string
  status: ReportStatus
  body: string
  components: ComponentState[]
  createdAt: Date
  decidedAt: Date | null
  decision: (typeof decisions)[number] | null
  /** A user; null where nobody decided. */
  decidedBy: string | null
}

export type ProposalRule = {
  id: string
  pageId: string
  projectId: string | null
  /** Incidents of these severities; at least one. */
  severities: Incident['severity'][]
  /** The states that the draft names. */
  components: ComponentState[]
  createdAt: Date
}

export const maxProposalRules = 20

/** Throws conflict for what was decided. */
export function requireWaiting({ decision }: Proposal): void {
  if (decision) throw conflict(`the proposal is already ${decision}`)
}

/** What was found of the cause, as far as the public may be told. */
export type Cause = 'change' | 'dependency' | 'unknown'

/** Kinds of findings of the analysis. Its words name code, people and machines: none of them reaches a draft. */
const changes = new Set(['release', 'deploy', 'change'])
/** Below this a cause is not hinted at. */
const minConfidence = 0.5

/**
 * What a draft may hint at; by a person's word (`right`), or by the analysis when it is sure enough and nothing of the
 * finding speaks against it.
 */
export function causeOf(
  analysis:
    | {
        mark: 'right' | 'wrong' | null
        result: {
          confidence: number
          findings: readonly { kind: string; counterEvidenceIds: readonly string[] }[]
        } | null
      }
    | undefined,
): Cause {
  const [first] = analysis?.result?.findings ?? []
  if (!analysis?.result || !first || analysis.mark === 'wrong') return 'unknown'
  const sure = analysis.result.confidence >= minConfidence && first.counterEvidenceIds.length === 0
  if (!sure && analysis.mark !== 'right') return 'unknown'
  if (changes.has(first.kind)) return 'change'
  return first.kind === 'dependency' ? 'dependency' : 'unknown'
}

/** As of every report. */
const maxTitleLength = 200

type Draft = { title: string; status: ReportStatus; body: string }

const guess: Record<Cause, string> = {
  change: 'It began after a change on our side, and we are checking whether that is the cause.',
  dependency: 'It seems to come from a service that we depend on, and we are checking that.',
  unknown: 'We are looking for the cause.',
}
const known: Record<Cause, string> = {
  change: 'A change on our side is the cause, and we are working on it.',
  dependency: 'The cause is a service that we depend on, and we are working around it.',
  unknown: 'We are looking for the cause.',
}

/** `confirmed`: a person said that the analysis is right, so that the cause may be called identified. */
export function draftReport(facts: {
  cause: Cause
  confirmed: boolean
  since: Date
  timeZone: string
  componentNames: readonly string[]
}): Draft {
  const { cause, confirmed, since, timeZone, componentNames } = facts
  const identified = confirmed && cause !== 'unknown'
  const what = componentNames.length === 0 ? 'our service' : listOfNames(componentNames)
  return {
    title: (componentNames.length === 0 ? 'We are looking into a problem' : `Problems with ${what}`)
      .slice(0, maxTitleLength)
      .toWellFormed(),
    status: identified ? 'identified' : 'investigating',
    body: [
      `Since ${formatTime(since, timeZone)} some of you may have trouble with ${what}.`,
      (identified ? known : guess)[cause],
      'We will write again when we know more.',
    ].join(' '),
  }
}

/** The incident behind an open report was resolved. */
export function draftRecovery(facts: { resolvedAt: Date; timeZone: string }): Omit<Draft, 'title'> {
  return {
    status: 'resolved',
    body: `The problem is over since ${formatTime(facts.resolvedAt, facts.timeZone)}. We are sorry for the trouble that it caused.`,
  }
}
