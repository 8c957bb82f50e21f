/** What an API key may do, in words. Pure. */
import type { Scope } from '../../api.ts'

export type ScopeGroup = { noun: string; title: string; scopes: readonly { scope: Scope; words: string }[] }

/** In the order in which a person thinks of them. `noun` is how a list names the group. */
export const scopeGroups: readonly ScopeGroup[] = [
  {
    noun: 'incidents',
    title: 'Incidents',
    scopes: [
      { scope: 'incidents.read', words: 'See incidents, events and trails' },
      { scope: 'incidents.write', words: 'Acknowledge, resolve, reopen' },
    ],
  },
  { noun: 'events', title: 'Events', scopes: [{ scope: 'events.write', words: 'Send events' }] },
  { noun: 'metrics', title: 'Metrics', scopes: [{ scope: 'metrics.read', words: 'Query metrics' }] },
  {
    noun: 'dashboards',
    title: 'Dashboards',
    scopes: [
      { scope: 'dashboards.read', words: 'See dashboards and what marks their graphs' },
      { scope: 'dashboards.write', words: 'Change dashboards, share them with anybody' },
    ],
  },
  {
    noun: 'status pages',
    title: 'Status pages',
    scopes: [
      { scope: 'statuspages.read', words: 'See pages, reports, subscribers' },
      { scope: 'statuspages.write', words: 'Change pages, publish reports' },
    ],
  },
  {
    noun: 'projects',
    title: 'Projects',
    scopes: [
      { scope: 'projects.read', words: 'See projects and their DSN' },
      { scope: 'projects.write', words: 'Create and change projects' },
    ],
  },
  {
    noun: 'channels',
    title: 'Channels',
    scopes: [
      { scope: 'channels.read', words: 'See channels and deliveries' },
      { scope: 'channels.write', words: 'Change channels, send tests' },
    ],
  },
  {
    noun: 'members',
    title: 'Members',
    scopes: [
      { scope: 'members.read', words: 'See members and invitations' },
      { scope: 'members.write', words: 'Invite, change roles, remove' },
    ],
  },
  {
    noun: 'keys',
    title: 'Keys',
    scopes: [
      { scope: 'keys.read', words: 'See keys and what they did' },
      { scope: 'keys.write', words: 'Revoke keys, all about ingest keys' },
    ],
  },
  {
    noun: 'the workspace',
    title: 'Workspace',
    scopes: [
      { scope: 'workspace.read', words: 'See it, follow the live stream' },
      { scope: 'workspace.write', words: 'Change its name and address' },
      { scope: 'workspace.admin', words: 'Make and remove owners' },
    ],
  },
  { noun: 'the audit log', title: 'Audit log', scopes: [{ scope: 'audit.read', words: 'See who did what' }] },
  { noun: 'the outbox', title: 'Outbox', scopes: [{ scope: 'outbox.read', words: 'See mail that was kept' }] },
]

export const allScopes: readonly Scope[] = scopeGroups.flatMap(({ scopes }) => scopes.map(({ scope }) => scope))

export type Preset = { word: string; scopes: readonly Scope[] }

/** `own` are the permissions of whoever makes the key: nobody hands out more than they have. */
export function presetsFor(own: readonly string[]): readonly Preset[] {
  const mine = allScopes.filter((scope) => own.includes(scope))
  const all: Preset[] = [
    { word: 'Everything I may do', scopes: mine },
    { word: 'Read only', scopes: mine.filter((scope) => scope.endsWith('.read')) },
    { word: 'Send events only', scopes: mine.filter((scope) => scope === 'events.write') },
  ]
  return all.filter(({ scopes }) => scopes.length > 0)
}

export function sameScopes(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((scope) => other.includes(scope))
}

/** One line: `Changes incidents, reads projects and channels`. */
export function scopeSummary(scopes: readonly string[]): string {
  if (sameScopes(scopes, allScopes)) return 'Does everything'
  const nouns = (found: (scope: string) => boolean): string[] =>
    scopeGroups
      .filter(({ scopes: all }) => all.some(({ scope }) => scopes.includes(scope) && found(scope)))
      .map(({ noun }) => noun)
  const changed = nouns((scope) => !scope.endsWith('.read') && scope !== 'events.write')
  const read = nouns((scope) => scope.endsWith('.read')).filter((noun) => !changed.includes(noun))
  const parts = [
    scopes.includes('events.write') && 'sends events',
    changed.length > 0 && `changes ${listed(changed)}`,
    read.length > 0 && `reads ${listed(read)}`,
  ].filter((part) => part !== false)
  const text = parts.join(', ')
  return text.charAt(0).toUpperCase() + text.slice(1)
}

const mostListed = 3

/** `a`, `a and b`, `a, b and c`, `a, b and 4 more`. */
export function listed(items: readonly string[]): string {
  const shown = items.length > mostListed ? [...items.slice(0, 2), `${items.length - 2} more`] : items
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`
}

/** A sentence when the key may do what this person may not, who then cannot rotate it. */
export function scopesRefusal(scopes: readonly string[], own: readonly string[]): string | undefined {
  const missing = scopes.filter((scope) => !own.includes(scope))
  return missing.length === 0 ? undefined : `This key may do what you may not: ${listed(missing)}.`
}
