import { z } from 'zod'
import { endpoint, id, slug } from '#platform/http'
import { isReservedSlug } from '../page.ts'
import { maxPagesOfFile, skippedKinds, sourceKinds } from './plan.ts'
import { previewImport } from './preview-import.ts'
import { runImport } from './run-import.ts'

const ShortId = z.string().regex(/^[a-z0-9]{12}$/, 'expected an id of 12 lower-case letters and digits')
const Slug = slug.refine((value) => !isReservedSlug(value), 'this name is reserved; choose another one')
const count = z.number().int()

const ImportBody = z.object({
  url: z
    .string()
    .trim()
    .min(1)
    .max(2_048)
    .optional()
    .meta({ description: 'Of a public page that speaks the Statuspage API', examples: ['https://status.example.com'] }),
  document: z.record(z.string(), z.unknown()).optional().meta({
    description: 'Bodies of the Statuspage API by the names of their files, one of them, or Uptime Kuma’s JSON',
  }),
  pages: z
    .array(z.object({ sourceId: z.string().min(1).max(300), pageId: ShortId.optional(), slug: Slug.optional() }))
    .max(maxPagesOfFile)
    .optional()
    .meta({ description: 'Which pages, and where to. Default: all, each to where it came to before or to a new page' }),
  projectId: id('prj').optional().meta({ description: 'Where monitors go; without it there are none' }),
})

const SkippedBody = z.object({ what: z.enum(skippedKinds), name: z.string(), reason: z.string() })
const skippedFields = {
  skipped: z.array(SkippedBody).meta({ description: 'The first 200' }),
  skippedCount: count,
}

const CountedBody = z.object({
  total: count,
  isNew: count.meta({ description: 'The others are there already and stay as they are' }),
  names: z.array(z.string()).meta({ description: 'Of the new ones, the first 50' }),
})

const PreviewBody = z.object({
  kind: z.enum(sourceKinds),
  pages: z.array(
    z.object({
      sourceId: z.string(),
      pageId: ShortId.nullable().meta({ description: 'Null: a new page' }),
      ...{ name: z.string(), slug: z.string(), timeZone: z.string() },
      ...{ groups: CountedBody, components: CountedBody, reports: CountedBody, maintenances: CountedBody },
    }),
  ),
  monitors: z.array(
    z.object({
      ...{ name: z.string(), type: z.string(), paused: z.boolean(), isThere: z.boolean() },
      notes: z.array(z.string()).meta({ description: 'What will be different here' }),
    }),
  ),
  ...skippedFields,
})

const ResultBody = z.object({
  kind: z.enum(sourceKinds),
  pages: z.array(
    z.object({
      ...{ pageId: ShortId, name: z.string(), slug: z.string() },
      added: z.object({ pages: count, groups: count, components: count, reports: count, maintenances: count }),
    }),
  ),
  monitors: z.object({
    ...{ checks: count, heartbeats: count, known: count },
    followed: count.meta({ description: 'Components that go by their monitors from now on' }),
  }),
  ...skippedFields,
})

export const endpoints = [
  endpoint({
    operationId: 'previewStatusImport',
    summary: 'See what an import would add, and change nothing',
    method: 'post',
    path: '/status-import-previews',
    permission: 'statuspages.write',
    onlyReads: true,
    body: ImportBody,
    response: PreviewBody,
    handle: (ctx, { body }) => previewImport(ctx, body),
  }),
  endpoint({
    operationId: 'importStatusPages',
    summary: 'Import status pages, and monitors of Uptime Kuma',
    description: 'What is there already stays as it is: the same source twice is the same as once. Nobody is told.',
    method: 'post',
    path: '/status-imports',
    permission: 'statuspages.write',
    body: ImportBody,
    response: ResultBody,
    handle: (ctx, { body }) => runImport(ctx, body),
  }),
]
