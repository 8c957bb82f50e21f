/** A program that crashes under the official SDK, as a customer's would. Arguments: DSN, release, message. */
import * as Sentry from '@sentry/node'

const [dsn, release, message] = process.argv.slice(2)
Sentry.init({ dsn, release, environment: 'production', skipOpenTelemetrySetup: true })
Sentry.setUser({ id: '42', email: 'ada@example.com' })
Sentry.setTag('plan', 'pro')
Sentry.addBreadcrumb({ category: 'cart', message: 'Added a book to the cart' })

function chargeCard() {
  throw new TypeError(message)
}

try {
  chargeCard()
} catch (error) {
  Sentry.captureException(error)
}
const delivered = await Sentry.flush(10_000)
process.exit(delivered ? 0 : 1)
