/** An authenticator in software, for tests: one P-256 key that answers as a browser with a passkey would. */
import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import { isoCBOR } from '@simplewebauthn/server/helpers'

type Options = Record<string, unknown> & { challenge: string }

/** What a dishonest or a broken one would do otherwise. */
export type Change = {
  origin?: string
  rpId?: string
  counter?: number
  userVerified?: boolean
  crossOrigin?: boolean
  challenge?: string
  type?: string
  userHandle?: string | null
  id?: string
  attest?: (made: Made) => { format: string; statement: Map<string, unknown> }
}

/** What an attestation is made over. `point`: the public key, uncompressed. `sign` is the new key itself. */
type Made = { authData: Buffer; clientDataJSON: Buffer; point: Buffer; id: Buffer; sign(data: Buffer): Buffer }

const userPresent = 0x01
const userVerified = 0x04
const hasCredential = 0x40

export function createAuthenticator({ origin = 'http://localhost:8080', counting = true } = {}) {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const id = randomBytes(16)
  const key = publicKey.export({ format: 'jwk' })
  const cose = isoCBOR.encode(
    new Map<number, number | Uint8Array>([
      [1, 2],
      [3, -7],
      [-1, 1],
      [-2, new Uint8Array(Buffer.from(key.x ?? '', 'base64url'))],
      [-3, new Uint8Array(Buffer.from(key.y ?? '', 'base64url'))],
    ]),
  )
  const point = Buffer.concat([
    Buffer.from([4]),
    Buffer.from(key.x ?? '', 'base64url'),
    Buffer.from(key.y ?? '', 'base64url'),
  ])
  let counter = 0
  let keptHandle: string | undefined

  function parts(type: string, options: Options, rpId: string, change: Change) {
    const clientData = {
      type: change.type ?? type,
      challenge: change.challenge ?? options.challenge,
      origin: change.origin ?? origin,
      crossOrigin: change.crossOrigin ?? false,
    }
    if (counting) counter += 1
    const count = Buffer.alloc(4)
    count.writeUInt32BE(change.counter ?? counter)
    const verified = (change.userVerified ?? true) ? userVerified : 0
    const flags = (type === 'webauthn.create' ? hasCredential : 0) | userPresent | verified
    const head = Buffer.concat([sha256(change.rpId ?? rpId), Buffer.from([flags]), count])
    return { clientDataJSON: Buffer.from(JSON.stringify(clientData)), head }
  }
  const credential = (change: Change) => {
    const given = change.id ?? id.toString('base64url')
    return { id: given, rawId: given, type: 'public-key', clientExtensionResults: {} }
  }

  return {
    id: id.toString('base64url'),
    /** `navigator.credentials.create` */
    create(options: Options, change: Change = {}) {
      const { rp, user } = options as unknown as { rp: { id: string }; user: { id: string } }
      keptHandle = user.id
      const { clientDataJSON, head } = parts('webauthn.create', options, rp.id, change)
      const idLength = Buffer.alloc(2)
      idLength.writeUInt16BE(id.length)
      const authData = Buffer.concat([head, Buffer.alloc(16), idLength, id, cose])
      const made = { authData, clientDataJSON, point, id, sign: (data: Buffer) => sign('sha256', data, privateKey) }
      const { format, statement } = change.attest?.(made) ?? { format: 'none', statement: new Map() }
      // The library types what it encodes; a test may encode anything.
      const attestationObject = isoCBOR.encode(
        new Map<string, never>([
          ['fmt', format as never],
          ['attStmt', statement as never],
          ['authData', new Uint8Array(authData) as never],
        ]),
      )
      return {
        ...credential(change),
        response: { clientDataJSON: text(clientDataJSON), attestationObject: text(attestationObject) },
      }
    },
    /** `navigator.credentials.get` */
    get(options: Options, change: Change = {}) {
      const rpId = (options as unknown as { rpId: string }).rpId
      const { clientDataJSON, head } = parts('webauthn.get', options, rpId, change)
      const signature = sign('sha256', Buffer.concat([head, sha256(clientDataJSON)]), privateKey)
      const handle = change.userHandle === undefined ? keptHandle : (change.userHandle ?? undefined)
      return {
        ...credential(change),
        response: {
          clientDataJSON: text(clientDataJSON),
          authenticatorData: text(head),
          signature: text(signature),
          ...(handle !== undefined && { userHandle: handle }),
        },
      }
    },
  }
}

function sha256(content: string | Buffer): Buffer {
  return createHash('sha256').update(content).digest()
}

function text(content: Uint8Array): string {
  return Buffer.from(content).toString('base64url')
}
