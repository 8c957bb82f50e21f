/**
 * The archive that `sentry-cli` makes: `SYSB`, a version, then a zip whose offsets count from the start of the file.
 * Nothing is unpacked to disk and no name in it is used as a path. All of it is checked before anything is read.
 */
import type { FileHandle } from 'node:fs/promises'
import { buffer } from 'node:stream/consumers'
import { fromBufferPromise, fromFdPromise, type Entry, type ZipFile } from 'yauzl'
import { invalidRequest, AppError } from '#platform/errors'
import {
  maxBundleInMemory,
  maxEntries,
  maxManifestBytes,
  maxRatio,
  maxUnpackedBytes,
  smallEntryBytes,
} from './limits.ts'

export type Bundle = {
  names: ReadonlySet<string>
  sizeOf(name: string): number
  /** Throws invalid_request for content that is not as large as the archive says, or corrupt. */
  read(name: string): Promise<Buffer>
  readManifest(): Promise<unknown>
}

const headerBytes = 8
const localHeaderBytes = 30
const linkMode = 0o120000
const modeMask = 0o170000

/** Throws invalid_request, with what is wrong, for every archive that is not plainly a bundle. */
export async function openBundle(file: FileHandle): Promise<Bundle> {
  const header = Buffer.alloc(headerBytes)
  await file.read(header, 0, headerBytes, 0)
  if (header.toString('latin1', 0, 4) !== 'SYSB') throw invalidRequest('it is no artifact bundle')
  const zip = await openZip(file)
  const entries = await listEntries(zip)
  const find = (name: string): Entry => {
    const entry = entries.get(name)
    if (!entry) throw invalidRequest(`${name} is not in the bundle`)
    return entry
  }
  const read = (name: string) => orRefuse(async () => buffer(await zip.openReadStreamPromise(find(name))))
  return {
    names: new Set(entries.keys()),
    sizeOf: (name) => find(name).uncompressedSize,
    read,
    readManifest: async () => {
      if (find('manifest.json').uncompressedSize > maxManifestBytes) throw invalidRequest('its manifest is too large')
      const text = (await read('manifest.json')).toString()
      return orRefuse(async () => JSON.parse(text) as unknown)
    },
  }
}

/** A small one from memory: the library reads each entry's header by itself, which takes long from a file. */
async function openZip(file: FileHandle): Promise<ZipFile> {
  const options = { decodeStrings: true, validateEntrySizes: true, strictFileNames: true }
  const { size } = await file.stat()
  return orRefuse(async () => {
    if (size > maxBundleInMemory) return fromFdPromise(file.fd, { ...options, autoClose: false })
    const whole = Buffer.alloc(size)
    await file.read(whole, 0, size, 0)
    return fromBufferPromise(whole, options)
  })
}

async function listEntries(zip: ZipFile): Promise<Map<string, Entry>> {
  if (zip.entryCount > maxEntries) throw invalidRequest(`it has more than ${maxEntries} entries`)
  const entries = new Map<string, Entry>()
  let unpackedBytes = 0
  await orRefuse(async () => {
    for await (const entry of zip.eachEntry()) {
      if (entries.size >= maxEntries) throw invalidRequest(`it has more than ${maxEntries} entries`)
      if (entries.has(entry.fileName)) throw invalidRequest('two entries have the same name')
      unpackedBytes += entry.uncompressedSize
      if (unpackedBytes > maxUnpackedBytes) throw invalidRequest(`it unpacks to more than ${maxUnpackedBytes} bytes`)
      checkEntry(entry)
      entries.set(entry.fileName, entry)
    }
  })
  refuseOverlaps([...entries.values()])
  return entries
}

function checkEntry(entry: Entry): void {
  const { fileName, compressedSize, uncompressedSize } = entry
  // The library has refused `..`, absolute names and backslashes.
  if (/\p{Cc}/u.test(fileName) || fileName.length > 1_000) throw invalidRequest('the name of an entry is not valid')
  if (((entry.externalFileAttributes >>> 16) & modeMask) === linkMode) {
    throw invalidRequest(`${fileName} is a link`)
  }
  if (entry.isEncrypted()) throw invalidRequest(`${fileName} is encrypted`)
  if (uncompressedSize > smallEntryBytes && uncompressedSize > compressedSize * maxRatio) {
    throw invalidRequest(`${fileName} is compressed more than any source is`)
  }
}

/** Entries that share bytes would unpack to far more than the archive has. */
function refuseOverlaps(entries: Entry[]): void {
  let end = 0
  for (const entry of entries.sort((a, b) => a.relativeOffsetOfLocalHeader - b.relativeOffsetOfLocalHeader)) {
    if (entry.relativeOffsetOfLocalHeader < end) throw invalidRequest('its entries overlap')
    end = entry.relativeOffsetOfLocalHeader + localHeaderBytes + entry.fileNameLength + entry.compressedSize
  }
}

/** Whatever the library throws is about the archive. */
async function orRefuse<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof AppError) throw error
    const why = error instanceof Error ? error.message.slice(0, 200) : ''
    throw invalidRequest(`it cannot be read: ${why}`)
  }
}
