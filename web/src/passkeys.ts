/** Passkeys (WebAuthn): the browser's own dialog, and what goes wrong in it in words for people. */
import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/browser'
import { client } from './api.ts'

export const passkeysWork = 'PublicKeyCredential' in globalThis

type Purpose = 'signIn' | 'secondFactor' | 'freshness'

/** The signed answer to a fresh challenge. Throws an Error whose message may be shown. */
export async function askPasskey(purpose: Purpose) {
  const { options } = await client.createPasskeyChallenge({ body: { purpose } })
  const { startAuthentication } = await import('@simplewebauthn/browser')
  // The server made them with the other half of the same library.
  const optionsJSON = options as unknown as PublicKeyCredentialRequestOptionsJSON
  const { id, rawId, type, response } = await startAuthentication({ optionsJSON }).catch(refused)
  const { clientDataJSON, authenticatorData, signature, userHandle } = response
  return { id, rawId, type, response: { clientDataJSON, authenticatorData, signature, userHandle } }
}

/** A new passkey on this device or key. Throws an Error whose message may be shown. */
export async function makePasskey() {
  const { options } = await client.createPasskeyChallenge({ body: { purpose: 'registration' } })
  const { startRegistration } = await import('@simplewebauthn/browser')
  const optionsJSON = options as unknown as PublicKeyCredentialCreationOptionsJSON // see above
  return startRegistration({ optionsJSON }).catch(refused)
}

/** Browsers answer with the same error for "no" and for "too late", so that no site can tell them apart. */
function refused(error: unknown): never {
  const name = error instanceof Error ? error.name : ''
  if (name === 'InvalidStateError') throw new Error('This device already has a passkey for you.', { cause: error })
  if (name === 'NotAllowedError' || name === 'AbortError') {
    throw new Error('The passkey was not used: it was cancelled, or it took too long.', { cause: error })
  }
  throw new Error('This browser could not use a passkey here.', { cause: error })
}
