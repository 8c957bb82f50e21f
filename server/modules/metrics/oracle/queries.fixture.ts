/**
 * Makes queries of PromQL as a grammar allows them, of what Prometheus 2.42 and 3 both know and mean alike. Left out is
 * what changed: rates of small counters that begin within a window, subqueries within subqueries (the inner windows end
 * on steps, where the left edge decides), `predict_linear` with `@` in a range query; names
 * after `atan2`, deviations of what is not a number, dates of infinity; and what is all last digits: `%` and
 * whole numbers of what was computed, angles of large numbers.
 */
import { createRandom } from './random.fixture.ts'

export function createQueries(seed: number): () => string {
  const random = createRandom(seed)
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T
  const maybe = (share: number, text: () => string): string => (random() < share ? text() : '')

  const matcher = () =>
    pick([
      'job="api"',
      'job!="api"',
      'instance=~"0|1"',
      'instance!~"2.*"',
      'group="canary"',
      'none=""',
      'job=~".+"',
      'instance="7"',
    ])
  const selector = (names: readonly string[] = ['requests_total', 'temperature', 'sometimes']) =>
    `${pick(names)}${maybe(0.5, () => `{${matcher()}${maybe(0.3, () => `,${matcher()}`)}}`)}`
  const shift = () =>
    `${maybe(0.15, () => ` offset ${pick(['1m', '7m', '-3m', '90s'])}`)}${maybe(0.1, () => ` @ ${pick(['end()', 'start()'])}`)}`
  const window = () => pick(['1m', '3m', '5m', '10m', '17m'])

  const instant = () => selector() + shift()
  const rangeOf = (names?: readonly string[]) => `${selector(names)}[${window()}]${shift()}`
  let isInSubquery = false
  const subquery = (depth: number) => {
    isInSubquery = true
    const text = `(${vector(depth - 1)})[${window()}:${pick(['30s', '1m', '47s'])}]`
    isInSubquery = false
    return text
  }
  const range = (depth: number, names?: readonly string[]) =>
    depth > 0 && !isInSubquery && random() < 0.25 ? subquery(depth) : rangeOf(names)

  const overTime = (depth: number) => {
    const name = pick([
      ...['avg_over_time', 'sum_over_time', 'min_over_time', 'max_over_time', 'count_over_time', 'last_over_time'],
      ...['stddev_over_time', 'stdvar_over_time', 'present_over_time', 'changes', 'resets', 'deriv', 'delta', 'idelta'],
    ])
    return `${name}(${range(depth, ['temperature', 'sometimes', 'requests_total'])})`
  }
  const ratio = () => `${pick(['rate', 'increase', 'irate'])}(${rangeOf(['requests_total'])})`
  const withNumber = () =>
    pick([
      () => `quantile_over_time(${pick(['0', '0.3', '0.5', '0.99', '1', '-1', '2'])}, ${rangeOf()})`,
      () => `predict_linear(${selector(['temperature'])}[${window()}], ${pick(['60', '3600', '-60'])})`,
      () =>
        `histogram_quantile(${pick(['0.1', '0.5', '0.9', '0.99'])}, sum by (${pick(['le', 'job, le', 'le, instance'])}) (rate(latency_bucket[${window()}])))`,
      () => `clamp(${instant()}, ${pick(['-5', '20', '25'])}, ${pick(['30', '500', '10'])})`,
      () => `clamp_${pick(['min', 'max'])}(${instant()}, ${pick(['22', '1100000'])})`,
      () => `round(${instant()}, ${pick(['1', '0.5', '7', '-2'])})`,
      () => `label_replace(${instant()}, "to", "$1-x", "${pick(['instance', 'job', 'none'])}", "(.*)")`,
      () => `label_join(${instant()}, "to", "-", "job", "instance")`,
      () => `${pick(['ceil', 'floor'])}(${instant()})`,
      () => `timestamp(${selector()})`,
      () =>
        `${pick(['hour', 'minute', 'day_of_week', 'day_of_year', 'days_in_month', 'month', 'year'])}(timestamp(${selector()}))`,
      () => `absent(${selector(['requests_total', 'nothing'])})`,
      () => `absent_over_time(${selector(['requests_total', 'nothing'])}[5m])`,
    ])()
  const mathOf = (depth: number) =>
    `${pick(['abs', 'exp', 'sqrt', 'ln', 'log2', 'log10', 'sgn', 'atan', 'tanh', 'deg', 'rad'])}(${vector(depth - 1)})`
  const aggregation = (depth: number) => {
    const by = maybe(0.7, () => ` ${pick(['by', 'without'])} (${pick(['job', 'instance', 'job, group', 'none', ''])})`)
    const plain = () => `${pick(['sum', 'avg', 'min', 'max', 'count', 'group'])}${by} (${vector(depth - 1)})`
    return pick([
      plain,
      plain,
      plain,
      () => `quantile${by} (${pick(['0.2', '0.5', '0.9'])}, ${vector(depth - 1)})`,
      () => `${pick(['stddev', 'stdvar'])}${by} (${pick([instant, ratio])()})`,
      () => `count_values${by} ("to", ${pick(['group', 'count'])} by (job) (${instant()}))`,
    ])()
  }
  const operator = () => pick(['+', '-', '*', '/', '==', '!=', '<', '>', '<=', '>=', '== bool', '< bool', '>= bool'])
  const scalar = () =>
    pick(['2', '0.5', '-1', '1e6', 'scalar(limit{job="api"})', 'time()', 'pi()', '0', '25', 'Inf', '-0.5'])
  const binary = (depth: number) =>
    pick([
      () => `(${vector(depth - 1)}) ${operator()} ${scalar()}`,
      () => `${scalar()} ${operator()} (${vector(depth - 1)})`,
      () =>
        `(${vector(depth - 1)}) ${pick(['and', 'or', 'unless'])}${maybe(0.5, () => ` ${pick(['on', 'ignoring'])} (${pick(['job', 'instance', 'code'])})`)} (${vector(depth - 1)})`,
      () => `temperature ${operator()} on (job, instance) sometimes`,
      () =>
        `sum by (job, instance) (requests_total) ${operator()} ignoring (group) sum by (job, instance) (${ratio()})`,
      () => `requests_total ${pick(['*', '/', '-'])} on (job) group_left ${maybe(0.3, () => '()')} limit`,
      () =>
        `limit ${pick(['*', '>', '-'])} on (job) group_right (job) sum by (job, instance) (${selector(['temperature', 'sometimes'])})`,
      () => `-(${vector(depth - 1)})`,
    ])()
  const vector = (depth: number): string => {
    if (depth <= 0) return random() < 0.5 ? instant() : ratio()
    return pick([
      () => overTime(depth),
      ratio,
      withNumber,
      () => mathOf(depth),
      () => aggregation(depth),
      () => aggregation(depth),
      () => binary(depth),
    ])()
  }
  return () => (random() < 0.03 ? scalar() : vector(1 + Math.floor(random() * 3)))
}
