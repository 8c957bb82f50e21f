/** What a filter line asks of the API, and the line that asks for what a saved view holds. Pure. */
import type { IncidentQuery, IncidentView, Member, Project } from '../../api.ts'
import {
  formatFilter,
  kinds,
  levels,
  parseFilter,
  timeTokens,
  tokenNames,
  type Filter,
  type TokenName,
} from './filter.ts'
import { askedTime, timeValue, type AskedTime } from './filter-times.ts'

/** Whom and what the line may name. */
export type Known = {
  projects: readonly Pick<Project, 'id' | 'name'>[]
  members: readonly Pick<Member, 'userId' | 'name' | 'email'>[]
}

const timeFields = {
  firstSeen: ['newSince', 'newBefore'],
  lastSeen: ['seenSince', 'seenBefore'],
  regressed: ['regressedSince', 'regressedBefore'],
  escalated: ['escalatedSince', 'escalatedBefore'],
} as const satisfies Record<(typeof timeTokens)[number], readonly [keyof IncidentQuery, keyof IncidentQuery]>

/** As the API takes it. A project or member that does not exist finds nothing instead of everything. */
export function incidentFilter(line: string, sort: IncidentQuery['sort'], known: Known): IncidentQuery {
  const { tokens, text } = parseFilter(line)
  const all = (name: TokenName): string[] => tokens.filter((token) => token.name === name).map(({ value }) => value)
  const last = (name: TokenName): string | undefined => all(name).at(-1)
  const several = (name: TokenName): string | undefined => [...new Set(all(name))].join(',') || undefined
  const [project, owner, number] = [last('project'), last('owner'), last('number')]
  return compact({
    status: several('is'),
    level: levels.find((level) => level === last('level')),
    severity: several('severity'),
    owner: owner === undefined ? undefined : askedOwner(owner, known),
    environment: last('environment'),
    release: last('release'),
    projectId: project === undefined ? undefined : askedProject(project, known),
    kind: kinds.find((kind) => kind === last('kind')),
    ...Object.assign({}, ...timeTokens.map((name) => timeQuery(name, all(name)))),
    number: number === undefined ? undefined : Number(number),
    query: text || undefined,
    sort,
  })
}

/** Two filters that mean the same are the same key in the cache. */
function compact(query: IncidentQuery): IncidentQuery {
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined))
}

function timeQuery(name: keyof typeof timeFields, values: readonly string[]): IncidentQuery {
  const [since, before] = timeFields[name]
  const query: IncidentQuery = {}
  for (const asked of values.map(askedTime)) {
    if (asked && 'since' in asked) query[since] = asked.since
    else if (asked) query[before] = asked.before
  }
  return query
}

const isId = (prefix: 'prj' | 'usr', text: string): boolean => new RegExp(`^${prefix}_[0-9a-f]{32}$`).test(text)
const noId = '0'.repeat(32)
const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase()

function askedProject(value: string, { projects }: Known): string {
  if (isId('prj', value)) return value
  return projects.find(({ name }) => same(name, value))?.id ?? `prj_${noId}`
}

function projectValue(id: string, { projects }: Known): string {
  const name = projects.find((project) => project.id === id)?.name
  return name !== undefined && askedProject(name, { projects, members: [] }) === id ? name : id
}

const nobody: readonly string[] = ['nobody', 'none']

function askedOwner(value: string, { members }: Known): string {
  const lower = value.toLowerCase()
  if (lower === 'me') return 'me'
  if (nobody.includes(lower)) return 'none'
  if (isId('usr', value)) return value
  const named = members.filter(({ name }) => same(name, value))
  const member = members.find(({ email }) => same(email, value)) ?? (named.length === 1 ? named[0] : undefined)
  return member?.userId ?? `usr_${noId}`
}

/** The name where it says who it is, else the e-mail address. */
function ownerValue(id: string, known: Known): string {
  if (id === 'me') return 'me'
  if (id === 'none') return 'nobody'
  const member = known.members.find(({ userId }) => userId === id)
  const values = member ? [member.name, member.email] : []
  return values.find((value) => askedOwner(value, known) === id) ?? id
}

/** All that `owner:` may say. */
export function ownerValues(known: Known): string[] {
  return ['me', 'nobody', ...known.members.map(({ userId }) => ownerValue(userId, known))]
}

/** Whether the line can be understood only with the members at hand. */
export function namesOwner(line: string): boolean {
  const { tokens } = parseFilter(line)
  return tokens.some(({ name, value }) => name === 'owner' && !['me', ...nobody].includes(value.toLowerCase()))
}

const oneToOne: readonly (keyof IncidentQuery & TokenName)[] = ['level', 'environment', 'release', 'kind', 'number']

/** What a view asks for, as a filter line. Whoever or whatever is gone is named by its id. */
export function lineOf(filter: IncidentView['filter'], known: Known): string {
  const tokens: Filter['tokens'] = []
  const say = (name: TokenName, ...values: string[]): void =>
    void tokens.push(...values.filter(Boolean).map((value) => ({ name, value })))
  for (const name of oneToOne) say(name, name === 'number' ? wholeNumber(filter[name]) : (filter[name] ?? ''))
  say('is', ...(filter['status']?.split(',') ?? []))
  say('severity', ...(filter['severity']?.split(',') ?? []))
  if (filter['owner']) say('owner', ownerValue(filter['owner'], known))
  if (filter['projectId']) say('project', projectValue(filter['projectId'], known))
  for (const name of timeTokens) say(name, ...timesOf(name, filter).map(timeValue))
  // The store keeps no order of the names.
  tokens.sort((a, b) => tokenNames.indexOf(a.name) - tokenNames.indexOf(b.name))
  return formatFilter({ tokens, text: filter['query']?.trim() ?? '' })
}

function timesOf(name: keyof typeof timeFields, filter: IncidentView['filter']): AskedTime[] {
  const [since, before] = timeFields[name].map((field) => filter[field])
  return [...(since ? [{ since }] : []), ...(before ? [{ before }] : [])]
}

/** The API takes `1e3` for a number too. */
const wholeNumber = (text: string | undefined): string => (text === undefined ? '' : String(Number(text)))
