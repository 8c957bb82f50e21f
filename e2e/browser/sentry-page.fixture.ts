/** What runs on a customer's page: the official SDK, and an error that nobody catches. Bundled by the test. */
import * as Sentry from '@sentry/browser'

declare const shop: { dsn: string }

Sentry.init({
  dsn: shop.dsn,
  release: 'page@1.0.0',
  environment: 'production',
  tracesSampleRate: 1,
  integrations: [Sentry.browserTracingIntegration()],
})
const sent: { status: number | undefined; limits: string | null | undefined }[] = []
Sentry.getClient()?.on('afterSendEvent', (_, { statusCode, headers }) =>
  sent.push({ status: statusCode, limits: headers?.['x-sentry-rate-limits'] }),
)
Sentry.logger.warn('The cart is old')

/** Called by the test, as a person's click would be. */
Object.assign(globalThis, {
  fail: () =>
    setTimeout(() => {
      throw new TypeError('cart is empty')
    }),
  sent: async () => {
    await Sentry.flush(5000)
    return sent
  },
})
