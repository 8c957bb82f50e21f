/** The secrets of a spec are kept apart, sealed; a spec that is stored, shown or audited has none. */
import { invalidRequest } from '#platform/errors'
import { fingerprintOf } from './client-certificate.ts'
import { hiddenSecret } from './hidden-secret.ts'
import type { CheckSpec } from './spec.ts'

export type CheckSecrets = Record<string, string>

/** The spec with every secret hidden, and the secrets by their place. The second is what is sealed. */
export function takeSecrets(spec: CheckSpec): { spec: CheckSpec; secrets: CheckSecrets } {
  const secrets: CheckSecrets = {}
  const hidden = eachSecret(spec, (place, value) => {
    secrets[place] = value
    return hiddenSecret
  })
  return { spec: hidden, secrets }
}

/**
 * The spec with its secrets in place again; a value that is not hidden is left as it is, so that it also merges what
 * somebody changed with what was stored. Throws invalid_request where a hidden one was never stored.
 */
export function putSecrets(spec: CheckSpec, secrets: CheckSecrets): CheckSpec {
  return eachSecret(spec, (place, value) => {
    if (value !== hiddenSecret) return value
    const stored = Object.hasOwn(secrets, place) ? secrets[place] : undefined
    if (stored === undefined) throw invalidRequest(`there is no stored secret for ${place}; give it again`)
    return stored
  })
}

function eachSecret(spec: CheckSpec, change: (place: string, value: string) => string): CheckSpec {
  switch (spec.type) {
    case 'http': {
      // The target belongs to the place: a secret does not follow a monitor to somebody else's server unasked.
      const at = origin(spec.url)
      const headers = spec.headers.map((header) =>
        header.isSecret
          ? { ...header, value: change(`${at} header ${header.name.toLowerCase()}`, header.value) }
          : header,
      )
      const pair = spec.clientCertificate
      // A spec that was stored before there were any has no such field.
      const clientCertificate = pair
        ? { ...pair, key: change(`${at} key of ${fingerprintOf(pair.certificate)}`, pair.key) }
        : null
      const { auth } = spec
      if (auth === null) return { ...spec, headers, clientCertificate }
      if (auth.kind === 'bearer') {
        return { ...spec, headers, clientCertificate, auth: { ...auth, token: change(`${at} token`, auth.token) } }
      }
      const password = change(`${at} password`, auth.password)
      return { ...spec, headers, clientCertificate, auth: { ...auth, password } }
    }
    case 'postgres':
    case 'mysql':
    case 'redis':
      if (spec.password === null) return spec
      return { ...spec, password: change(`${spec.host}:${spec.port} password`, spec.password) }
    default:
      return spec
  }
}

function origin(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : url
}
