/** The built-in analyser: no network, no model; the same facts give the same analysis. */
import { confidenceOf, type Confidence } from './confidence.ts'
import { createEvidenceBook, minuteOf, type Evidence } from './evidence.ts'
import { beginningOf, type Facts } from './facts.ts'
import type { Finding, Rule } from './finding.ts'
import { commonAttribute } from './rules/attribute.ts'
import { fixedBefore, likelyFrame } from './rules/code.ts'
import { failingDependency, incidentsBeside } from './rules/dependency.ts'
import { slowGrowth } from './rules/growth.ts'
import { changesBefore, firstBadRelease } from './rules/release.ts'

/** Counts up when a rule changes what it finds: the same digest is then analysed once more. */
export const analyserVersion = 1

const rules: Rule[] = [
  firstBadRelease,
  failingDependency,
  commonAttribute,
  slowGrowth,
  changesBefore,
  incidentsBeside,
  fixedBefore,
  likelyFrame,
]
export const maxFindings = 6

export type Conclusion = {
  /** One paragraph: what, since when, how often, who is hit. */
  summary: string
  /** Strongest first. */
  findings: Finding[]
  evidence: readonly Evidence[]
  confidence: Confidence
  /** Why nothing is said of the cause; null where something is. */
  abstained: string | null
}

export function conclude(facts: Facts): Conclusion {
  const book = createEvidenceBook()
  const summary = summarise(facts)
  book.add('incident', summary, facts.incident.id)
  const found = rules.flatMap((rule) => rule(facts, book))
  const findings = found.toSorted((a, b) => b.strength - a.strength).slice(0, maxFindings)
  return {
    ...{ summary, findings, evidence: book.items },
    confidence: confidenceOf(facts, findings),
    abstained: findings.length > 0 ? null : 'nothing in the evidence points to a cause',
  }
}

function summarise(facts: Facts): string {
  const { title, culprit, eventCount, userCount, regressedAt } = facts.incident
  const many = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`
  const began = `${regressedAt === null ? 'It began' : 'It came back'} at ${minuteOf(beginningOf(facts))}`
  const releases = facts.releases.filter(({ events }) => events > 0).map(({ version }) => version)
  const parts = [
    culprit === '' ? `${title}.` : `${title}, in ${culprit}.`,
    `${began} and happened ${many(eventCount, 'time')}${userCount > 0 ? `, to ${many(userCount, 'user')}` : ''}.`,
    releases.length > 0 ? `Releases: ${releases.slice(-5).join(', ')}.` : '',
  ]
  return parts.filter((part) => part !== '').join(' ')
}
