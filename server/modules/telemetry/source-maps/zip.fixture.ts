/** Archives as `sentry-cli` writes them, and as nobody should. */
import { createHash } from 'node:crypto'
import { crc32, deflateRawSync } from 'node:zlib'

export type ZipEntry = {
  name: string
  content: string | Buffer
  /** Of the external attributes' upper half. */
  mode?: number
  /** What the directory says instead of the truth. */
  saysSize?: number
  saysCompressed?: number
  saysOffset?: number
  flags?: number
  method?: number
}

export function zipOf(entries: readonly ZipEntry[], prefix = bundleHeader()): Buffer {
  const locals: Buffer[] = [prefix]
  const central: Buffer[] = []
  let offset = prefix.length
  for (const entry of entries) {
    const raw = Buffer.from(entry.content)
    const packed = entry.method === 0 ? raw : deflateRawSync(raw)
    const name = Buffer.from(entry.name)
    const head = Buffer.alloc(26)
    head.writeUInt16LE(20, 0)
    head.writeUInt16LE(entry.flags ?? 0x800, 2)
    head.writeUInt16LE(entry.method ?? 8, 4)
    head.writeUInt32LE(crc32(raw), 10)
    head.writeUInt32LE(entry.saysCompressed ?? packed.length, 14)
    head.writeUInt32LE(entry.saysSize ?? raw.length, 18)
    head.writeUInt16LE(name.length, 22)
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), head, name, packed])
    const rest = Buffer.alloc(14)
    rest.writeUInt32LE(((entry.mode ?? 0o100644) << 16) >>> 0, 6)
    rest.writeUInt32LE(entry.saysOffset ?? offset, 10)
    central.push(Buffer.from('PK\x01\x02\x14\x03', 'latin1'), head, rest, name)
    locals.push(local)
    offset += local.length
  }
  const directory = Buffer.concat(central)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(entries.length, 8)
  end.writeUInt16LE(entries.length, 10)
  end.writeUInt32LE(directory.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...locals, directory, end])
}

export function bundleHeader(): Buffer {
  const header = Buffer.from('SYSB\0\0\0\0', 'latin1')
  header.writeUInt32LE(2, 4)
  return header
}

export const debugIdOf = (text: string): string => {
  const hex = createHash('md5').update(text).digest('hex')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

export const tinyMap = (source = 'src/pay.ts', text: string | null = 'throw new Error()\n'): string =>
  JSON.stringify({ version: 3, sources: [source], sourcesContent: [text], names: ['pay'], mappings: 'AAAAA' })

type Contents = { debugId?: string | null; map?: string | Buffer; script?: string; url?: string; release?: string }

/** A script with its map, and the manifest that says so. */
export function bundleEntries({
  debugId = debugIdOf('a'),
  map = tinyMap(),
  script = 'throw new Error()',
  url = '~/app.min.js',
  release,
}: Contents = {}): ZipEntry[] {
  const headers = debugId === null ? {} : { 'debug-id': debugId }
  const files = {
    'files/_/_/app.min.js': { type: 'minified_source', url, headers: { ...headers, sourcemap: 'app.min.js.map' } },
    'files/_/_/app.min.js.map': { type: 'source_map', url: `${url}.map`, headers },
  }
  return [
    { name: 'files/_/_/app.min.js', content: script },
    { name: 'files/_/_/app.min.js.map', content: map },
    { name: 'manifest.json', content: JSON.stringify({ files, ...(release !== undefined && { release }) }) },
  ]
}
