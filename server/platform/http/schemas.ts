/** Schemas that many endpoints share, so that a bound has one place. */
import { z } from 'zod'

/** An id of ours: prefix, underscore, 32 hex digits. */
export const id = (prefix: string) =>
  z
    .string()
    .regex(new RegExp(`^${prefix}_[0-9a-f]{32}$`), `expected an id that starts with ${prefix}_`)
    .meta({ examples: [`${prefix}_0190f3c2a1b57c3d8e4f5a6b7c8d9e0f`] })

/** One line for names and titles: 1 to 200 characters, no control characters, outer spaces removed. */
export const shortText = z
  .string()
  .trim()
  .min(1, 'must not be empty')
  .max(200, 'must not be longer than 200 characters')
  .regex(/^\P{Cc}*$/u, 'must not contain control characters')

/** Text of several lines: 1 to 20,000 characters. */
export const longText = z
  .string()
  .trim()
  .min(1, 'must not be empty')
  .max(20_000, 'must not be longer than 20,000 characters')

/** Part of a URL and of a host name (RFC 1035 label, lower case): 2 to 40 letters, digits and inner dashes. */
export const slug = z
  .string()
  .regex(
    /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])$/,
    'use 2 to 40 lower-case letters, digits and dashes, no dash at the ends',
  )

/** An address as people type it; mail is the only proof that it works. At most 254 characters (RFC 5321). */
export const emailAddress = z
  .string()
  .trim()
  .max(254, 'must not be longer than 254 characters')
  .pipe(z.email('expected an e-mail address'))

/** RFC 3339 in UTC with milliseconds. */
export const timestamp = z.date()

export const maxPageSize = 100

export const pageQuery = z.object({
  cursor: z.string().max(500).optional().meta({ description: 'nextCursor of the page before' }),
  limit: z.coerce.number().int().min(1).max(maxPageSize).default(50),
})
export type PageQuery = z.infer<typeof pageQuery>
