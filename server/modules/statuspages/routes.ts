import { z } from 'zod'
import { endpoint, pageOf, shortText, slug, timestamp } from '#platform/http'
import { endpoints as accessEndpoints } from './access/routes.ts'
import { endpoints as componentEndpoints } from './components/routes.ts'
import { createPage } from './create-page.ts'
import { deletePage } from './delete-page.ts'
import { endpoints as hostEndpoints } from './domains/routes.ts'
import { endpoints as exportEndpoints } from './exports/routes.ts'
import { endpoints as followingEndpoints } from './following/routes.ts'
import { impacts } from './headline.ts'
import { getPage, listPages } from './list-pages.ts'
import { endpoints as importEndpoints } from './importers/routes.ts'
import { endpoints as maintenanceEndpoints } from './maintenance/routes.ts'
import { endpoints as publicPageEndpoints } from './public/endpoints.ts'
import { endpoints as reportEndpoints } from './reports/routes.ts'
import { locales } from './look/locale.ts'
import { endpoints as lookEndpoints } from './look/routes.ts'
import { isReservedSlug, isTimeZone } from './page.ts'
import { subscriberEndpoints } from './subscribers/routes.ts'
import { endpoints as suspensionEndpoints } from './suspensions/routes.ts'
import { updatePage } from './update-page.ts'
import { endpoints as uptimeEndpoints } from './uptime/routes.ts'

/** 12 lower-case letters and digits: the ids that the Statuspage API shows. */
const ShortId = z.string().regex(/^[a-z0-9]{12}$/, 'expected an id of 12 lower-case letters and digits')
const PageParams = z.object({ pageId: ShortId })

const Slug = slug.refine((value) => !isReservedSlug(value), 'this name is reserved; choose another one')
const TimeZone = z.string().max(60).refine(isTimeZone, 'expected an IANA time zone such as Europe/Berlin')
const Description = z.string().trim().max(1_000, 'must not be longer than 1,000 characters')

const PageInput = z.object({
  slug: Slug,
  name: shortText,
  description: Description.optional(),
  timeZone: TimeZone.optional().meta({ description: 'Default: Etc/UTC' }),
  locale: z.enum(locales).optional().meta({ description: 'Language of the page’s own words; default: en' }),
})

const PageBody = z.object({
  id: ShortId,
  slug: z.string(),
  name: z.string(),
  description: z.string(),
  timeZone: z.string(),
  locale: z.enum(locales),
  url: z.string().meta({ description: 'Where the public reads it' }),
  createdAt: timestamp,
  updatedAt: timestamp.meta({ description: 'When something that the public sees last changed' }),
  headline: z.object({ indicator: z.enum([...impacts, 'maintenance']), description: z.string() }),
  suspension: z
    .object({ reason: z.string(), suspendedAt: timestamp })
    .nullable()
    .meta({ description: 'Whoever runs the installation took it from the public; null: they did not' }),
  subscriberCount: z.number().int().meta({ description: 'Subscribers who confirmed' }),
})

export const endpoints = [
  endpoint({
    operationId: 'listStatusPages',
    summary: 'List the status pages of the workspace',
    method: 'get',
    path: '/status-pages',
    permission: 'statuspages.read',
    response: pageOf(PageBody),
    handle: async (ctx) => ({ items: await listPages(ctx), nextCursor: null }),
  }),
  endpoint({
    operationId: 'createStatusPage',
    summary: 'Add a status page; it is public at once',
    method: 'post',
    path: '/status-pages',
    permission: 'statuspages.write',
    body: PageInput,
    response: PageBody,
    status: 201,
    handle: (ctx, { body }) => createPage(ctx, body),
  }),
  endpoint({
    operationId: 'getStatusPage',
    summary: 'Read one status page',
    method: 'get',
    path: '/status-pages/{pageId}',
    permission: 'statuspages.read',
    params: PageParams,
    response: PageBody,
    handle: (ctx, { params }) => getPage(ctx, params.pageId),
  }),
  endpoint({
    operationId: 'updateStatusPage',
    summary: 'Change name, slug, description or time zone of a status page',
    method: 'patch',
    path: '/status-pages/{pageId}',
    permission: 'statuspages.write',
    params: PageParams,
    body: PageInput.partial(),
    response: PageBody,
    handle: (ctx, { params, body }) => updatePage(ctx, params.pageId, body),
  }),
  endpoint({
    operationId: 'deleteStatusPage',
    summary: 'Delete a status page with its reports and subscribers',
    method: 'delete',
    path: '/status-pages/{pageId}',
    permission: 'statuspages.write',
    params: PageParams,
    handle: (ctx, { params }) => deletePage(ctx, params.pageId),
  }),
  ...componentEndpoints,
  ...followingEndpoints,
  ...uptimeEndpoints,
  ...reportEndpoints,
  ...maintenanceEndpoints,
  ...importEndpoints,
  ...subscriberEndpoints,
  ...lookEndpoints,
  ...accessEndpoints,
  ...hostEndpoints,
  ...publicPageEndpoints,
  ...exportEndpoints,
  ...suspensionEndpoints,
]
