/** Valid requests of the endpoints that read a page as the public does. */
import type { Context } from '#platform/context'
import { newHexKey } from '#platform/ids'

type Valid = { path: string; body?: unknown }
// oxlint-disable-next-line typescript/no-explicit-any -- a body that this test has just made
type Made = (ctx: Context, method: string, path: string, body?: unknown) => Promise<any>

export function publicPageRequests(made: Made): Record<string, (ctx: Context) => Valid | Promise<Valid>> {
  const page = async (ctx: Context): Promise<string> =>
    (await made(ctx, 'POST', '/status-pages', { slug: `page-${newHexKey(6)}`, name: 'Acme' })).id
  return {
    previewStatusPage: async (ctx) => ({ path: `/status-pages/${await page(ctx)}/preview` }),
    copyStatusPage: async (ctx) => ({ path: `/status-pages/${await page(ctx)}/static-copy` }),
  }
}
