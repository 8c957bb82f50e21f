import { readFileSync } from 'node:fs'
import { hostname } from 'node:os'
import type { Target } from './scrape.ts'
import { messageOf } from './errors.ts'

export type Config = {
  /** Where requests go; undefined only for `--print`. */
  url: URL | undefined
  /** Read anew at each request when it is in a file, so that it can be changed without a restart. */
  key: () => string
  intervalMs: number
  job: string
  /** Undefined: a random name, kept in the data directory. */
  instance: string | undefined
  isHostNameWithheld: boolean
  labels: [string, string][]
  textfileDirectory: string | undefined
  targets: Target[]
  without: string[]
  dataDirectory: string
  queueBytes: number
  ca: string | undefined
}

/** The settings are not understood; the message says which and why. */
export class Misunderstood extends Error {}

const prefix = 'WATCHWORD_AGENT_'
const writePath = '/prometheus/api/v1/write'
const maxTargets = 20
const maxLabels = 10
const reserved = new Set(['job', 'instance', '__name__'])

/** Each setting, with what `--help` says of it. The environment wins over the file. */
export const settings = {
  URL: 'address of Watchword, https://watchword.example.com; one with a path is taken as it is',
  KEY: 'an ingest key of the project; or KEY_FILE, a file that has it',
  KEY_FILE: '',
  INTERVAL_SECONDS: '5 to 300 (15)',
  JOB: 'label job (node)',
  INSTANCE: 'label instance (the host name)',
  HOST_NAME: 'send, or withhold: then instance is a random name that stays (send)',
  LABELS: 'further labels of every series, environment=production,role=db',
  TEXTFILE_DIR: 'directory with *.prom files of other programs',
  TARGETS: 'metrics of programs on this machine, postgres=http://localhost:9187/metrics,…',
  WITHOUT: 'parts that are not read, containers,processes',
  DATA_DIR: 'where is kept what could not be sent (STATE_DIRECTORY of systemd, or ./watchword-agent)',
  QUEUE_MB: 'so much of it at most (64)',
  CA_FILE: 'certificates in PEM that may vouch for the server, instead of the public ones',
} as const

type Name = keyof typeof settings

export function readConfig(env: NodeJS.ProcessEnv, file: string | undefined, knownParts: readonly string[]): Config {
  const values = new Map<string, string>()
  const given = [...parseFile(file ?? ''), ...Object.entries(env)]
  for (const [name, value] of given) {
    if (!name.startsWith(prefix) || value === undefined) continue
    if (!Object.hasOwn(settings, name.slice(prefix.length))) throw new Misunderstood(`there is no setting ${name}`)
    values.set(name.slice(prefix.length), value.trim())
  }
  const get = (name: Name): string | undefined => values.get(name) || undefined
  const hostName = oneOf('HOST_NAME', get('HOST_NAME') ?? 'send', ['send', 'withhold'])
  const without = listOf(get('WITHOUT'))
  for (const part of without) oneOf('WITHOUT', part, knownParts)
  const caFile = get('CA_FILE')
  return {
    url: readUrl(get('URL')),
    key: readKey(get('KEY'), get('KEY_FILE')),
    intervalMs: numberIn('INTERVAL_SECONDS', get('INTERVAL_SECONDS') ?? '15', 5, 300) * 1000,
    job: get('JOB') ?? 'node',
    instance: get('INSTANCE') ?? (hostName === 'send' ? hostname() : undefined),
    isHostNameWithheld: hostName === 'withhold',
    labels: readLabels(get('LABELS')),
    textfileDirectory: get('TEXTFILE_DIR'),
    targets: readTargets(get('TARGETS')),
    without,
    dataDirectory: get('DATA_DIR') ?? env['STATE_DIRECTORY']?.split(':')[0] ?? 'watchword-agent',
    queueBytes: numberIn('QUEUE_MB', get('QUEUE_MB') ?? '64', 1, 10_000) * 1024 * 1024,
    ca: caFile === undefined ? undefined : readOrSay('CA_FILE', caFile),
  }
}

