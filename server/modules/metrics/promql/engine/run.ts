/** What all parts of an evaluation share. */
import type { AnnotationList } from '../annotations.ts'
import { executionError } from '../errors.ts'
import type { Queryable } from '../queryable.ts'
import type { AtModifier, DurationNode, Expression, Selector } from '../syntax/index.ts'
import type { Grid, Value } from './data.ts'
import type { Budget } from './limits.ts'

export type Run = {
  readonly queryable: Queryable
  /** The whole query's times, which `start()`, `end()`, `step()` and `range()` tell also within subqueries. */
  readonly startMs: number
  readonly endMs: number
  readonly stepMs: number
  readonly lookbackMs: number
  /** Of subqueries that name none. */
  readonly defaultStepMs: number
  /** Selectors of which only counts and sums of histograms are looked at. */
  readonly withoutBuckets: ReadonlySet<Selector>
  readonly annotations: AnnotationList
  readonly budget: Budget
  /** `evaluate` of `evaluate.ts`, so that functions can evaluate their arguments. */
  readonly evaluate: (node: Expression, grid: Grid) => Promise<Value>
}

export type QueryTimes = Pick<Run, 'startMs' | 'endMs' | 'stepMs'>

/** Milliseconds of a duration; expressions are worked out here, where the query's times are known. */
export function durationMs(run: QueryTimes, node: DurationNode): number {
  const seconds = secondsOf(run, node)
  if (!Number.isFinite(seconds) || Math.abs(seconds) > 9_223_372_036) throw executionError('duration out of range')
  return Math.round(seconds * 1000)
}

/** Of a range or a subquery's step, which must be longer than nothing. */
export function positiveDurationMs(run: Run, node: DurationNode): number {
  const ms = durationMs(run, node)
  if (ms <= 0) throw executionError('duration must be greater than 0')
  return ms
}

function secondsOf(run: QueryTimes, node: DurationNode): number {
  switch (node.kind) {
    case 'seconds':
      return node.seconds
    case 'queryTime':
      return (node.name === 'step' ? run.stepMs : run.endMs - run.startMs) / 1000
    case 'negate':
      return -secondsOf(run, node.of)
    case 'group':
      return secondsOf(run, node.of)
    case 'choose': {
      const sides = [secondsOf(run, node.left), secondsOf(run, node.right)]
      return node.name === 'min_of' ? Math.min(...sides) : Math.max(...sides)
    }
    case 'operation':
      return operate(node.op, secondsOf(run, node.left), secondsOf(run, node.right))
  }
}

function operate(op: string, left: number, right: number): number {
  switch (op) {
    case '+':
      return left + right
    case '-':
      return left - right
    case '*':
      return left * right
    case '^':
      return left ** right
    default:
      if (right === 0) throw executionError(op === '/' ? 'division by zero' : 'modulo by zero')
      return op === '/' ? left / right : left % right
  }
}

/** From a step's time to the time looked at: `@` puts another in its place, the offset comes on top. */
export type TimeShift = { readonly pinnedMs: number | undefined; readonly offsetMs: number }

export function timeShift(run: Run, node: { at: AtModifier | undefined; offset: DurationNode | undefined }): TimeShift {
  const { at } = node
  const pinnedMs =
    at === 'start' ? run.startMs : at === 'end' ? run.endMs : at === undefined ? undefined : Math.round(at * 1000)
  return { pinnedMs, offsetMs: node.offset ? durationMs(run, node.offset) : 0 }
}

export function shifted({ pinnedMs, offsetMs }: TimeShift, timeMs: number): number {
  return (pinnedMs ?? timeMs) - offsetMs
}
