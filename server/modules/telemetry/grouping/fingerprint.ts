/**
 * Which events belong together. The order of authority: the sender's fingerprint, the project's rules, rules of ours,
 * the stack, type and message of the exception, the message or its template, platform and route. Pure, and the same for
 * the same event in any order.
 */
import type { TelemetryEvent } from '../event.ts'
import { algorithm, newestVersion } from './algorithms.ts'
import { builtIn } from './built-in.ts'
import { counted, ignored, toGrouping, type Contribution, type Decision, type Grouping } from './grouping.ts'
import { fallback, implicit, type Hints } from './implicit.ts'
import { noRules, type CompiledRules } from './rules/compile-rules.ts'
import { matchRules, type RuleMatch } from './rules/match-rules.ts'
import { fillIn, isDefault } from './rules/variables.ts'
import type { Traits } from './traits.ts'

/** What holds for a project. */
export type GroupingSettings = { version: number; rules: CompiledRules }

/** Of a log line whose sender named no template. */
export type Template = { id: string; template: string }

const newest: GroupingSettings = { version: newestVersion, rules: noRules }

/**
 * By what holds now; `former` is what held before, newest first: its keys are given where they differ. Never throws:
 * whatever goes wrong, the event groups with its like by platform and route.
 */
export function fingerprint(
  event: TelemetryEvent,
  settings: GroupingSettings = newest,
  { template, former = [] }: { template?: Template | undefined; former?: readonly GroupingSettings[] } = {},
): Grouping {
  const grouping = fingerprintBy(event, settings, template)
  if (former.length === 0 || grouping.failure !== undefined) return grouping
  const keys = former
    .map((settings) => fingerprintBy(event, settings, template))
    // A failure's key is that of everything on this route: nothing may be taken for the same by it.
    .flatMap(({ key, failure }) => (failure === undefined && key !== grouping.key ? [key] : []))
  return keys.length === 0 ? grouping : { ...grouping, formerKeys: [...new Set(keys)] }
}

function fingerprintBy(event: TelemetryEvent, { version, rules }: GroupingSettings, template?: Template): Grouping {
  const traits = algorithm(version)
  try {
    return toGrouping(decide(event, traits, { rules, template }), traits.version)
  } catch (failure) {
    return { ...toGrouping(fallback(event, traits), traits.version), failure }
  }
}

type Given = { rules: CompiledRules; template: Template | undefined }

function decide(event: TelemetryEvent, traits: Traits, given: Given): Decision {
  return explicit(event, traits, given) ?? withoutWords(event, traits, given)
}

function explicit(event: TelemetryEvent, traits: Traits, given: Given): Decision | undefined {
  const parts = event.fingerprint ?? []
  if (parts.every(isDefault)) return undefined
  const contributions = parts.flatMap((part) =>
    isDefault(part) ? withoutWords(event, traits, given).contributions : [counted('fingerprint', part)],
  )
  return { method: 'explicit', contributions }
}

/** Without what the sender wants. */
function withoutWords(event: TelemetryEvent, traits: Traits, { rules, template }: Given): Decision {
  const match = matchRules(event, rules)
  const hints: Hints = { template, frame: match.frame }
  const rest = () => (traits.hasBuiltInRules ? builtIn(event) : undefined) ?? implicit(event, traits, hints)
  if (match.fingerprint) return byRule(event, match.fingerprint, rest())
  const decision = rest()
  if (!match.gaveUp) return decision
  const note = ignored('fingerprint', 'rules', 'they were too much work for this event')
  return { ...decision, contributions: [...decision.contributions, note] }
}

function byRule(
  event: TelemetryEvent,
  { rule, parts }: NonNullable<RuleMatch['fingerprint']>,
  rest: Decision,
): Decision {
  const contributions = parts.flatMap((part): Contribution[] =>
    isDefault(part) ? rest.contributions : [counted('fingerprint', fillIn(part, event, rest))],
  )
  if (parts.some(isDefault)) return { method: 'rule', rule, contributions }
  // What would have decided stays to be read.
  const unused = rest.contributions.map(({ kind, value, why }) => ignored(kind, value, why ?? 'the rule decides'))
  return { method: 'rule', rule, contributions: [...contributions, ...unused] }
}
