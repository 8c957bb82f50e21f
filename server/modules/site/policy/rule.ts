/**
 * Sentences as data. Each names the promises of the ledger that it makes; it is published while tests prove all of
 * them (evidence.ts), and is withheld otherwise. Nothing of the published policy is written anywhere else.
 */
import type { PolicyProfile, PolicyVersion } from '#platform/policy'
import type { RegisterEntry } from '#platform/egress'
import { googleProperty } from '#platform/http'
import type { InventoryEntry } from '#platform/inventory'

/** What sentences depend on. */
export type Facts = {
  profile: PolicyProfile
  version: PolicyVersion
  inventory: readonly InventoryEntry[]
  /** Origins without a slash at the end; the same where everything is on one host. */
  appUrl: string
  siteUrl: string
  /** Servers beside the database and the column store, which every installation has. */
  stores: { redis: boolean; nats: boolean }
  /** Everyone else who gets data: the register that the way out obeys. */
  processors: readonly RegisterEntry[]
  /** By which others' sign-ins people may come in. */
  signInProviders: readonly string[]
}

export type Rule = {
  /** Of the ledger, at least one. */
  ids: readonly string[]
  text: string | ((facts: Facts) => string)
  /** Default: always. */
  when?: (facts: Facts) => boolean
  /** One of several points; default: part of the running text. */
  point?: true
}

/** Rules that are made from the inventory or from registers: one for each of their entries. */
export type Rules = (facts: Facts) => readonly Rule[]

export type Section = { id: string; title: string; rules: readonly (Rule | Rules)[] }

export type Sentence = { ids: readonly string[]; text: string; point: boolean }
export type Written = { id: string; title: string; sentences: Sentence[] }

/** The sentences that hold under these facts, before any is withheld. */
export function write(sections: readonly Section[], facts: Facts): Written[] {
  return sections.map(({ id, title, rules }) => ({
    id,
    title,
    sentences: rules
      .flatMap((rule) => (typeof rule === 'function' ? rule(facts) : [rule]))
      .filter(({ when }) => when?.(facts) ?? true)
      .map(({ ids, text, point }) => ({
        ids,
        text: typeof text === 'function' ? text(facts) : text,
        point: point ?? false,
      })),
  }))
}

export function say(ids: readonly string[], text: Rule['text'], when?: Rule['when']): Rule {
  return { ids, text, ...(when && { when }) }
}

export function point(ids: readonly string[], text: Rule['text'], when?: Rule['when']): Rule {
  return { ids, text, ...(when && { when }), point: true }
}

/** A path of the app: on its own origin where the site has another one. */
export function inApp({ appUrl, siteUrl }: Facts, path: string): string {
  return appUrl === siteUrl ? `/app${path}` : `${appUrl}/app${path}`
}

/** `a, b and c`. */
export function listed(items: readonly string[]): string {
  if (items.length < 2) return items.join('')
  return `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`
}

export function daysWords(days: number): string {
  return days === 1 ? '1 day' : `${days} days`
}

/** `21 November 2026`, in UTC. */
export function dateWords(at: Date): string {
  return new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', day: 'numeric', month: 'long', year: 'numeric' }).format(
    at,
  )
}

/** The site's own address; null where it shares one with the app. */
export function ownSite({ appUrl, siteUrl }: Pick<Facts, 'appUrl' | 'siteUrl'>): string | null {
  return appUrl === siteUrl ? null : siteUrl
}

/** Google's statistics are loaded only where the operator named whom they are for and the site has a host of its own. */
export function usesGoogle(facts: Facts): boolean {
  return googleProperty(facts.profile, ownSite(facts)) !== null
}

export function capital(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`
}
