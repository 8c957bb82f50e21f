/** Valid requests of the endpoints around subscribers. */
import type { Context } from '#platform/context'
import { inTransaction, sql } from '#platform/database'

type Valid = { path: string; body?: unknown }
type Helpers = {
  // oxlint-disable-next-line typescript/no-explicit-any -- a body that this test has just made
  made: (ctx: Context, method: string, path: string, body?: unknown) => Promise<any>
  page: (ctx: Context) => Promise<string>
  subscriber: (ctx: Context) => Promise<string>
}

const proof = { consentNote: 'They ticked the box on our old status page.', consentAt: '2020-01-01T00:00:00Z' }

export function subscriberRequests({
  made,
  page,
  subscriber,
}: Helpers): Record<string, (ctx: Context) => Valid | Promise<Valid>> {
  const at = async (ctx: Context, rest: string) => `/status-pages/${await page(ctx)}/${rest}`
  const suppressed = async (ctx: Context): Promise<string> => {
    const id = await subscriber(ctx)
    await inTransaction(ctx, (tx) =>
      sql`update subscribers set confirmed_at = created_at, suppressed_at = created_at, suppressed_reason = 'gone'
        where id = ${id}`.execute(tx.db),
    )
    return id
  }
  return {
    listSubscribers: async (ctx) => ({ path: await at(ctx, 'subscribers') }),
    deleteSubscriber: async (ctx) => ({ path: `/subscribers/${await subscriber(ctx)}` }),
    resumeSubscriber: async (ctx) => ({ path: `/subscribers/${await suppressed(ctx)}/suppression` }),
    importSubscribers: async (ctx) => ({
      path: await at(ctx, 'subscriber-imports'),
      body: { csv: 'email\nada@example.com\n', ...proof },
    }),
    exportSubscribers: async (ctx) => ({ path: await at(ctx, 'subscriber-exports'), body: {} }),
    getSubscriberSettings: async (ctx) => ({ path: await at(ctx, 'subscriber-settings') }),
    updateSubscriberSettings: async (ctx) => ({ path: await at(ctx, 'subscriber-settings'), body: { slack: false } }),
    listUpdateDeliveries: async (ctx) => {
      const told = { title: 'Checkout is slow', body: 'We are looking into it.' }
      const report = await made(ctx, 'POST', await at(ctx, 'reports'), told)
      return { path: `/updates/${report.updates[0].id}/deliveries` }
    },
  }
}
