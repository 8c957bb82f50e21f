/** What is done to which data and where. Pure. */
import type { DataType } from './detect.ts'

export const scrubMethods = ['remove', 'mask', 'hash', 'replace'] as const
/**
 * `remove` leaves nothing, `mask` a star for each letter and digit (of a secret always eight), `replace` the name of
 * the type in brackets or a text of one's own, `hash` the same with a hash: the same value gives the same hash within a
 * workspace, and nowhere else.
 */
export type ScrubMethod = (typeof scrubMethods)[number]

export type ScrubRule = {
  method: ScrubMethod
  dataType: DataType
  /** `$user.email`, `**` … (`selector.ts`). */
  selector: string
  /** With the data type `pattern` (`pattern.ts`). */
  pattern?: string | undefined
  ignoreCase?: boolean | undefined
  /** With the method `replace`. */
  replacement?: string | undefined
}

export const maxRules = 100
export const maxReplacementLength = 50

export type RuleOrigin = 'default' | 'workspace' | 'project'

/**
 * Holds everywhere unless a workspace switches it off: what is a secret to everybody, and nothing that helps to find
 * out who was hit. Numbers of cards and bank accounts were taken out before (ADR 0025).
 */
export const defaultRules: readonly ScrubRule[] = (['privateKey', 'jwt', 'secret', 'password', 'ssn'] as const).map(
  (dataType) => ({ method: 'replace', dataType, selector: '**' }),
)

/** In the order in which they work: each sees what the ones before it left. */
export type RuleSet = readonly { rule: ScrubRule; origin: RuleOrigin }[]

export function inOrder(given: {
  useDefaults: boolean
  workspace: readonly ScrubRule[]
  project: readonly ScrubRule[]
}): RuleSet {
  const from = (origin: RuleOrigin, rules: readonly ScrubRule[]) => rules.map((rule) => ({ rule, origin }))
  return [
    ...from('default', given.useDefaults ? defaultRules : []),
    ...from('workspace', given.workspace),
    ...from('project', given.project),
  ]
}
