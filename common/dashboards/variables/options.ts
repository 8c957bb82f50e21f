/** What may be chosen of a variable. */
import { maxOptions } from '../limits.ts'
import type { Variable, VariableOption, VariableSort } from '../model.ts'
import { readPattern } from '../pattern/pattern.ts'

/**
 * `results` is what the variable's query found; it is not looked at where nothing is asked. Without “All”, which `includeAll`
 * allows. Each value is there once; more than `maxOptions` are left out.
 */
export function optionsOf(variable: Variable, results: readonly string[]): VariableOption[] {
  switch (variable.kind) {
    case 'query':
      return sortOptions(unique(matching(variable.regex, results)), variable.sort)
    case 'datasource':
      return [{ text: 'Watchword', value: 'watchword' }]
    case 'interval': {
      const auto = variable.auto ? [{ text: 'auto', value: `$__auto_interval_${variable.name}` }] : []
      return [...auto, ...variable.options]
    }
    case 'adhoc':
    case 'unsupported':
      return []
    default:
      return variable.options
  }
}

/** Groups named `text` and `value` make both; else the first group is the value, else the whole match. */
function matching(regex: string, results: readonly string[]): VariableOption[] {
  if (regex === '') return results.map((value) => ({ text: value, value }))
  const pattern = readPattern(regex)
  // A pattern that cannot be used hides nothing: the dashboard is still of use.
  if (!pattern) return results.map((value) => ({ text: value, value }))
  return results.flatMap((result) => {
    const match = pattern.exec(result)
    if (!match) return []
    const { named, groups, text } = match
    const value = named['value'] ?? named['text'] ?? groups[0] ?? text
    return [{ text: named['text'] ?? value, value }]
  })
}

function unique(options: VariableOption[]): VariableOption[] {
  const seen = new Set<string>()
  const kept: VariableOption[] = []
  for (const option of options) {
    if (seen.has(option.value)) continue
    seen.add(option.value)
    kept.push(option)
    if (kept.length === maxOptions) break
  }
  return kept
}

function sortOptions(options: VariableOption[], { by, descending }: VariableSort): VariableOption[] {
  if (by === 'none') return options
  const sorted = options.toSorted(comparisons[by])
  return descending ? sorted.reverse() : sorted
}

type Compare = (left: VariableOption, right: VariableOption) => number
const plain = new Intl.Collator('en', { sensitivity: 'variant' })
const withoutCase = new Intl.Collator('en', { sensitivity: 'base' })
const natural = new Intl.Collator('en', { numeric: true, sensitivity: 'base' })

const comparisons: Record<Exclude<VariableSort['by'], 'none'>, Compare> = {
  text: (left, right) => plain.compare(left.text, right.text),
  'text-without-case': (left, right) => withoutCase.compare(left.text, right.text),
  natural: (left, right) => natural.compare(left.text, right.text),
  number: (left, right) => firstNumber(left.text) - firstNumber(right.text) || plain.compare(left.text, right.text),
}

/** The first number in it; texts without one come first. */
function firstNumber(text: string): number {
  const digits = /\d+(?:\.\d+)?/.exec(text)?.[0]
  return digits === undefined ? -1 : Number(digits)
}

/** The texts of `query_result(…)`: `name{a="b"} value time`, which the variable's regex takes apart. */
export function queryResultTexts(
  samples: readonly { labels: Record<string, string>; value: string; timeMs: number }[],
): string[] {
  return samples.map(({ labels, value, timeMs }) => {
    const { __name__: name = '', ...others } = labels
    const written = Object.entries(others).map(([key, each]) => `${key}="${each}"`)
    return `${name}{${written.join(',')}} ${value} ${timeMs}`
  })
}
