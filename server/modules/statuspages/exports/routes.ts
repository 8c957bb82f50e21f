import { z } from 'zod'
import { endpoint, timestamp } from '#platform/http'
import { addressings } from './export.ts'
import { endPageExport, getPageExport, setPageExport } from './set-export.ts'

const PageParams = z.object({
  pageId: z.string().regex(/^[a-z0-9]{12}$/, 'expected an id of 12 lower-case letters and digits'),
})

const Endpoint = z
  .string()
  .trim()
  .max(300)
  .refine(isOrigin, 'expected the address of a store without a path, such as https://s3.eu-central-1.amazonaws.com')

/** The names that S3 allows, "Bucket naming rules". */
const Bucket = z.string().regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'expected the name of a bucket')
const Region = z.string().regex(/^[a-z0-9-]{1,40}$/, 'expected a region such as eu-central-1')
const Prefix = z
  .string()
  .trim()
  .max(200)
  .transform((text) => text.replaceAll(/^\/+|\/+$/g, ''))
  .refine(isPrefix, 'use letters, digits, dots, dashes, underscores and slashes')

const target = {
  endpoint: z.string(),
  region: z.string(),
  bucket: z.string(),
  prefix: z.string(),
  addressing: z.enum(addressings),
  accessKeyId: z.string(),
}

const ExportBody = z.object({
  state: z.enum(['none', 'waiting', 'current', 'failing', 'ending']).meta({
    description: 'ending: what was put is being taken away',
  }),
  target: z.object(target).nullable(),
  objectCount: z.number().int(),
  exportedAt: timestamp.nullable().meta({ description: 'When all of the page was last there' }),
  failingSince: timestamp.nullable(),
  problem: z.string().nullable(),
})

const ExportInput = z.object({
  endpoint: Endpoint.transform((text) => new URL(text).origin),
  region: Region.default('us-east-1').meta({ description: 'Stores without regions take us-east-1' }),
  bucket: Bucket,
  prefix: Prefix.default('').meta({ description: 'Folder in the bucket; the host has to serve it at its root' }),
  addressing: z
    .enum(addressings)
    .default('path')
    .meta({ description: 'Whether the bucket stands in the path or at the front of the host' }),
  accessKeyId: z.string().regex(/^[\x21-\x2b\x2d\x2e\x30-\x7e]{1,128}$/, 'expected the id of an access key'),
  secretAccessKey: z
    .string()
    .regex(/^[\x21-\x7e]{1,200}$/, 'expected a secret key')
    .optional()
    .meta({ description: 'Default: the one that is set. It is never answered.' }),
})

export const endpoints = [
  endpoint({
    operationId: 'getPageExport',
    summary: 'Read where a status page is copied to, and how that goes',
    method: 'get',
    path: '/status-pages/{pageId}/static-export',
    permission: 'statuspages.read',
    params: PageParams,
    response: ExportBody,
    handle: (ctx, { params }) => getPageExport(ctx, params.pageId),
  }),
  endpoint({
    operationId: 'setPageExport',
    summary: 'Keep a copy of a status page in S3-compatible storage, for another host to serve',
    description: 'Answers 409 while another place holds what was put there.',
    method: 'put',
    path: '/status-pages/{pageId}/static-export',
    permission: 'statuspages.write',
    params: PageParams,
    body: ExportInput,
    response: ExportBody,
    handle: (ctx, { params, body }) => setPageExport(ctx, params.pageId, body),
  }),
  endpoint({
    operationId: 'endPageExport',
    summary: 'End the copying of a status page, and take away what was put',
    method: 'delete',
    path: '/status-pages/{pageId}/static-export',
    permission: 'statuspages.write',
    params: PageParams,
    query: z.object({
      keepsObjects: z
        .enum(['true', 'false'])
        .default('false')
        .meta({ description: 'true: forget the bucket at once and leave there what is there' }),
    }),
    handle: (ctx, { params, query }) =>
      endPageExport(ctx, params.pageId, { keepsObjects: query.keepsObjects === 'true' }),
  }),
]

function isOrigin(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, pathname, search, hash, username, password } = new URL(text)
  return /^https?:$/.test(protocol) && pathname === '/' && search + hash + username + password === ''
}

/** No part is `.` or `..`, which an address would leave out. */
function isPrefix(text: string): boolean {
  return text === '' || text.split('/').every((part) => /^[A-Za-z0-9._-]+$/.test(part) && !/^\.+$/.test(part))
}
