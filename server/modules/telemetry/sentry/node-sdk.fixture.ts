/**
 * A program of a customer under the official SDK for Node.js, by its public functions alone. Arguments: DSN, what to do.
 * Prints one JSON line for whoever waits for it.
 */
import * as Sentry from '@sentry/node'

const [dsn = '', what = 'everything'] = process.argv.slice(2)
Sentry.init({
  dsn,
  release: 'shop@1.0.0',
  environment: 'production',
  tracesSampleRate: 1,
  // Whole transactions, as all SDKs sent them before version 11.
  ...(what === 'transactions' && { traceLifecycle: 'static' as const }),
  ...(what === 'tunnel' && { tunnel: `${new URL(dsn).origin}/api/tunnel` }),
})
const client = Sentry.getClient()
const sent: { status: number | undefined; header: string | null }[] = []
client?.on('afterSendEvent', (_, { statusCode, headers }) =>
  sent.push({ status: statusCode, header: headers?.['x-sentry-rate-limits'] ?? null }),
)

if (what === 'everything' || what === 'transactions') everything()
else if (what === 'tunnel') await capture('through the tunnel')
else if (what === 'limited') await limited()

process.stdout.write(`${JSON.stringify({ flushed: await Sentry.flush(10_000), sent })}\n`)
process.exit(0)

function everything(): void {
  Sentry.startSession()
  Sentry.captureSession()
  Sentry.startSpan({ name: 'GET /checkout', op: 'http.server' }, () => {
    Sentry.startSpan({ name: 'SELECT orders', op: 'db.query' }, () => undefined)
    Sentry.logger.info(Sentry.logger.fmt`Order ${17} was paid`, { plan: 'pro' })
    Sentry.logger.warn('Stock is low')
    Sentry.withScope((scope) => {
      scope.addAttachment({ filename: 'cart.json', data: '{"books":2}', contentType: 'application/json' })
      scope.setUser({ id: '42', email: 'ada@example.com' })
      Sentry.captureException(new TypeError('card was refused'))
    })
  })
  const config = { schedule: { type: 'crontab', value: '0 3 * * *' }, checkinMargin: 5, timezone: 'UTC' } as const
  const checkInId = Sentry.captureCheckIn({ monitorSlug: 'nightly', status: 'in_progress' }, config)
  Sentry.captureCheckIn({ checkInId, monitorSlug: 'nightly', status: 'ok', duration: 1.5 })
  const associatedEventId = Sentry.captureMessage('Something to talk about', 'info')
  Sentry.captureFeedback({ message: 'It broke', name: 'Ada', email: 'ada@example.com', associatedEventId })
  Sentry.endSession()
}

async function capture(message: string): Promise<void> {
  Sentry.captureException(new Error(message))
  await Sentry.flush(10_000)
}

/** The server takes no more errors: the SDK stops, goes on with sessions, and begins again when the time is over. */
async function limited(): Promise<void> {
  for (const message of ['first', 'second', 'third']) await capture(message)
  Sentry.startSession()
  Sentry.captureSession()
  Sentry.endSession()
  await Sentry.flush(10_000)
  const { now } = Date
  Date.now = () => now() + 3_700_000
  await capture('fourth')
}
