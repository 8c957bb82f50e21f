import { isList, typeName, type Sample, type TextMap, type Value } from './values.ts'

/** What functions know beside their arguments. */
export type FunctionContext = {
  /** The evaluation's time, milliseconds since 1970. */
  readonly nowMs: number
  readonly externalUrl: string
}

/** Throws `FunctionError` for arguments that it cannot take. */
export type TemplateFunction = (args: readonly Value[], context: FunctionContext) => Value

/** What a function says of its arguments; the interpreter adds the line. */
export class FunctionError extends Error {
  override name = 'FunctionError'
}

export function textOf(value: Value | undefined): string {
  if (typeof value !== 'string') throw new FunctionError(`expected a string, got ${typeName(value ?? null)}`)
  return value
}

/** Numbers of any kind, durations in seconds, and texts that are numbers. */
export function numberOf(value: Value | undefined): number {
  if (typeof value === 'number') return value
  if (typeof value === 'bigint') return Number(value)
  if (typeof value === 'string') return parseFloatText(value)
  if (value && typeof value === 'object' && !isList(value) && value.kind === 'duration') return value.seconds
  throw new FunctionError(`can't convert ${typeName(value ?? null)} to float`)
}

/** Go's ParseFloat, without its forms for hexadecimal numbers. */
function parseFloatText(text: string): number {
  const infinite = /^([+-]?)inf(?:inity)?$/i.exec(text)
  if (infinite) return infinite[1] === '-' ? -Infinity : Infinity
  if (/^nan$/i.test(text)) return Number.NaN
  if (!/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(text)) {
    throw new FunctionError(`parsing ${JSON.stringify(text)}: invalid syntax`)
  }
  return Number(text)
}

export function listOf(value: Value | undefined): readonly Value[] {
  if (value === undefined || !isList(value))
    throw new FunctionError(`expected the result of a query, got ${typeName(value ?? null)}`)
  return value
}

export function sampleOf(value: Value | undefined): Sample {
  if (value && typeof value === 'object' && !isList(value) && value.kind === 'sample') return value
  throw new FunctionError(`expected an element of a query's result, got ${typeName(value ?? null)}`)
}

export function isMap(value: Value | undefined): value is TextMap {
  return value !== null && typeof value === 'object' && !isList(value) && value.kind === 'map'
}

/** Checks the number of arguments and calls the function. */
export function taking(count: number, call: TemplateFunction): TemplateFunction {
  return (args, context) => {
    if (args.length !== count) throw new FunctionError(`wrong number of args: want ${count} got ${args.length}`)
    return call(args, context)
  }
}
