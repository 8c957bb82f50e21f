/**
 * Whether bytes are a picture that may be shown. What the sender calls it counts for nothing: only raster formats that
 * run nothing (never SVG), told by their own first bytes, of a size that a browser can draw.
 */

export const maxPictureBytes = 2 * 1024 * 1024
/** Width times height: a small file may unpack to gigabytes. */
export const maxPixels = 40_000_000

export type Picture = { type: 'image/png' | 'image/jpeg' | 'image/gif'; width: number; height: number }

export function pictureOf(bytes: Uint8Array): Picture | undefined {
  if (bytes.length > maxPictureBytes) return undefined
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const found = readPng(view) ?? readGif(view) ?? readJpeg(view)
  if (!found || found.width === 0 || found.height === 0) return undefined
  return found.width * found.height > maxPixels ? undefined : found
}

/** RFC 2083: a signature of eight bytes, then the chunk IHDR. */
function readPng(view: DataView): Picture | undefined {
  if (view.byteLength < 24 || view.getUint32(0) !== 0x89504e47 || view.getUint32(4) !== 0x0d0a1a0a) return undefined
  if (view.getUint32(12) !== 0x49484452) return undefined
  return { type: 'image/png', width: view.getUint32(16), height: view.getUint32(20) }
}

function readGif(view: DataView): Picture | undefined {
  if (view.byteLength < 10 || view.getUint32(0) !== 0x47494638) return undefined
  if (view.getUint16(4) !== 0x3761 && view.getUint16(4) !== 0x3961) return undefined
  return { type: 'image/gif', width: view.getUint16(6, true), height: view.getUint16(8, true) }
}

/** ITU T.81: segments, up to the first frame header, which has the size. */
function readJpeg(view: DataView): Picture | undefined {
  if (view.byteLength < 4 || view.getUint16(0) !== 0xffd8) return undefined
  let at = 2
  while (at + 9 <= view.byteLength) {
    const marker = view.getUint16(at)
    if (marker < 0xffc0 || marker > 0xfffe) return undefined
    const isFrame = marker <= 0xffcf && ![0xffc4, 0xffc8, 0xffcc].includes(marker)
    if (isFrame) return { type: 'image/jpeg', height: view.getUint16(at + 5), width: view.getUint16(at + 7) }
    at += 2 + view.getUint16(at + 2)
  }
  return undefined
}

/** For an `<img>`: the type is the one that was found, not the one that was said. */
export function dataUrl(bytes: Uint8Array, { type }: Picture): string {
  let text = ''
  const step = 0x8000
  for (let at = 0; at < bytes.length; at += step) text += String.fromCharCode(...bytes.subarray(at, at + step))
  return `data:${type};base64,${btoa(text)}`
}
