import { z } from 'zod'
import { endpoint } from '#platform/http'
import { accessKinds, maxPasswordChars, maxRanges, minPasswordChars } from './access.ts'
import { problemOfRange } from './address-ranges.ts'
import { getAccess, setAccess } from './set-access.ts'

const PageParams = z.object({
  pageId: z.string().regex(/^[a-z0-9]{12}$/, 'expected an id of 12 lower-case letters and digits'),
})

const AccessBody = z.object({
  kind: z.enum(accessKinds),
  announced: z.boolean().meta({ description: 'Feeds and the API ask for the password too' }),
  ranges: z.array(z.string()),
  hasPassword: z.boolean(),
})

const Range = z
  .string()
  .trim()
  .max(50)
  .superRefine((text, { addIssue }) => {
    const problem = problemOfRange(text)
    if (problem !== undefined) addIssue({ code: 'custom', message: problem })
  })

/** What a browser can send by Basic authentication: no control characters. */
const Password = z
  .string()
  .min(minPasswordChars, `must have ${minPasswordChars} characters or more`)
  .max(maxPasswordChars, `must not be longer than ${maxPasswordChars} characters`)
  .regex(/^\P{Cc}*$/u, 'must not contain control characters')
  .refine((text) => text.isWellFormed(), 'is no valid text')

const AccessInput = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('public') }),
  z.object({ kind: z.literal('members') }),
  z.object({ kind: z.literal('unpublished') }),
  z.object({
    kind: z.literal('password'),
    password: Password.optional().meta({ description: 'Default: the one that is set' }),
    announced: z.boolean().default(false),
  }),
  z.object({
    kind: z.literal('ranges'),
    ranges: z.array(Range).min(1).max(maxRanges).meta({ description: 'Such as 203.0.113.0/24 or 2001:db8::/32' }),
  }),
])

export const endpoints = [
  endpoint({
    operationId: 'getPageAccess',
    summary: 'Read who may see a status page',
    method: 'get',
    path: '/status-pages/{pageId}/access',
    permission: 'statuspages.read',
    params: PageParams,
    response: AccessBody,
    handle: (ctx, { params }) => getAccess(ctx, params.pageId),
  }),
  endpoint({
    operationId: 'setPageAccess',
    summary: 'Set who may see a status page: everybody, whoever has a password, some addresses, members, nobody',
    method: 'put',
    path: '/status-pages/{pageId}/access',
    permission: 'statuspages.write',
    params: PageParams,
    body: AccessInput,
    response: AccessBody,
    handle: (ctx, { params, body }) => setAccess(ctx, params.pageId, body),
  }),
]
