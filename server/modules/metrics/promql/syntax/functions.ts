/** The functions of PromQL 3.14 and what they take and give. What they do lies in `engine/functions`. */
import type { ValueType } from './ast.ts'

export type Signature = {
  readonly args: readonly ValueType[]
  /** How many of the last arguments may be left out; with −1 the last one may also be repeated. */
  readonly optional: number
  readonly returns: ValueType
  /** Behind the switch `experimentalFunctions`. */
  readonly isExperimental: boolean
}

const stable = (args: readonly ValueType[], returns: ValueType = 'vector', optional = 0): Signature => ({
  args,
  returns,
  optional,
  isExperimental: false,
})
const experimental = (args: readonly ValueType[], returns: ValueType = 'vector', optional = 0): Signature => ({
  ...stable(args, returns, optional),
  isExperimental: true,
})
const each = (names: readonly string[], signature: Signature): [string, Signature][] =>
  names.map((name) => [name, signature])

export const signatures: ReadonlyMap<string, Signature> = new Map<string, Signature>([
  ...each(
    ['absent', 'abs', 'ceil', 'exp', 'floor', 'ln', 'log10', 'log2', 'sgn', 'sqrt', 'sort', 'sort_desc'],
    stable(['vector']),
  ),
  ...each(
    ['acos', 'acosh', 'asin', 'asinh', 'atan', 'atanh', 'cos', 'cosh', 'sin', 'sinh', 'tan', 'tanh'],
    stable(['vector']),
  ),
  ...each(['deg', 'rad', 'timestamp'], stable(['vector'])),
  ...each(
    ['histogram_avg', 'histogram_count', 'histogram_stddev', 'histogram_stdvar', 'histogram_sum'],
    stable(['vector']),
  ),
  ...each(
    ['day_of_month', 'day_of_week', 'day_of_year', 'days_in_month', 'hour', 'minute', 'month', 'year'],
    stable(['vector'], 'vector', 1),
  ),
  ...each(
    ['absent_over_time', 'avg_over_time', 'changes', 'count_over_time', 'delta', 'deriv', 'first_over_time', 'idelta'],
    stable(['matrix']),
  ),
  ...each(
    ['increase', 'irate', 'last_over_time', 'max_over_time', 'min_over_time', 'present_over_time', 'rate', 'resets'],
    stable(['matrix']),
  ),
  ...each(['stddev_over_time', 'stdvar_over_time', 'sum_over_time'], stable(['matrix'])),
  ['clamp', stable(['vector', 'scalar', 'scalar'])],
  ...each(['clamp_max', 'clamp_min'], stable(['vector', 'scalar'])),
  ['round', stable(['vector', 'scalar'], 'vector', 1)],
  ['scalar', stable(['vector'], 'scalar')],
  ['vector', stable(['scalar'])],
  ...each(['time', 'pi'], stable([], 'scalar')),
  ['histogram_fraction', stable(['scalar', 'scalar', 'vector'])],
  ['histogram_quantile', stable(['scalar', 'vector'])],
  ['label_replace', stable(['vector', 'string', 'string', 'string', 'string'])],
  ['label_join', stable(['vector', 'string', 'string', 'string'], 'vector', -1)],
  ['predict_linear', stable(['matrix', 'scalar'])],
  ['quantile_over_time', stable(['scalar', 'matrix'])],
  ['double_exponential_smoothing', experimental(['matrix', 'scalar', 'scalar'])],
  ['histogram_quantiles', experimental(['vector', 'string', 'scalar', 'scalar'], 'vector', -1)],
  ['info', experimental(['vector', 'vector'], 'vector', 1)],
  ...each(['start', 'end', 'step', 'range'], experimental([], 'scalar')),
  ...each(['min_of', 'max_of'], experimental(['scalar', 'scalar'], 'scalar')),
  ['start_timestamp', experimental(['vector'])],
  ...each(
    ['mad_over_time', 'ts_of_first_over_time', 'ts_of_last_over_time', 'ts_of_max_over_time', 'ts_of_min_over_time'],
    experimental(['matrix']),
  ),
  ...each(['sort_by_label', 'sort_by_label_desc'], experimental(['vector', 'string'], 'vector', -1)),
])

export const aggregations: ReadonlySet<string> = new Set([
  ...['sum', 'avg', 'min', 'max', 'count', 'group', 'stddev', 'stdvar'],
  ...['topk', 'bottomk', 'quantile', 'count_values', 'limitk', 'limit_ratio'],
])
export const experimentalAggregations: ReadonlySet<string> = new Set(['limitk', 'limit_ratio'])
/** Those with a parameter before the vector. */
export const parametrised: ReadonlySet<string> = new Set([
  ...['topk', 'bottomk', 'quantile', 'count_values', 'limitk', 'limit_ratio'],
])
