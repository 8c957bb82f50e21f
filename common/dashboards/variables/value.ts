/** What is chosen of a variable. */
import { maxChosen } from '../limits.ts'
import type { Variable, VariableOption, VariableValue } from '../model.ts'
import { defined } from '../read/values.ts'

/** Stands for all values, in what is chosen and in links. */
export const allValues = '$__all'

/**
 * What is chosen (values, or `$__all`), ready for `interpolate`. Values that are no option are taken as they are: a link may
 * name a host that is silent now. At most `maxChosen` of them.
 */
export function valueOf(
  variable: Variable,
  chosen: readonly string[],
  options: readonly VariableOption[],
): VariableValue {
  const multi = variable.multi || variable.includeAll
  const all = variable.includeAll && chosen.includes(allValues)
  const kept = all ? options : (variable.multi ? chosen : chosen.slice(0, 1)).map((value) => known(value, options))
  const values = kept.map(({ value }) => value)
  return defined({
    values: all ? values : values.slice(0, maxChosen),
    texts: (all ? kept : kept.slice(0, maxChosen)).map(({ text }) => text),
    multi,
    allValue: variable.allValue,
    all: all ? (true as const) : undefined,
    literal: variable.kind === 'query' ? (true as const) : undefined,
    auto: values[0]?.startsWith('$__auto_interval') === true ? variable.auto : undefined,
    fragment: isWritten(variable, values) ? (true as const) : undefined,
  })
}

function known(value: string, options: readonly VariableOption[]): VariableOption {
  return options.find((option) => option.value === value) ?? { text: value, value }
}

/** Whether the author of the dashboard wrote each of them: what a link says could be anybody's. */
function isWritten(variable: Variable, values: string[]): boolean {
  if (variable.kind !== 'custom' && variable.kind !== 'constant' && variable.kind !== 'interval') return false
  const written = new Set(variable.options.map(({ value }) => value))
  return values.every((value) => written.has(value) || value.startsWith('$__auto_interval'))
}

/** What is chosen when nobody has: the saved choice as far as it is still there, else all or the first option. */
export function initialChoice(variable: Variable, options: readonly VariableOption[]): string[] {
  if (variable.kind === 'textbox' || variable.kind === 'constant') return options.slice(0, 1).map(({ value }) => value)
  if (variable.includeAll && variable.current.includes(allValues)) return [allValues]
  const there = new Set(options.map(({ value }) => value))
  const saved = variable.current.filter((value) => there.has(value))
  if (saved.length > 0) return variable.multi ? saved : saved.slice(0, 1)
  if (variable.includeAll && variable.current.length === 0) return [allValues]
  return options.slice(0, 1).map(({ value }) => value)
}
