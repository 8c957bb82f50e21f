import type { Role } from './permissions.ts'

export type Workspace = { id: string; slug: string; name: string; createdAt: Date }

export type Membership = { userId: string; role: Role; joinedAt: Date }

/** `number` stands in DSNs and is unique on the installation; `firstEventAt` is null until the first event came. */
export type Project = { id: string; number: number; name: string; createdAt: Date; firstEventAt: Date | null }

/** Words that the app's own paths use, and those that would pass for the operator. */
const reservedSlugs = new Set([
  'admin',
  'api',
  'app',
  'assets',
  'auth',
  'billing',
  'docs',
  'help',
  'login',
  'new',
  'outbox',
  'security',
  'settings',
  'setup',
  'sign-in',
  'sign-up',
  'static',
  'status',
  'support',
  'system',
  'watchword',
  'www',
])

export function isReservedSlug(slug: string): boolean {
  return reservedSlugs.has(slug)
}

/**
 * The address that SDKs are given: `http://<key>@host/<project number>`. The key is 32 hex digits and the id digits
 * only, because SDKs parse it with regular expressions of their own.
 */
export function dsnOf(appUrl: string, publicKey: string, projectNumber: number): string {
  const url = new URL(appUrl)
  url.username = publicKey
  url.pathname = `/${projectNumber}`
  return url.href
}
