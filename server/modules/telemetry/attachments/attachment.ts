/** A file that came with an event, as it is kept. */
export type Attachment = {
  id: string
  projectId: string
  eventId: string
  receivedAt: Date
  /** `removed`: by age; name and type went with it. */
  state: 'writing' | 'kept' | 'removed'
  sizeBytes: number
  fileName: string
  contentType: string
}

export const maxPerEvent = 20
export const maxFileBytes = 20 * 1024 * 1024
/** Of one project, together. */
export const maxProjectBytes = 2 * 1024 ** 3
export const maxProjectFiles = 20_000

export const blobKey = (workspaceId: string, id: string): string => `${workspaceId}/attachment/${id}`

const maxNameLength = 200

/** One line, no path, never empty; what a person saves it under. */
export function safeFileName(name: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? ''
  const clean = last
    .replaceAll(/[\p{Cc}\p{Cf}"*:<>?|]/gu, '_')
    .toWellFormed()
    .slice(0, maxNameLength)
    .toWellFormed()
    .trim()
  return /^\.*$/.test(clean) ? 'attachment' : clean
}

/** Anything else is bytes. */
export function safeContentType(type: string): string {
  const match = /^[a-z0-9][a-z0-9!#$&^_.+-]{0,60}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,60}/i.exec(type.trim())
  return match ? match[0].toLowerCase() : 'application/octet-stream'
}

/** RFC 6266 and 8187: a name for old readers, and the name. Never shown in the page, whatever it is. */
export function contentDisposition(fileName: string): string {
  const plain = fileName.replaceAll(/[^\x20-\x7e]|["\\%]/g, '_')
  const encoded = encodeURIComponent(fileName).replaceAll(
    /['()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`
}
