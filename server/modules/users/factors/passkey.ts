/**
 * What passes between us and a browser about passkeys (WebAuthn level 3), checked by @simplewebauthn/server. Nothing
 * here knows a table.
 */
import { createHmac } from 'node:crypto'
import { z } from 'zod'
import type { Config } from '#platform/config'
import type { Passkey } from './repo.ts'

/** Loaded with the first passkey: reading its certificate parsers takes a tenth of the program's start. */
const library = () => import('@simplewebauthn/server')
const helpers = () => import('@simplewebauthn/server/helpers')

const base64url = (maxLength: number) =>
  z
    .string()
    .min(1)
    .max(maxLength)
    .regex(/^[\w-]+$/, 'expected base64url')

/** At most 1,023 bytes (WebAuthn §4, credential id). */
export const CredentialId = base64url(1364)

/** Far above what browsers send; only bounds the work. */
const maxPartLength = 16_384
const part = base64url(maxPartLength)

/** `AuthenticationResponseJSON` of a browser; what it has beyond this is not looked at. */
export const AssertionBody = z.object({
  id: CredentialId,
  rawId: CredentialId,
  type: z.literal('public-key'),
  response: z.object({
    clientDataJSON: part,
    authenticatorData: part,
    signature: part,
    userHandle: base64url(88).nullish(),
  }),
})
export type Assertion = z.infer<typeof AssertionBody>

/** `RegistrationResponseJSON` of a browser. */
export const RegistrationBody = z.object({
  id: CredentialId,
  rawId: CredentialId,
  type: z.literal('public-key'),
  response: z.object({ clientDataJSON: part, attestationObject: part }),
})
export type Registration = z.infer<typeof RegistrationBody>

/** Written out, or a passkey of today could not be checked on a runtime of tomorrow: EdDSA, ES256, RS256. */
const algorithms = [-8, -7, -257]
/** WebAuthn §15.1 recommends five minutes; the challenge itself lives for ten. */
const timeout = 5 * 60_000
const name = 'Watchword'

export function relyingParty({ appUrl }: Pick<Config, 'appUrl'>): { id: string; origin: string } {
  return { id: new URL(appUrl).hostname, origin: appUrl }
}

/**
 * What an authenticator keeps of who it belongs to: 32 bytes, base64url. Neither the e-mail nor the id that colleagues
 * see (WebAuthn §14.6.1), and made without our keys, or passkeys would be lost when those are rotated.
 */
export function userHandle(userId: string): string {
  return createHmac('sha256', 'watchword passkey user handle').update(userId).digest('base64url')
}

type Party = Pick<Config, 'appUrl'>
type Asked = { challenge: string; passkeys: readonly Pick<Passkey, 'id'>[] }

export async function registrationOptions(
  config: Party,
  user: { id: string; email: string; name: string },
  asked: Asked,
) {
  const { generateRegistrationOptions } = await library()
  return generateRegistrationOptions({
    rpName: name,
    rpID: relyingParty(config).id,
    userName: user.email,
    userDisplayName: user.name,
    userID: bytes(userHandle(user.id)),
    challenge: bytes(asked.challenge),
    timeout,
    attestationType: 'none',
    excludeCredentials: asked.passkeys.map(({ id }) => ({ id })),
    // Any passkey may become a first factor, so all of them must be able to tell who holds them.
    authenticatorSelection: { residentKey: 'preferred', userVerification: 'required' },
    supportedAlgorithmIDs: algorithms,
  })
}

/** Whether the authenticator must have made sure who holds it: always, but behind another factor. */
export type Verification = 'required' | 'preferred'

/** Without passkeys the authenticator offers what it has, and the request tells nothing of who is known here. */
export async function authenticationOptions(config: Party, asked: Asked & { userVerification: Verification }) {
  const { generateAuthenticationOptions } = await library()
  const { challenge, passkeys, userVerification } = asked
  return generateAuthenticationOptions({
    rpID: relyingParty(config).id,
    challenge: bytes(challenge),
    allowCredentials: passkeys.map(({ id }) => ({ id })),
    timeout,
    userVerification,
  })
}

/** The new credential, or undefined when this is no answer to that challenge, on this site, by a verified person. */
export async function readRegistration(
  config: Party,
  challenge: string,
  registration: Registration,
): Promise<Pick<Passkey, 'id' | 'publicKey' | 'counter'> | undefined> {
  const party = relyingParty(config)
  const { verifyRegistrationResponse } = await library()
  try {
    if ((await bringsCertificates(registration)) || (await isEmbedded(registration))) return undefined
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      response: { ...registration, clientExtensionResults: {} },
      expectedChallenge: challenge,
      expectedOrigin: party.origin,
      expectedRPID: party.id,
      requireUserVerification: true,
      supportedAlgorithmIDs: algorithms,
    })
    if (!verified) return undefined
    const { id, publicKey, counter } = registrationInfo.credential
    return { id, publicKey: Buffer.from(publicKey), counter }
  } catch {
    // For all that is not as it should be the library throws an Error that only its message tells apart.
    return undefined
  }
}

/** The authenticator's counter, or undefined when the answer is not right. Whether it grew is for the row to say. */
export async function readAssertion(
  config: Party,
  passkey: Pick<Passkey, 'id' | 'publicKey'>,
  answer: { challenge: string; assertion: Assertion; userVerification: Verification },
): Promise<number | undefined> {
  const { challenge, assertion, userVerification } = answer
  const { userHandle: handle, ...response } = assertion.response
  const party = relyingParty(config)
  const { verifyAuthenticationResponse } = await library()
  try {
    if (await isEmbedded(assertion)) return undefined
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: {
        ...assertion,
        response: { ...response, ...(handle && { userHandle: handle }) },
        clientExtensionResults: {},
      },
      expectedChallenge: challenge,
      expectedOrigin: party.origin,
      expectedRPID: party.id,
      requireUserVerification: userVerification === 'required',
      credential: { id: passkey.id, publicKey: new Uint8Array(passkey.publicKey), counter: 0 },
    })
    return verified ? authenticationInfo.newCounter : undefined
  } catch {
    return undefined // see above
  }
}

/**
 * We ask for no attestation, and a browser then sends none or one that the key signed itself (WebAuthn §5.1.3). One
 * with certificates is refused unread: the library would fetch revocation lists from addresses that they name.
 */
async function bringsCertificates({ response }: Registration): Promise<boolean> {
  const { decodeAttestationObject, isoBase64URL } = await helpers()
  const attestation = decodeAttestationObject(isoBase64URL.toBuffer(response.attestationObject))
  const format = attestation.get('fmt')
  return format !== 'none' && (format !== 'packed' || attestation.get('attStmt').get('x5c') !== undefined)
}

/** The library lets frames in other sites pass when the browser does not say in which. */
async function isEmbedded({ response }: Assertion | Registration): Promise<boolean> {
  const { decodeClientDataJSON } = await helpers()
  return decodeClientDataJSON(response.clientDataJSON).crossOrigin === true
}

function bytes(text: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.from(text, 'base64url'))
}
