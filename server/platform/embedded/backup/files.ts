/** Writing and reading the files of a backup: each is hashed as it passes and is on the disk when it is done. */
import { createHash, type Hash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, readdir, readFile } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'
import { createInterface } from 'node:readline'
import { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createZstdCompress, createZstdDecompress } from 'node:zlib'
import { BackupUnusable } from './manifest.ts'

export const sumsName = 'SHA256SUMS'

/** Paths relative to the backup, with `/`, and the hash of each in hex. */
export type Sums = Map<string, string>

export type BackupFiles = {
  directory: string
  sums: Sums
  /** `lines` without line ends; they are compressed. */
  writeLines(path: string, lines: AsyncIterable<string>): Promise<void>
  writeBytes(path: string, bytes: Iterable<Uint8Array> | AsyncIterable<Uint8Array>): Promise<number>
  /** What was hashed so far, as `sha256sum` writes it. */
  seal(): Promise<void>
}

/** The directory is for its owner alone. */
export async function openBackupFiles(directory: string): Promise<BackupFiles> {
  await mkdir(directory, { recursive: true, mode: 0o700 })
  const sums: Sums = new Map()
  const writeBytes: BackupFiles['writeBytes'] = async (path, bytes) => {
    const target = join(directory, path)
    await mkdir(dirname(target), { recursive: true, mode: 0o700 })
    const hash = createHash('sha256')
    const sizeBytes = await writeDurably(target, bytes, hash)
    sums.set(path.replaceAll(sep, '/'), hash.digest('hex'))
    return sizeBytes
  }
  return {
    directory,
    sums,
    writeBytes,
    writeLines: async (path, lines) => {
      const compressed = Readable.from(joined(lines)).pipe(createZstdCompress())
      await writeBytes(path, compressed as AsyncIterable<Uint8Array>) // a byte stream without an encoding
    },
    seal: async () => {
      const text = [...sums].map(([path, sum]) => `${sum}  ${path}\n`).join('')
      await writeDurably(join(directory, sumsName), [Buffer.from(text)], undefined)
      await syncDirectory(directory)
    },
  }
}

/** Lines of a file that `writeLines` wrote. */
export async function* readLines(path: string): AsyncIterable<string> {
  const bytes = createReadStream(path).pipe(createZstdDecompress())
  for await (const line of createInterface({ input: bytes, crlfDelay: Number.POSITIVE_INFINITY })) {
    if (line !== '') yield line
  }
}

/** Throws BackupUnusable unless each file is there, whole and unchanged, and no other one is. */
export async function verifySums(directory: string): Promise<void> {
  const text = await readFile(join(directory, sumsName), 'utf8').catch((cause: unknown) => {
    throw new BackupUnusable(`${directory} is no complete backup: it has no ${sumsName}`, { cause })
  })
  const expected = new Map(text.split('\n').flatMap((line) => (line === '' ? [] : [parseSum(line)])))
  const found = await listFiles(directory)
  const unexpected = found.filter((path) => path !== sumsName && !expected.has(path))
  if (unexpected.length > 0) throw new BackupUnusable(`${unexpected[0]} is no part of this backup`)
  for (const [path, sum] of expected) {
    if (!found.includes(path)) throw new BackupUnusable(`${path} is missing in the backup`)
    const hash = createHash('sha256')
    await pipeline(createReadStream(join(directory, path)), hash)
    if (hash.digest('hex') !== sum) throw new BackupUnusable(`${path} is not what was backed up: its checksum differs`)
  }
}

export async function copyDurably(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true, mode: 0o700 })
  await writeDurably(to, createReadStream(from) as AsyncIterable<Uint8Array>, undefined) // bytes, as above
}

/** Relative paths of all files below, with `/`; none where there is no directory. */
export async function listFiles(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true }).catch(() => [])
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(directory, join(entry.parentPath, entry.name)).replaceAll(sep, '/'))
    .toSorted()
}

export async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r')
  try {
    await directory.sync()
  } finally {
    await directory.close()
  }
}

async function writeDurably(
  path: string,
  bytes: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  hash: Hash | undefined,
): Promise<number> {
  const file = await open(path, 'w', 0o600)
  let sizeBytes = 0
  try {
    const counting = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        sizeBytes += chunk.length
        hash?.update(chunk)
        done(null, chunk)
      },
    })
    await pipeline(Readable.from(bytes), counting, async (chunks: AsyncIterable<Buffer>) => {
      // writeFile on a handle goes on where the last one ended.
      for await (const chunk of chunks) await file.writeFile(chunk)
    })
    await file.sync()
    return sizeBytes
  } finally {
    await file.close()
  }
}

/** Some lines at once, so that the compressor is not called for each. */
async function* joined(lines: AsyncIterable<string>): AsyncIterable<Buffer> {
  let waiting: string[] = []
  let length = 0
  for await (const line of lines) {
    waiting.push(line)
    length += line.length
    if (length < 65_536) continue
    yield Buffer.from(`${waiting.join('\n')}\n`)
    waiting = []
    length = 0
  }
  if (waiting.length > 0) yield Buffer.from(`${waiting.join('\n')}\n`)
}

function parseSum(line: string): [string, string] {
  const [, sum = '', path = ''] = /^([0-9a-f]{64}) {2}(.+)$/.exec(line) ?? []
  if (path === '' || path.startsWith('/') || path.split('/').includes('..')) {
    throw new BackupUnusable(`${sumsName} has a line that is none`)
  }
  return [path, sum]
}
