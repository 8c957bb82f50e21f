/** What of a model's answer may be stored and shown: only what the evidence bears out. Pure. */
import { z } from 'zod'
import type { Evidence } from '../evidence.ts'
import { fixKinds } from '../finding.ts'

const text = z.string().max(2_000)
const ids = z.array(z.string().max(20)).max(40)

const Answer = z.object({
  title: z.string().max(300),
  summary: text,
  hypotheses: z
    .array(z.object({ statement: text, evidenceIds: ids, counterEvidenceIds: ids.default([]) }))
    .max(20)
    .default([]),
  fixes: z
    .array(z.object({ kind: z.enum(fixKinds), description: text, evidenceIds: ids }))
    .max(20)
    .default([]),
  abstain: z.string().max(500).nullable().default(null),
})

export type ModelResult = {
  title: string
  summary: string
  hypotheses: { statement: string; evidenceIds: string[]; counterEvidenceIds: string[] }[]
  fixes: { kind: (typeof fixKinds)[number]; description: string; evidenceIds: string[] }[]
}

export type Judged = { result: ModelResult } | { abstained: string } | { unreadable: true }

const maxTitle = 90
const maxKept = 6

/** `evidence` as it was sent. */
export function judgeAnswer(answer: string, evidence: readonly Evidence[]): Judged {
  const parsed = Answer.safeParse(readJson(answer))
  if (!parsed.success) return { unreadable: true }
  const { title, summary, hypotheses, fixes, abstain } = parsed.data
  if (abstain !== null && abstain.trim() !== '') return { abstained: `the model abstained: ${plainText(abstain)}` }
  const byId = new Map(evidence.map((item) => [item.id, item.text]))
  const borneOut = (statement: string, cited: readonly string[]) =>
    cited.length > 0 &&
    cited.every((id) => byId.has(id)) &&
    restsOn(
      statement,
      cited.map((id) => byId.get(id) ?? ''),
    )
  const everything = evidence.map((item) => item.text)
  const kept = {
    hypotheses: hypotheses
      .filter(({ statement, evidenceIds }) => borneOut(statement, evidenceIds))
      .slice(0, maxKept)
      .map((one) => ({
        ...{ statement: plainText(one.statement), evidenceIds: one.evidenceIds },
        counterEvidenceIds: one.counterEvidenceIds.filter((id) => byId.has(id)),
      })),
    fixes: fixes
      .filter(({ description, evidenceIds }) => borneOut(description, evidenceIds))
      .slice(0, maxKept)
      .map((one) => ({ ...one, description: plainText(one.description) })),
  }
  if (kept.hypotheses.length === 0) return { abstained: 'nothing that the model said is borne out by the evidence' }
  return {
    result: {
      title: restsOn(title, everything) ? plainText(title).slice(0, maxTitle) : '',
      summary: restsOn(summary, everything) ? plainText(summary) : '',
      ...kept,
    },
  }
}

/** Some models wrap their JSON in a fence or a sentence. */
function readJson(answer: string): unknown {
  const from = answer.indexOf('{')
  const to = answer.lastIndexOf('}')
  if (from === -1 || to < from) return undefined
  try {
    return JSON.parse(answer.slice(from, to + 1))
  } catch {
    return undefined // the caller asks once more, or abstains
  }
}

/**
 * Whether everything in a statement that could be checked stands in what it cites: what is quoted, file names, and
 * numbers with more than one digit, releases among them. Links are never borne out.
 */
function restsOn(statement: string, cited: readonly string[]): boolean {
  if (/\w+:\/\/|\bwww\.|\]\(|<[a-z/!]/i.test(statement)) return false
  const sources = cited.join('\n').toLowerCase()
  const checkable = statement.match(/"[^"]+"|`[^`]+`|[\w./-]+\.[a-z]{1,5}\b|\d[\d.,:-]*\d/gi) ?? []
  return checkable.every((part) => sources.includes(part.replaceAll(/^["`]|["`]$/g, '').toLowerCase()))
}

/** One line, without what could turn or hide it. */
function plainText(value: string): string {
  return value
    .replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim()
}
