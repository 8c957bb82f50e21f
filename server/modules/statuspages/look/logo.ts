/**
 * Logos. A file is not kept as it came: it is put together anew from the parts that make the picture. Places and names
 * that cameras write, comments, and whatever stands behind the end of the picture are left out; a file that is not
 * what it says it is is refused.
 */
import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { invalidRequest, tooLarge } from '#platform/errors'

export type Logo = { hash: string; type: string; bytes: Buffer }

export const maxLogoBytes = 200 * 1024
/** A side of the picture in pixels: a small file can hold a picture that fills a reader's memory. */
export const maxLogoSide = 2_000

const kinds = {
  png: { type: 'image/png', starts: (file: Buffer) => file.subarray(0, 8).equals(pngSignature), rebuild: rebuildPng },
  jpeg: { type: 'image/jpeg', starts: (file: Buffer) => file.readUIntBE(0, 3) === 0xffd8ff, rebuild: rebuildJpeg },
  webp: {
    type: 'image/webp',
    starts: (file: Buffer) => file.toString('latin1', 0, 4) === 'RIFF' && file.toString('latin1', 8, 12) === 'WEBP',
    rebuild: rebuildWebp,
  },
}

export const logoEndings: Readonly<Record<string, string>> = {
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/webp': 'webp',
}

/** Throws invalid_request for what is no such picture, too_large for one that is too large. */
export function readLogo(file: Buffer): Logo {
  if (file.length > maxLogoBytes) throw tooLarge(`a logo may have ${maxLogoBytes / 1024} KB at most`)
  const kind = file.length < 16 ? undefined : Object.values(kinds).find(({ starts }) => starts(file))
  if (!kind) throw invalidRequest('expected a PNG, JPEG or WebP picture')
  let bytes: Buffer
  try {
    bytes = kind.rebuild(file)
  } catch (error) {
    // Reading past the end of the file.
    if (error instanceof RangeError) throw broken()
    throw error
  }
  return { hash: createHash('sha256').update(bytes).digest('hex').slice(0, 32), type: kind.type, bytes }
}

const broken = () => invalidRequest('the picture is damaged, or is not what it says it is')

function checkSize(width: number, height: number): void {
  if (width === 0 || height === 0) throw broken()
  if (width > maxLogoSide || height > maxLogoSide) {
    throw tooLarge(`a logo may have ${maxLogoSide} by ${maxLogoSide} pixels at most`)
  }
}

const pngSignature = Buffer.from('89504e470d0a1a0a', 'hex')
/** What decides how the picture looks. W3C PNG, §11. */
const pngParts = new Set(['IHDR', 'PLTE', 'IDAT', 'IEND', 'tRNS', 'gAMA', 'cHRM', 'sRGB', 'sBIT', 'pHYs'])

function rebuildPng(file: Buffer): Buffer {
  const parts: Buffer[] = [pngSignature]
  let hasData = false
  for (let at = 8; ;) {
    const length = file.readUInt32BE(at)
    const name = file.toString('latin1', at + 4, at + 8)
    const end = at + 12 + length
    if (end > file.length || (at === 8) !== (name === 'IHDR')) throw broken()
    if (file.readUInt32BE(end - 4) !== crc32(file.subarray(at + 4, end - 4))) throw broken()
    if (name === 'IHDR') checkSize(file.readUInt32BE(at + 8), file.readUInt32BE(at + 12))
    hasData ||= name === 'IDAT' && length > 0
    if (pngParts.has(name)) parts.push(file.subarray(at, end))
    // A part that must be understood and is not: an upper-case first letter says so.
    else if (/^[A-Z]/.test(name)) throw broken()
    if (name === 'IEND') break
    at = end
  }
  if (!hasData) throw broken()
  return Buffer.concat(parts)
}

/** ITU-T T.81, table B.1: frames that browsers show (baseline, extended, progressive). */
const jpegFrames = new Set([0xc0, 0xc1, 0xc2])
/** Tables, frames, scans and restart intervals; of the application segments, those that say how colours are meant. */
const jpegParts = new Set([0xc0, 0xc1, 0xc2, 0xc4, 0xda, 0xdb, 0xdd, 0xe0, 0xee])

