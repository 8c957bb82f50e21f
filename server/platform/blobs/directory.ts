/** Blobs in a directory of one machine. */
import { mkdir, open, opendir, rename, rm, stat, type FileHandle } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { newHexKey } from '../ids.ts'
import { notFound, tooLarge } from '#platform/errors'
import { checkKey, checkPrefix, type BlobInfo, type Blobs, type PutOptions } from './blobs.ts'

/** Unfinished files; a name that no key can have. */
const temporaryName = '.tmp'

/**
 * Makes the directory if need be, and throws away what an earlier run did not finish: so there may be only one process
 * on it, which owns the data directory.
 */
export async function createDirectoryBlobs(directory: string): Promise<Blobs> {
  const temporary = join(directory, temporaryName)
  await rm(temporary, { recursive: true, force: true })
  await mkdir(temporary, { recursive: true, mode: 0o700 })

  async function put(key: string, content: Uint8Array | AsyncIterable<Uint8Array>, { maxBytes }: PutOptions) {
    const path = join(directory, checkKey(key))
    const unfinished = join(temporary, newHexKey())
    try {
      const sizeBytes = await writeDurably(unfinished, content, maxBytes)
      await makeDirectory(dirname(path), directory)
      await rename(unfinished, path)
      await syncDirectory(dirname(path))
      return { sizeBytes }
    } finally {
      await rm(unfinished, { force: true })
    }
  }

  async function get(key: string) {
    const file = await open(join(directory, checkKey(key)), 'r').catch(orUndefined)
    if (!file) throw notFound('file')
    const { size } = await file.stat()
    return { sizeBytes: size, body: file.createReadStream() }
  }

  async function deleteBlob(key: string) {
    const path = join(directory, checkKey(key))
    await rm(path, { force: true })
    await syncDirectory(dirname(path)).catch(orUndefined)
  }

  return { put, get, delete: deleteBlob, list: (prefix) => listBlobs(directory, checkPrefix(prefix)) }
}

async function* listBlobs(directory: string, prefix: string): AsyncIterable<BlobInfo> {
  const entries = await opendir(join(directory, prefix), { recursive: true }).catch(orUndefined)
  if (!entries) return
  for await (const entry of entries) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    // It may have been deleted since.
    const info = await stat(path).catch(orUndefined)
    if (info) yield { key: relative(directory, path), sizeBytes: info.size, modifiedAt: info.mtime }
  }
}

async function writeDurably(path: string, content: Uint8Array | AsyncIterable<Uint8Array>, maxBytes: number) {
  const file = await open(path, 'wx', 0o600)
  try {
    const sizeBytes = await writeAll(file, content instanceof Uint8Array ? [content] : content, maxBytes)
    await file.sync()
    return sizeBytes
  } finally {
    await file.close()
  }
}

async function writeAll(
  file: FileHandle,
  chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  maxBytes: number,
): Promise<number> {
  let sizeBytes = 0
  for await (const chunk of chunks) {
    sizeBytes += chunk.length
    if (sizeBytes > maxBytes) throw tooLarge(`a file may have ${maxBytes} bytes at most`)
    // writeFile on a handle writes all of it, from where the last write ended.
    await file.writeFile(chunk)
  }
  return sizeBytes
}

/** A new directory is durable when its parent has been synced as well. */
async function makeDirectory(path: string, root: string): Promise<void> {
  const first = await mkdir(path, { recursive: true, mode: 0o700 })
  if (first === undefined) return
  for (let made = path; made !== root; made = dirname(made)) await syncDirectory(dirname(made))
}

async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r')
  try {
    await directory.sync()
  } finally {
    await directory.close()
  }
}

function orUndefined(error: unknown): undefined {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
  throw error
}
