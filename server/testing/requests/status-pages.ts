/** Valid requests of the endpoints of status pages themselves. */
import { newHexKey } from '#platform/ids'
import { at, page, type Make } from './make.ts'

export const statusPageRequests: Record<string, Make> = {
  listStatusPages: () => at('/status-pages'),
  createStatusPage: () => at('/status-pages', { slug: `page-${newHexKey(6)}`, name: 'Acme' }),
  getStatusPage: async (ctx) => at(`/status-pages/${await page(ctx)}`),
  updateStatusPage: async (ctx) => at(`/status-pages/${await page(ctx)}`, { name: 'Acme status' }),
  deleteStatusPage: async (ctx) => at(`/status-pages/${await page(ctx)}`),
}