function rebuildJpeg(file: Buffer): Buffer {
  const parts: Buffer[] = [file.subarray(0, 2)]
  let [hasFrame, hasScan] = [false, false]
  for (let at = 2; ;) {
    if (file.readUInt8(at) !== 0xff) throw broken()
    const marker = file.readUInt8(at + 1)
    if (marker === 0xd9) break
    const end = at + 2 + file.readUInt16BE(at + 2)
    if (end > file.length || end < at + 4) throw broken()
    if (jpegFrames.has(marker)) {
      checkSize(file.readUInt16BE(at + 7), file.readUInt16BE(at + 5))
      hasFrame = true
    }
    const next = marker === 0xda ? endOfScan(file, end) : end
    hasScan ||= marker === 0xda && next > end
    if (jpegParts.has(marker)) parts.push(file.subarray(at, next))
    at = next
  }
  if (!hasFrame || !hasScan) throw broken()
  return Buffer.concat([...parts, Buffer.from([0xff, 0xd9])])
}

/** Coded data ends at a marker that is neither a stuffed byte nor a restart. */
function endOfScan(file: Buffer, from: number): number {
  for (let at = from; ; at += 1) {
    at = file.indexOf(0xff, at)
    if (at < 0) throw broken()
    const next = file.readUInt8(at + 1)
    if (next !== 0 && !(next >= 0xd0 && next <= 0xd7)) return at
  }
}

/** RFC 9649. Pictures that move are refused: a status page is no place for them. */
const webpParts = new Set(['VP8 ', 'VP8L', 'VP8X', 'ALPH'])

function rebuildWebp(file: Buffer): Buffer {
  const parts: Buffer[] = []
  const end = Math.min(file.length, 8 + file.readUInt32LE(4))
  let hasPicture = false
  for (let at = 12; at + 8 <= end;) {
    const name = file.toString('latin1', at, at + 4)
    const length = file.readUInt32LE(at + 4)
    const next = at + 8 + length + (length % 2)
    if (at + 8 + length > end) throw broken()
    const body = file.subarray(at + 8, at + 8 + length)
    if (name === 'ANIM' || name === 'ANMF') throw invalidRequest('a logo that moves cannot be used')
    if (webpParts.has(name)) parts.push(webpPart(name, body))
    if (name === 'VP8 ' || name === 'VP8L') {
      checkWebpSize(name, body)
      hasPicture = true
    }
    at = next
  }
  if (!hasPicture) throw broken()
  const content = Buffer.concat([Buffer.from('WEBP', 'latin1'), ...parts])
  const head = Buffer.alloc(8)
  head.write('RIFF', 'latin1')
  head.writeUInt32LE(content.length, 4)
  return Buffer.concat([head, content])
}

function webpPart(name: string, body: Buffer): Buffer {
  const copy = Buffer.alloc(8 + body.length + (body.length % 2))
  copy.write(name, 'latin1')
  copy.writeUInt32LE(body.length, 4)
  body.copy(copy, 8)
  if (name === 'VP8X') {
    checkSize(1 + body.readUIntLE(4, 3), 1 + body.readUIntLE(7, 3))
    // Of the flags only "has transparency" stays true: profile, Exif and XMP are left out.
    copy.writeUInt8(body.readUInt8(0) & 0x10, 8)
  }
  return copy
}

function checkWebpSize(name: string, body: Buffer): void {
  if (name === 'VP8L') {
    if (body.readUInt8(0) !== 0x2f) throw broken()
    const bits = body.readUInt32LE(1)
    return checkSize((bits & 0x3fff) + 1, ((bits >>> 14) & 0x3fff) + 1)
  }
  // RFC 6386 §9.1: three bytes of tag, a start code, then width and height with two bits of scale each.
  if (body.readUIntBE(3, 3) !== 0x9d012a) throw broken()
  return checkSize(body.readUInt16LE(6) & 0x3fff, body.readUInt16LE(8) & 0x3fff)
}
