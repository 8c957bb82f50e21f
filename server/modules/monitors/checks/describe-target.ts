import type { CheckSpec } from './spec.ts'

/** What it looks at, in one line for lists: no secret, no query of a URL. */
export function describeTarget(spec: CheckSpec): string {
  switch (spec.type) {
    case 'http':
    case 'websocket':
    case 'statuspage':
      return spec.url.replace(/[?#].*$/, '')
    case 'ping':
      return spec.host
    case 'dns':
      return `${spec.name} ${spec.recordType}`
    case 'domain':
      return spec.domain
    default:
      return spec.host.includes(':') ? `[${spec.host}]:${spec.port}` : `${spec.host}:${spec.port}`
  }
}
