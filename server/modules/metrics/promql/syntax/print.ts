/** A syntax tree as PromQL again; reading it gives the same tree. */
import { metricName } from '../labels.ts'
import type { Matcher } from '../queryable.ts'
import type { AtModifier, DurationNode, Expression, Matching, Selector } from './ast.ts'
import { formatDuration } from './durations.ts'
import { quoteText } from './strings.ts'

export function print(node: Expression): string {
  switch (node.kind) {
    case 'number':
      return node.isDuration ? printSeconds(node.value) : printNumber(node.value)
    case 'string':
      return quoteText(node.value)
    case 'paren':
      return `(${print(node.of)})`
    case 'unary':
      return node.op + print(node.of)
    case 'selector':
      return printSelector(node) + printModifiers(node)
    case 'rangeSelector':
      return `${printSelector(node.selector)}[${printDuration(node.range)}]${printModifiers(node.selector)}`
    case 'subquery': {
      const step = node.step ? printDuration(node.step) : ''
      return `${print(node.of)}[${printDuration(node.range)}:${step}]${printModifiers(node)}`
    }
    case 'binary': {
      const bool = node.bool ? ' bool' : ''
      return `${print(node.left)} ${node.op}${bool}${printMatching(node.matching)} ${print(node.right)}`
    }
    case 'call':
      return `${node.name}(${node.args.map(print).join(', ')})`
    case 'aggregate':
      return printAggregate(node)
  }
}

export function printNumber(value: number): string {
  if (Number.isNaN(value)) return 'NaN'
  if (Number.isFinite(value)) return Object.is(value, -0) ? '-0' : String(value)
  return value > 0 ? '+Inf' : '-Inf'
}

function printAggregate(node: Extract<Expression, { kind: 'aggregate' }>): string {
  const by = node.without ? ' without ' : ' by '
  const clause = node.without || node.grouping.length > 0 ? `${by}${printLabels(node.grouping)} ` : ''
  const parameter = node.parameter ? `${print(node.parameter)}, ` : ''
  return `${node.op}${clause}(${parameter}${print(node.of)})`
}

function printSelector({ name, matchers }: Selector): string {
  const rest = name === undefined ? matchers : matchers.filter((matcher) => !isNameMatcher(matcher, name))
  if (rest.length === 0 && name !== undefined) return name
  return `${name ?? ''}{${rest.map(printMatcher).join(',')}}`
}

function isNameMatcher({ name, op, value }: Matcher, metric: string): boolean {
  return name === metricName && op === '=' && value === metric
}

function printMatcher({ name, op, value }: Matcher): string {
  return printLabel(name) + op + quoteText(value)
}

function printModifiers(node: {
  at: AtModifier | undefined
  offset: DurationNode | undefined
  extension?: Selector['extension']
}): string {
  const extension = node.extension ? ` ${node.extension}` : ''
  const at = node.at === undefined ? '' : ` @ ${typeof node.at === 'number' ? printNumber(node.at) : `${node.at}()`}`
  return extension + at + (node.offset ? ` offset ${printDuration(node.offset)}` : '')
}

function printMatching(matching: Matching | undefined): string {
  if (!matching) return ''
  const { on, labels, group, include, fillLeft, fillRight } = matching
  let text =
    on || labels.length > 0 || group === 'left' || group === 'right'
      ? ` ${on ? 'on' : 'ignoring'} ${printLabels(labels)}`
      : ''
  if (group === 'left' || group === 'right') text += ` group_${group} ${printLabels(include)}`
  if (fillLeft !== undefined) text += ` fill_left (${printNumber(fillLeft)})`
  if (fillRight !== undefined) text += ` fill_right (${printNumber(fillRight)})`
  return text
}

function printLabels(labels: readonly string[]): string {
  return `(${labels.map(printLabel).join(', ')})`
}

function printLabel(name: string): string {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) ? name : quoteText(name)
}

function printDuration(node: DurationNode): string {
  switch (node.kind) {
    case 'seconds':
      return printSeconds(node.seconds)
    case 'queryTime':
      return `${node.name}()`
    case 'negate':
      return `-${printDuration(node.of)}`
    case 'group':
      return `(${printDuration(node.of)})`
    case 'operation':
      return `${printDuration(node.left)} ${node.op} ${printDuration(node.right)}`
    case 'choose':
      return `${node.name}(${printDuration(node.left)}, ${printDuration(node.right)})`
  }
}

/** With units where that says it exactly. */
function printSeconds(seconds: number): string {
  const ms = Math.round(seconds * 1000)
  return ms / 1000 === seconds && Math.abs(ms) < 9e12 ? formatDuration(ms) : printNumber(seconds)
}
