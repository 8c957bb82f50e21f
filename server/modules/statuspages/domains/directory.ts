/**
 * Which host leads to which page, in memory: asked at every request whose host is none of ours. A page that gets or
 * loses a host does so in all processes within two seconds; without the database what was known last stays.
 */
import type { Services } from '#platform/context'
import { inPlatformTransaction, type Database } from '#platform/database'
import { AppError } from '#platform/errors'
import { listVerified } from './repo.ts'

const maxAgeMs = 2_000
/** Beyond this many, the hosts that come last do not answer; the log says so. */
const maxHosts = 20_000
/** Whoever asks with something known does not wait longer than this for something newer. */
const patienceMs = 500

type Directory = { slugs: Map<string, string> | undefined; loadedAtMs: number; loading: Promise<void> | undefined }

const directories = new WeakMap<Database, Directory>()

/** The slug of the page that has this host (of a Host header, with its port), or undefined. */
export async function findSlugOfHost(services: Services, host: string | null): Promise<string | undefined> {
  const name = nameOf(host)
  if (!name.includes('.')) return undefined
  const directory = directoryOf(services)
  if (services.now().getTime() - directory.loadedAtMs >= maxAgeMs) {
    directory.loading ??= load(services, directory).finally(() => {
      directory.loading = undefined
    })
    await (directory.slugs ? withinPatience(directory.loading) : directory.loading)
  }
  return directory.slugs?.get(name)
}

/** The same from what is known now, for where nobody can wait. */
export function knownSlugOfHost(services: Services, host: string | null): string | undefined {
  return directoryOf(services).slugs?.get(nameOf(host))
}

/** Call after a transaction that gave or took a host, or changed a slug. */
export function forgetHosts(services: Services): void {
  directoryOf(services).loadedAtMs = 0
}

function nameOf(host: string | null): string {
  return (host ?? '').toLowerCase().replace(/:\d+$/, '').replace(/\.$/, '')
}

function directoryOf({ database }: Services): Directory {
  const directory = directories.get(database) ?? { slugs: undefined, loadedAtMs: 0, loading: undefined }
  directories.set(database, directory)
  return directory
}

async function load(services: Services, directory: Directory): Promise<void> {
  const startedAtMs = services.now().getTime()
  try {
    const found = await inPlatformTransaction(services, (tx) => listVerified(tx, maxHosts))
    if (found.length === maxHosts) services.log.warn('there are more hosts of status pages than can be kept in memory')
    directory.slugs = new Map(found.map(({ host, slug }) => [host, slug]))
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'unavailable') throw error
  }
  // Also without an answer: a database that is away is not asked at every request.
  directory.loadedAtMs = startedAtMs
}

async function withinPatience(loading: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const patience = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, patienceMs)
  })
  try {
    await Promise.race([loading, patience])
  } finally {
    clearTimeout(timer)
  }
}
