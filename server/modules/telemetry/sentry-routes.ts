/** The Sentry protocol's endpoints (docs/sending-events.md). Every one of them is also answered without its last slash. */
import type { Route } from '#platform/http'
import { notFound } from '#platform/errors'
import {
  type SentryDependencies,
  sentryRoute,
  takeCheckIn,
  takeEnvelope,
  takeReports,
  takeStore,
} from './sentry/index.ts'

export { requestLimit } from './sentry/index.ts'
export type IngestDependencies = SentryDependencies

export function sentryRoutes(dependencies: IngestDependencies): Route[] {
  return [
    sentryRoute('sentryEnvelope', '/api/{projectNumber}/envelope', (services, request) =>
      takeEnvelope(services, request, dependencies),
    ),
    sentryRoute('sentryTunnel', '/api/tunnel', (services, request) => takeEnvelope(services, request, dependencies)),
    sentryRoute('sentryStore', '/api/{projectNumber}/store', (services, request) =>
      takeStore(services, request, dependencies),
    ),
    sentryRoute('sentrySecurity', '/api/{projectNumber}/security', (services, request) =>
      takeReports(services, request, dependencies),
    ),
    sentryRoute(
      'sentryCheckIn',
      '/api/{projectNumber}/cron/{slug}/{publicKey}',
      (services, request) => takeCheckIn(services, request, dependencies),
      ['GET', 'POST'],
    ),
    ...outOfScope.map((path) =>
      sentryRoute('sentryNotHere', path, () => Promise.reject(notFound('endpoint')), ['GET', 'POST']),
    ),
  ]
}

/** What SDKs may ask for and we do not have: told so in a form that pages of others can read, and never redirected. */
const outOfScope = [
  '/api/{projectNumber}/minidump',
  '/api/{projectNumber}/unreal',
  '/api/{projectNumber}/playstation',
  '/api/embed/error-page',
]
