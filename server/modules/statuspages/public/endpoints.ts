import { z } from 'zod'
import { endpoint, timestamp } from '#platform/http'
import { locales } from '../look/locale.ts'
import { copyPage, previewPage } from './copy-page.ts'

const PageParams = z.object({
  pageId: z.string().regex(/^[a-z0-9]{12}$/, 'expected an id of 12 lower-case letters and digits'),
})

export const endpoints = [
  endpoint({
    operationId: 'previewStatusPage',
    summary: 'See the page as the public sees it, or would see it',
    method: 'get',
    path: '/status-pages/{pageId}/preview',
    permission: 'statuspages.read',
    params: PageParams,
    query: z.object({ locale: z.enum(locales).optional().meta({ description: 'Default: the page’s own' }) }),
    response: z.object({ html: z.string().meta({ description: 'A whole document, without scripts' }) }),
    handle: (ctx, { params, query }) => previewPage(ctx, params.pageId, query.locale),
  }),
  endpoint({
    operationId: 'copyStatusPage',
    summary: 'Get every file of the page, for another host to serve',
    description: 'A copy does not change by itself: its pages say as of when they are.',
    method: 'get',
    path: '/status-pages/{pageId}/static-copy',
    permission: 'statuspages.read',
    params: PageParams,
    response: z.object({
      takenAt: timestamp,
      files: z.array(
        z.object({
          path: z.string(),
          contentType: z.string(),
          encoding: z.enum(['utf8', 'base64']).meta({ description: 'Of the body here' }),
          body: z.string(),
        }),
      ),
    }),
    handle: (ctx, { params }) => copyPage(ctx, params.pageId),
  }),
]
