/** What a function of instant vectors, scalars and strings is. */
import { executionError } from '../../errors.ts'
import type { Call } from '../../syntax/index.ts'
import type { Grid, StepSeries, Value } from '../data.ts'
import type { Run } from '../run.ts'

export type CallInput = { readonly run: Run; readonly node: Call; readonly grid: Grid; readonly args: readonly Value[] }

/** Arguments come evaluated. */
export type CallFunction = (input: CallInput) => Value | Promise<Value>

export const vector = (series: StepSeries[]): Value => ({ type: 'vector', series })

/** The checker has seen to the types; these only tell the compiler. */
export function vectorArg({ args }: CallInput, index: number): StepSeries[] {
  const value = args[index]
  if (value?.type !== 'vector') throw executionError('expected an instant vector')
  return value.series
}

export function scalarArg({ args }: CallInput, index: number): Float64Array {
  const value = args[index]
  if (value?.type !== 'scalar') throw executionError('expected a scalar')
  return value.values
}

export function stringArg({ args }: CallInput, index: number): string {
  const value = args[index]
  if (value?.type !== 'string') throw executionError('expected a string')
  return value.text
}
