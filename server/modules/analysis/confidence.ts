/** How sure an analysis may be: a fixed function of the evidence. What a model says of itself has no part in it. */
import { beginningOf, type Facts } from './facts.ts'
import type { Finding } from './finding.ts'

/** A term or a cap, as people are shown it. */
export type ConfidenceReason = { text: string; change: number } | { text: string; cap: number }
export type Confidence = { value: number; reasons: ConfidenceReason[] }

const start = 0.15
const inTime = new Set<Finding['kind']>(['release', 'deploy', 'change', 'dependency', 'growth'])

/** From 0.05 to 0.95: nothing is certain, and nothing that cites evidence is worth nothing. */
export function confidenceOf(facts: Facts, findings: readonly Finding[]): Confidence {
  const terms = termsOf(facts, findings)
  const caps = capsOf(facts, findings)
  const sum = terms.reduce((total, { change }) => total + change, start)
  const capped = caps.reduce((value, { cap }) => Math.min(value, cap), sum)
  const value = Math.round(Math.min(0.95, Math.max(0.05, capped)) * 100) / 100
  // A cap that is above the sum changed nothing, and is not told.
  return { value, reasons: [...terms, ...caps.filter(({ cap }) => cap < sum)] }
}

function termsOf(facts: Facts, findings: readonly Finding[]): { text: string; change: number }[] {
  const has = (kind: Finding['kind'], least = 0) =>
    findings.some((finding) => finding.kind === kind && finding.strength >= least)
  const { eventCount } = facts.incident
  const top = topOwnShare(facts)
  const terms: [boolean, number, string][] = [
    [eventCount >= 10, 0.15, '10 events or more'],
    [eventCount >= 3 && eventCount < 10, 0.08, '3 events or more'],
    [top > 0, 0.1, 'code of its own is at the top of the stack'],
    [top >= 0.8, 0.1, 'nearly all events are thrown at the same place'],
    [has('release', 0.6), 0.3, 'it began with a release, and earlier ones do not have it'],
    [!has('release', 0.6) && (has('deploy', 0.3) || has('change', 0.3)), 0.15, 'something was changed shortly before'],
    [has('dependency', 0.6), 0.3, 'calls to another service began to fail at the same time'],
    [has('attribute', 0.5), 0.2, 'the affected have something in common that others have not'],
    [has('growth', 0.5), 0.2, 'the rate rises steadily'],
    [has('similar', 0.5), 0.1, 'something like it was fixed before'],
    [findings.some(({ counterEvidenceIds }) => counterEvidenceIds.length > 0), -0.2, 'something speaks against it'],
  ]
  return terms.flatMap(([holds, change, text]) => (holds ? [{ text, change }] : []))
}

function capsOf(facts: Facts, findings: readonly Finding[]): { text: string; cap: number }[] {
  const correlated = findings.some(({ kind, strength }) => inTime.has(kind) && strength >= 0.3)
  const alone = facts.incident.eventCount <= 1
  const stacks = facts.frames.length > 0
  const caps: [boolean, number, string][] = [
    [alone, 0.4, 'it happened once'],
    [facts.sourceMapsMissing, 0.4, 'source maps are missing'],
    [stacks && topOwnShare(facts) === 0, 0.5, 'no code of its own is in the stack'],
    [!correlated, 0.6, 'nothing is known to have changed when it began'],
    [beginningOf(facts) > facts.at, 0.4, 'the clocks of its senders are wrong'],
  ]
  return caps.flatMap(([holds, cap, text]) => (holds ? [{ text, cap }] : []))
}

function topOwnShare({ frames, sampledEvents }: Facts): number {
  const events = Math.max(0, ...frames.filter(({ inApp }) => inApp).map(({ events }) => events))
  return sampledEvents === 0 ? 0 : events / sampledEvents
}
