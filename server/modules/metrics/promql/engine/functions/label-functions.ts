/** `label_replace` and `label_join`. */
import { executionError } from '../../errors.ts'
import { type Labels, labelValue, metricName, withLabel } from '../../labels.ts'
import { RegexError, compileRegex } from '../../regex/index.ts'
import { quoteText } from '../../syntax/index.ts'
import { type StepSeries, relabelled } from '../data.ts'
import { merged } from '../set-operators.ts'
import { type CallFunction, stringArg, vector, vectorArg } from './call.ts'

const isLabelName = (name: string) => name !== '' && name.isWellFormed()

/** Two series that become one must not be there at the same time. */
function rewrite(
  series: readonly StepSeries[],
  target: string,
  change: (labels: Labels) => string | undefined,
): StepSeries[] {
  return merged(
    series.map((one) => {
      const value = change(one.labels)
      if (value === undefined) return one
      const labels = withLabel(one.labels, target, value)
      // A name that was set on purpose stays.
      return relabelled(one, target === metricName ? { labels, dropName: false } : { labels })
    }),
  )
}

const replace: CallFunction = (input) => {
  const [target, replacement, source, pattern] = [1, 2, 3, 4].map((index) => stringArg(input, index)) as [
    ...[string, string],
    ...[string, string],
  ]
  if (!isLabelName(target)) {
    throw executionError(`invalid destination label name in label_replace(): ${quoteText(target)}`)
  }
  try {
    const regex = compileRegex(pattern, { dotAll: true })
    return vector(
      rewrite(vectorArg(input, 0), target, (labels) => regex.expandAll(labelValue(labels, source), replacement)),
    )
  } catch (error) {
    if (!(error instanceof RegexError)) throw error
    throw executionError(`invalid regular expression in label_replace(): ${pattern}`)
  }
}

const join: CallFunction = (input) => {
  const target = stringArg(input, 1)
  const separator = stringArg(input, 2)
  const sources = input.args.slice(3).map((_, index) => stringArg(input, index + 3))
  if (!isLabelName(target)) throw executionError(`invalid destination label name in label_join(): ${quoteText(target)}`)
  const wrong = sources.find((name) => !isLabelName(name))
  if (wrong !== undefined) throw executionError(`invalid source label name in label_join(): ${quoteText(wrong)}`)
  const value = (labels: Labels) => sources.map((name) => labelValue(labels, name)).join(separator)
  return vector(rewrite(vectorArg(input, 0), target, value))
}

export const labelFunctions: Readonly<Record<string, CallFunction>> = { label_replace: replace, label_join: join }
