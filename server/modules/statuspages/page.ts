/** A status page of a workspace: the public name (slug), where it is reached, and its bounds. */
import type { Config } from '#platform/config'
import type { Locale } from './look/locale.ts'

export type StatusPage = {
  /** 12 lower-case letters and digits, as Statuspage's ids; never changes. */
  id: string
  /** Unique on the installation: it is the page's public name in paths and host names. */
  slug: string
  name: string
  description: string
  /** IANA name, e.g. `Europe/Berlin`; times on the page and in mail are shown in it. */
  timeZone: string
  /** Of the page's own words. */
  locale: Locale
  createdAt: Date
  /** Changes when, and only when, something that the public sees changed: ETags rest on it. */
  updatedAt: Date
}

export const defaultTimeZone = 'Etc/UTC'

export const maxPages = 50
export const maxComponents = 200

/** Names that would pass for the operator, or that hosts usually have. */
const reservedSlugs = new Set([
  'account',
  'accounts',
  'admin',
  'api',
  'app',
  'assets',
  'auth',
  'autoconfig',
  'autodiscover',
  'billing',
  'blog',
  'cdn',
  'docs',
  'ftp',
  'help',
  'imap',
  'ingest',
  'localhost',
  'login',
  'mail',
  'mx',
  'new',
  'ns',
  'ns1',
  'ns2',
  'outbox',
  'pop',
  'privacy',
  'root',
  'security',
  'settings',
  'setup',
  'sign-in',
  'sign-up',
  'smtp',
  'static',
  'status',
  'statuspage',
  'support',
  'system',
  'terms',
  'watchword',
  'webmail',
  'www',
])

/** Also punycode labels, with which a name can be made to look like another one. */
export function isReservedSlug(slug: string): boolean {
  return reservedSlugs.has(slug) || slug.startsWith('xn--')
}

export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name }).format()
    return true
  } catch {
    return false
  }
}

/**
 * Where the public reaches the page, without a slash at the end. On an installation with a status domain of its own
 * that is the page's host; otherwise its path on the app's host, which needs no name to be set up.
 */
export function pageUrl({ appUrl, statusDomain }: Pick<Config, 'appUrl' | 'statusDomain'>, slug: string): string {
  if (statusDomain === 'localhost') return `${appUrl}/status/${slug}`
  const url = new URL(appUrl)
  url.hostname = `${slug}.${statusDomain}`
  return url.origin
}

/** The slug in a request's Host header (`acme.status.example:8080`), or undefined when it is not a page's host. */
export function slugOfHost(host: string | null, statusDomain: string): string | undefined {
  const name = (host ?? '').toLowerCase().replace(/:\d+$/, '')
  const suffix = `.${statusDomain}`
  const slug = name.endsWith(suffix) ? name.slice(0, -suffix.length) : ''
  return slug === '' || slug.includes('.') ? undefined : slug
}
