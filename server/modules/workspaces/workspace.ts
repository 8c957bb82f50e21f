import type { Role } from './permissions.ts'
import type { ProjectSettings } from './project-settings.ts'

export type Workspace = { id: string; slug: string; name: string; createdAt: Date }

/** Of one person; a bound against making them in masses. */
export const maxOwned = 20

export type Membership = { userId: string; role: Role; joinedAt: Date }

/** `number` stands in DSNs and is unique on the installation; `firstEventAt` is null until the first event came. */
export type Project = ProjectSettings & {
  id: string
  number: number
  name: string
  createdAt: Date
  firstEventAt: Date | null
}

/** Words that the app's own paths use, and those that would pass for the operator. */
const reservedSlugs = new Set([
  'abuse',
  'account',
  'admin',
  'api',
  'app',
  'assets',
  'auth',
  'billing',
  'confirm',
  'confirm-email',
  'confirm-sign-up',
  'confirmation',
  'docs',
  'email-change',
  'forgot-password',
  'help',
  'ingest',
  'invitation',
  'invitations',
  'join',
  'legal',
  'login',
  'mail',
  'me',
  'new',
  'new-workspace',
  'null',
  'outbox',
  'owner',
  'password-reset',
  'postmaster',
  'pricing',
  'privacy',
  'privacy-export',
  'profile',
  'projects',
  'receipt',
  'report-a-minor',
  'reset-password',
  'restore',
  'root',
  'second-factor',
  'security',
  'session',
  'settings',
  'setup',
  'sign-in',
  'sign-out',
  'sign-up',
  'site',
  'staff',
  'static',
  'status',
  'support',
  'system',
  'terms',
  'undefined',
  'user',
  'users',
  'watchword',
  'webmaster',
  'workspace',
  'workspaces',
  'www',
  'you',
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