/** Lines `NAME=value`, as systemd reads an EnvironmentFile: comments with `#`, quotes around a value. */
function parseFile(text: string): [string, string][] {
  const entries: [string, string][] = []
  for (const [index, line] of text.split('\n').entries()) {
    if (/^\s*([#;]|$)/.test(line)) continue
    const [, name, value = ''] = /^\s*(\w+)\s*=\s*(.*?)\s*$/.exec(line) ?? []
    if (name === undefined) throw new Misunderstood(`line ${index + 1} of the settings: expected NAME=value`)
    if (!name.startsWith(prefix))
      throw new Misunderstood(`line ${index + 1} of the settings: ${name} is not for the agent`)
    entries.push([name, value.replace(/^(["'])(.*)\1$/, '$2')])
  }
  return entries
}

function readUrl(text: string | undefined): URL | undefined {
  if (text === undefined) return undefined
  const url = URL.canParse(text) ? new URL(text) : refuse('URL', 'expected https://…')
  if (url.protocol !== 'https:' && url.protocol !== 'http:') refuse('URL', 'expected https://…')
  if (url.username !== '' || url.password !== '') refuse('URL', 'a key has no place in it; set KEY')
  if (url.pathname === '/') url.pathname = writePath
  url.hash = ''
  return url
}

function readKey(key: string | undefined, file: string | undefined): () => string {
  if (key !== undefined && file !== undefined) refuse('KEY', 'set it or KEY_FILE, not both')
  const check = (text: string): string => {
    // It stands in a header; whitespace within would be two of them.
    if (!/^[\x21-\x7e]{1,200}$/.test(text)) refuse(file === undefined ? 'KEY' : 'KEY_FILE', 'there is no key in it')
    return text
  }
  if (file !== undefined) return () => check(readOrSay('KEY_FILE', file).trim())
  return () => check(key ?? '')
}

function readLabels(text: string | undefined): [string, string][] {
  const labels = listOf(text).map((entry): [string, string] => {
    const [, name = '', value = ''] =
      /^([a-zA-Z_]\w*)=(.+)$/.exec(entry) ?? refuse('LABELS', `${entry}: expected name=value`)
    if (reserved.has(name) || name.startsWith('__')) refuse('LABELS', `${name} is set otherwise`)
    return [name, value]
  })
  if (labels.length > maxLabels) refuse('LABELS', `at most ${maxLabels}`)
  if (new Set(labels.map(([name]) => name)).size < labels.length) refuse('LABELS', 'a name stands twice')
  return labels
}

function readTargets(text: string | undefined): Target[] {
  const targets = listOf(text).map((entry): Target => {
    const [, job = '', address = ''] =
      /^([\w.-]+)=(\S+)$/.exec(entry) ?? refuse('TARGETS', `${entry}: expected job=url`)
    const url = URL.canParse(address) ? new URL(address) : refuse('TARGETS', `${address} is not an address`)
    if (url.protocol !== 'http:' && url.protocol !== 'https:') refuse('TARGETS', `${address} is not an address`)
    if (url.username !== '') refuse('TARGETS', 'programs that ask for a password are not supported')
    return { job, url }
  })
  if (targets.length > maxTargets) refuse('TARGETS', `at most ${maxTargets}`)
  if (new Set(targets.map(({ job, url }) => `${job} ${url.href}`)).size < targets.length)
    refuse('TARGETS', 'one stands twice')
  return targets
}

function listOf(text: string | undefined): string[] {
  return (text ?? '').split(',').flatMap((entry) => entry.trim() || [])
}

function numberIn(name: Name, text: string, least: number, most: number): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < least || value > most) {
    refuse(name, `a whole number from ${least} to ${most}`)
  }
  return value
}

function oneOf(name: Name, value: string, all: readonly string[]): string {
  return all.includes(value) ? value : refuse(name, `${value}: one of ${all.join(', ')}`)
}

function readOrSay(name: Name, path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    return refuse(name, messageOf(error))
  }
}

function refuse(name: Name, why: string): never {
  throw new Misunderstood(`${prefix}${name}: ${why}`)
}
