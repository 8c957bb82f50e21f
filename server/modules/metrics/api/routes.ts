/** The query half of the Prometheus API (v1), below `/prometheus`. */
import type { Context, Services } from '#platform/context'
import type { Authenticate, PlainAnswer, RawRequest, Route } from '#platform/http'
import { version } from '#platform/version'
import type { Query } from '../query-threads/messages.ts'
import { parse, print, stableFeatures } from '../promql/syntax/index.ts'
import { answerError, answerJson, answerQueryError, succeeded } from './answers.ts'
import { authorise } from './authorise.ts'
import { answerExemplars, answerLabelNames, answerLabelValues, answerMetadata, answerSeries } from './catalogue.ts'
import { describeTree } from './describe-tree.ts'
import { readLabelName } from './label-name.ts'
import { readParameters, required, type Parameters } from './parameters.ts'
import { readInstantQuery, readRangeQuery } from './read-query.ts'
import { configuration, flags, runtimeInfo } from './server-status.ts'
import { answerTsdbStatus } from './tsdb-status.ts'

export type Answer = (ctx: Context, parameters: Parameters, request: RawRequest) => Promise<PlainAnswer>

/** Runs one query in the line of its workspace. */
export type Compute = (ctx: Context, query: Query, signal: AbortSignal) => Promise<PlainAnswer>

export function createQueryRoutes(compute: Compute, authenticate: Authenticate): Route[] {
  const route = createPrometheusRoute(authenticate)
  // When it was first asked: clients compare it to see a restart, and a route has no clock of its own before.
  let startedAt: Date | undefined
  return [
    route('prometheusQuery', 'query', (ctx, parameters, { signal }) =>
      compute(ctx, readInstantQuery(parameters, ctx.now()), signal),
    ),
    route('prometheusQueryRange', 'query_range', (ctx, parameters, { signal }) =>
      compute(ctx, readRangeQuery(parameters), signal),
    ),
    route('prometheusLabels', 'labels', answerLabelNames),
    route('prometheusLabelValues', 'label/{name}/values', (ctx, parameters, { params }) =>
      answerLabelValues(ctx, parameters, readLabelName(params['name'] ?? '')),
    ),
    route('prometheusSeries', 'series', answerSeries),
    route('prometheusMetadata', 'metadata', answerMetadata),
    route('prometheusExemplars', 'query_exemplars', answerExemplars),
    route('prometheusFormatQuery', 'format_query', (_ctx, parameters) => {
      const formatted = print(parse(required(parameters, 'query'), stableFeatures))
      return Promise.resolve(answerJson(succeeded(JSON.stringify(formatted))))
    }),
    route('prometheusParseQuery', 'parse_query', (_ctx, parameters) => {
      const tree = describeTree(parse(required(parameters, 'query'), stableFeatures))
      return Promise.resolve(answerJson(succeeded(JSON.stringify(tree))))
    }),
    route('prometheusTsdbStatus', 'status/tsdb', answerTsdbStatus),
    route('prometheusFlags', 'status/flags', () => Promise.resolve(answerJson(succeeded(JSON.stringify(flags))))),
    route('prometheusConfiguration', 'status/config', () =>
      Promise.resolve(answerJson(succeeded(JSON.stringify(configuration)))),
    ),
    route('prometheusRuntimeInfo', 'status/runtimeinfo', (ctx) => {
      startedAt ??= ctx.now()
      return Promise.resolve(answerJson(succeeded(JSON.stringify(runtimeInfo(startedAt)))))
    }),
    route('prometheusBuildInfo', 'status/buildinfo', () =>
      Promise.resolve(answerJson(succeeded(JSON.stringify(buildInfo)))),
    ),
  ]
}
/** `version` is that of the API: data sources ask for it to know what they may use. */
const buildInfo = {
  ...{ version: '3.14.0', revision: `watchword-${version}`, branch: '', buildUser: '', buildDate: '' },
  goVersion: '',
}

/** For whoever adds to the API: the same sign-in, parameters, form of answers and of errors. */
export const createPrometheusRoute =
  (authenticate: Authenticate) =>
  (name: string, path: string, answer: Answer): Route => ({
    name,
    methods: ['GET', 'POST'],
    path: `/prometheus/api/v1/${path}`,
    answerError,
    handle: async (services: Services, request: RawRequest) => {
      const ctx = await authorise(services, request, authenticate)
      try {
        return await answer(ctx, await readParameters(request), request)
      } catch (error) {
        const answered = answerQueryError(error)
        if (answered) return answered
        throw error
      }
    },
  })
