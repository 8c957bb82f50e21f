import type { EvidenceBook } from './evidence.ts'
import type { Facts } from './facts.ts'

export const findingKinds = [
  'release',
  'deploy',
  'change',
  'attribute',
  'dependency',
  'beside',
  'growth',
  'frame',
  'similar',
  // Of a language model.
  'hypothesis',
] as const
export type FindingKind = (typeof findingKinds)[number]

/** Something that is said of the cause. Without evidence there is none. */
export type Finding = {
  kind: FindingKind
  /** One plain sentence. */
  statement: string
  /** From 0 to 1, by the code that found it; decides the order. */
  strength: number
  evidenceIds: [string, ...string[]]
  /** What speaks against it. */
  counterEvidenceIds: string[]
  /** What one would do about it, if it is so. */
  fix: Fix | null
}

export const fixKinds = ['code', 'config', 'rollback', 'operate'] as const
export type Fix = { kind: (typeof fixKinds)[number]; description: string }

export type Rule = (facts: Facts, book: EvidenceBook) => Finding[]

/** A finding if all that it needs could be cited. */
export function finding(
  kind: FindingKind,
  strength: number,
  statement: string,
  evidence: readonly (string | undefined)[],
  { counter = [], fix = null }: { counter?: readonly (string | undefined)[]; fix?: Fix | null } = {},
): Finding[] {
  const [first, ...others] = evidence.filter((id) => id !== undefined)
  if (first === undefined || strength <= 0) return []
  return [
    {
      ...{ kind, statement, strength: Math.min(1, Math.round(strength * 1000) / 1000) },
      evidenceIds: [first, ...others],
      counterEvidenceIds: counter.filter((id) => id !== undefined),
      fix,
    },
  ]
}
