import { closeSync, existsSync, openSync, readdirSync, readSync, readlinkSync, statfsSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { machine } from 'node:os'

/** A file of `/proc` longer than this is cut: none of those that are read comes near. */
const maxFileBytes = 4 * 1024 * 1024
/** Paths that are remembered as absent; those of processes come and go and are never looked at twice. */
const maxMissed = 1_000
const firstBytes = 64 * 1024

export type Space = {
  /** Bytes a block. */
  bsize: number
  blocks: number
  bfree: number
  bavail: number
  files: number
  ffree: number
}

/** The host as its kernel shows it; in tests a directory with the same files. */
export type Host = {
  /** `path` is absolute, `/proc/stat`. Throws when there is no such file. */
  read(path: string): string
  /** Undefined where there is none, which is usual: not every kernel has every file. */
  find(path: string): string | undefined
  /** Names in a directory; none where there is no such directory. */
  list(path: string): string[]
  /** Where a link points to, as it is written there; undefined where there is none. */
  link(path: string): string | undefined
  space(path: string): Space
  /** The same without waiting for it: a file server that is away would hold everything up. */
  spaceLater(path: string): Promise<Space>
  /** As `uname -m` says it. */
  machine: string
}

export function createHost(root = ''): Host {
  let buffer = Buffer.allocUnsafeSlow(firstBytes)
  const read = (path: string): string => {
    const file = openSync(root + path, 'r')
    try {
      let length = 0
      // Their size is 0 to stat, so they are read until nothing comes.
      for (;;) {
        const got = readSync(file, buffer, length, buffer.length - length, null)
        length += got
        if (got === 0 || length >= maxFileBytes) break
        if (length === buffer.length) buffer = Buffer.concat([buffer, Buffer.alloc(buffer.length)])
      }
      return buffer.toString('latin1', 0, length)
    } finally {
      closeSync(file)
    }
  }
  // An error costs ten times what looking costs, and what is not there is mostly not there the next time.
  const missed = new Set<string>()
  const look = <T>(path: string, how: () => T): T | undefined => {
    if (missed.has(path) && !existsSync(root + path)) return undefined
    const found = orUndefined(how)
    if (found !== undefined) missed.delete(path)
    else if (missed.size < maxMissed) missed.add(path)
    return found
  }
  return {
    read,
    find: (path) => look(path, () => read(path)),
    list: (path) => look(path, () => readdirSync(root + path)) ?? [],
    link: (path) => orUndefined(() => readlinkSync(root + path)),
    space: (path) => statfsSync(root + path),
    spaceLater: (path) => statfs(root + path),
    machine: machine(),
  }
}

/** Absent, not allowed, or gone between two looks: each of them is no answer, and no error. */
function orUndefined<T>(look: () => T): T | undefined {
  try {
    return look()
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (typeof code === 'string' && absent.has(code)) return undefined
    throw error
  }
}

/** ENODATA, EIO and the like are what sensors answer that are switched off. */
const absent = new Set([
  'ENOENT',
  'ENOTDIR',
  'EACCES',
  'EPERM',
  'ESRCH',
  'ENODEV',
  'ENODATA',
  'EIO',
  'EINVAL',
  'ENXIO',
  'EOPNOTSUPP',
  'ENOTSUP',
  'EAGAIN',
])
