/** Binary operators between two values. */
import { divide, multiply, add, subtract } from '../../histograms/arithmetic.ts'
import { sameHistogram } from '../../histograms/equality.ts'
import type { Histogram } from '../../histograms/histogram.ts'
import { trim } from '../../histograms/trim.ts'
import type { AnnotationList } from '../annotations.ts'
import { type BinaryOp, type ComparisonOp, type Span, isComparison } from '../syntax/index.ts'
import { mixedSchemas } from './functions/range-function.ts'

export type OperatorCall = { readonly op: BinaryOp; readonly annotations: AnnotationList; readonly span: Span }

/** What is left: a value, or for a comparison whether it holds; undefined where there is no result at all. */
export type Outcome = { value: number | Histogram; holds: boolean } | undefined

/** Arithmetic gives something else than the metric was; filters and cuts do not. */
export function changesMeaning(op: BinaryOp): boolean {
  return !isComparison(op) && op !== '</' && op !== '>/'
}

export function operateFloats(op: BinaryOp, left: number, right: number): number {
  switch (op) {
    case '+':
      return left + right
    case '-':
      return left - right
    case '*':
      return left * right
    case '/':
      return left / right
    case '%':
      return left % right
    case '^':
      return power(left, right)
    case 'atan2':
      return Math.atan2(left, right)
    default:
      return Number.NaN
  }
}

/** As IEEE 754 and Go: one to any power is one, which ECMAScript does not say of NaN and infinity. */
function power(base: number, exponent: number): number {
  if (base === 1 || (base === -1 && Math.abs(exponent) === Infinity)) return 1
  return base ** exponent
}

export function compareFloats(op: ComparisonOp, left: number, right: number): boolean {
  switch (op) {
    case '==':
      return left === right
    case '!=':
      return left !== right
    case '<':
      return left < right
    case '<=':
      return left <= right
    case '>':
      return left > right
    case '>=':
      return left >= right
  }
}

export function operate(call: OperatorCall, left: number | Histogram, right: number | Histogram): Outcome {
  const { op } = call
  if (typeof left === 'number' && typeof right === 'number') {
    if (isComparison(op)) return { value: left, holds: compareFloats(op, left, right) }
    return op === '</' || op === '>/' ? incompatible(call, 'float', 'float') : result(operateFloats(op, left, right))
  }
  if (typeof left === 'number') {
    return op === '*' && typeof right === 'object'
      ? result(multiply(right, left))
      : incompatible(call, 'float', 'histogram')
  }
  if (typeof right === 'number') {
    if (op === '*') return result(multiply(left, right))
    if (op === '/') return result(divide(left, right))
    if (op === '</' || op === '>/') return result(trim(left, op === '</' ? 'below' : 'above', right))
    return incompatible(call, 'histogram', 'float')
  }
  return operateHistograms(call, left, right)
}

const result = (value: number | Histogram): Outcome => ({ value, holds: true })

function operateHistograms(call: OperatorCall, left: Histogram, right: Histogram): Outcome {
  const { op, annotations, span } = call
  if (op === '==' || op === '!=') return { value: left, holds: sameHistogram(left, right) === (op === '==') }
  if (op !== '+' && op !== '-') return incompatible(call, 'histogram', 'histogram')
  const combined = op === '+' ? add(left, right) : subtract(left, right)
  const name = op === '+' ? 'addition' : 'subtraction'
  if (!combined) {
    annotations.warn(mixedSchemas, span)
    return undefined
  }
  if (combined.collided) annotations.warn(`conflicting counter resets during histogram ${name}`, span)
  if (combined.reconciled) annotations.info(`mismatched custom buckets were reconciled during ${name}`, span)
  return result(combined.histogram)
}

function incompatible({ op, annotations, span }: OperatorCall, left: string, right: string): undefined {
  annotations.info(`incompatible sample types encountered for binary operator "${op}": ${left} ${op} ${right}`, span)
}
