/** Valid requests of the endpoints of looks, access and hosts of status pages. */
import { newHexKey } from '#platform/ids'
import type { Context } from '#platform/context'

type Valid = { path: string; body?: unknown }
// oxlint-disable-next-line typescript/no-explicit-any -- a body that this test has just made
type Made = (ctx: Context, method: string, path: string, body?: unknown) => Promise<any>

/** One grey pixel. */
const pixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg=='

/** An address of the internet that nobody has to resolve; nothing is sent there. */
const bucket = {
  ...{ endpoint: 'https://1.1.1.1', bucket: 'status', accessKeyId: 'AKIAIOSFODNN7EXAMPLE' },
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
}

export function pageRequests(made: Made): Record<string, (ctx: Context) => Valid | Promise<Valid>> {
  const page = async (ctx: Context): Promise<string> =>
    `/status-pages/${(await made(ctx, 'POST', '/status-pages', { slug: `page-${newHexKey(6)}`, name: 'Acme' })).id}`
  const newHost = () => ({ host: `status.${newHexKey(6)}.example` })
  const host = async (ctx: Context): Promise<string> =>
    `/page-hosts/${(await made(ctx, 'POST', `${await page(ctx)}/hosts`, newHost())).id}`
  return {
    getPageLook: async (ctx) => ({ path: `${await page(ctx)}/look` }),
    setPageLook: async (ctx) => ({ path: `${await page(ctx)}/look`, body: { accent: '#1d4fd7', theme: 'dark' } }),
    previewPageLook: async (ctx) => ({ path: `${await page(ctx)}/look-previews`, body: { css: 'p { color: red }' } }),
    setPageLogo: async (ctx) => ({ path: `${await page(ctx)}/logo`, body: { content: pixel } }),
    deletePageLogo: async (ctx) => {
      const path = `${await page(ctx)}/logo`
      await made(ctx, 'PUT', path, { content: pixel })
      return { path }
    },
    getPageAccess: async (ctx) => ({ path: `${await page(ctx)}/access` }),
    setPageAccess: async (ctx) => ({ path: `${await page(ctx)}/access`, body: { kind: 'members' } }),
    getPageExport: async (ctx) => ({ path: `${await page(ctx)}/static-export` }),
    setPageExport: async (ctx) => ({ path: `${await page(ctx)}/static-export`, body: bucket }),
    endPageExport: async (ctx) => {
      const path = `${await page(ctx)}/static-export`
      await made(ctx, 'PUT', path, bucket)
      return { path }
    },
    listPageHosts: async (ctx) => ({ path: `${await page(ctx)}/hosts` }),
    createPageHost: async (ctx) => ({ path: `${await page(ctx)}/hosts`, body: newHost() }),
    verifyPageHost: async (ctx) => ({ path: `${await host(ctx)}/checks` }),
    deletePageHost: async (ctx) => ({ path: await host(ctx) }),
  }
}
