/**
 * A small shop that breaks, watched by the official SDK: `node shop.mjs <what breaks>`. Configuration by the variables
 * that the SDK itself reads: SENTRY_DSN, SENTRY_RELEASE, SENTRY_ENVIRONMENT.
 */
import * as Sentry from '@sentry/node'

Sentry.init({
  sendClientReports: false,
  // A shop of one file makes no requests worth watching.
  enableRuntimeChannelInjection: false,
  integrations: (all) => all.filter(({ name }) => !/Http|NodeFetch|ProcessSession/.test(name)),
})

const customer = { id: 'cus_4711', email: 'grace@customer.example' }
const cart = [
  { sku: 'TEA-250', quantity: 2, price: { cents: 790 } },
  { sku: 'MUG-01', quantity: 1 }, // its price went missing in the last import
]

function totalOf(items) {
  return items.reduce((sum, item) => sum + item.quantity * item.price.cents, 0)
}

function checkout(items) {
  Sentry.addBreadcrumb({ category: 'cart', message: `checkout with ${items.length} lines`, level: 'info' })
  return { customer, totalCents: totalOf(items) }
}

class PaymentError extends Error {
  name = 'PaymentError'
}

async function connect(host) {
  throw new Error(`connect ETIMEDOUT ${host}:443`)
}

async function charge(amountCents) {
  Sentry.addBreadcrumb({ category: 'payment', message: `charge ${amountCents} cents`, level: 'info' })
  try {
    await connect('pay.example.com')
  } catch (cause) {
    throw new PaymentError('the payment provider did not answer', { cause })
  }
}

async function pay(amountCents) {
  try {
    await charge(amountCents)
  } catch (cause) {
    throw new Error('the order could not be paid', { cause })
  }
}

function checkStock(sku, left) {
  Sentry.setContext('stock', { sku, left })
  if (left < 3) Sentry.captureMessage('Stock is running low', 'warning')
}

const breaks = {
  // Uncaught: the SDK reports it and the process ends, as a real one would.
  checkout: () => checkout(cart),
  payment: () => void pay(1580),
  stock: () => checkStock('TEA-250', 2),
}

Sentry.setUser(customer)
Sentry.setTags({ region: 'eu-1', feature: 'checkout' })
const wanted = process.argv[2]
if (!Object.hasOwn(breaks, wanted)) throw new Error(`usage: node shop.mjs ${Object.keys(breaks).join('|')}`)
breaks[wanted]()
// A promise that nobody waits for is reported when the event loop turns; what was captured is sent before the end.
await new Promise((resolve) => setImmediate(resolve))
await Sentry.flush(5_000)
