import { closeSync, existsSync, openSync, readdirSync, readSync, readlinkSync, statfsSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { machine } from 'node:os'
import { codeOf } from './errors.ts'

/** A file of `/proc` longer than this is cut: none of those that are read comes near. */
const maxFileBytes = 4 * 1024 * 1024
/** Paths that are remembered as absent; those of processes come and go and are never looked at twice. */
const maxMissed = 1_000
const firstBytes = 64 * 1024
/** What the kernel makes anew from the first byte on: to open it costs twice what reading does. Not files of processes or disks. */
const staying = /^\/(proc\/(?!\d|self\/)|proc\/1\/mounts$|sys\/class\/)/
const maxKept = 64

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
  /** Closes what was kept open. */
  close(): void
}

export function createHost(root = ''): Host {
  const read = createReading(root)
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
    read: (path) => read.text(path),
    find: (path) => look(path, () => read.text(path)),
    list: (path) => look(path, () => readdirSync(root + path)) ?? [],
    link: (path) => orUndefined(() => readlinkSync(root + path)),
    space: (path) => statfsSync(root + path),
    spaceLater: (path) => statfs(root + path),
    machine: machine(),
    close: () => read.close(),
  }
}

/** Reads whole files into one buffer, and keeps those open that stay. */
function createReading(root: string) {
  let buffer = Buffer.allocUnsafeSlow(firstBytes)
  const kept = new Map<string, number>()
  const fill = (file: number): string => {
    let length = 0
    // Their size is 0 to stat, so they are read until nothing comes.
    for (;;) {
      const got = readSync(file, buffer, length, buffer.length - length, length)
      length += got
      if (got === 0 || length >= maxFileBytes) return buffer.toString('latin1', 0, length)
      if (length === buffer.length) buffer = Buffer.concat([buffer, Buffer.alloc(buffer.length)])
    }
  }
  return {
    text(path: string): string {
      const known = kept.get(path)
      try {
        if (known !== undefined) return fill(known)
      } catch {
        // Its device or its module is gone: whether there is another one in its place, opening it says.
        kept.delete(path)
        if (known !== undefined) closeSync(known)
      }
      const file = openSync(root + path, 'r')
      try {
        const text = fill(file)
        if (kept.size < maxKept && staying.test(path)) kept.set(path, file)
        return text
      } finally {
        if (kept.get(path) !== file) closeSync(file)
      }
    },
    close(): void {
      for (const file of kept.values()) closeSync(file)
      kept.clear()
    },
  }
}

/** Absent, not allowed, or gone between two looks: each of them is no answer, and no error. */
function orUndefined<T>(look: () => T): T | undefined {
  try {
    return look()
  } catch (error) {
    if (absent.has(codeOf(error))) return undefined
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
