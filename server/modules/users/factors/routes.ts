import { z } from 'zod'
import { id, personEndpoint, publicEndpoint, shortText, timestamp } from '#platform/http'
import { SessionBody, SignInBody } from '../session-body.ts'
import { addTotp, confirmTotp } from './add-totp.ts'
import { addPasskey, removePasskey, updatePasskey } from './change-passkeys.ts'
import { challengePurposes, createPasskeyChallenge } from './create-passkey-challenge.ts'
import { getFactors } from './get-factors.ts'
import { AssertionBody, CredentialId, RegistrationBody } from './passkey.ts'
import { proveFreshness } from './prove-freshness.ts'
import { proveSecondFactor } from './prove-second-factor.ts'
import { removeTotp } from './remove-totp.ts'
import { replaceRecoveryCodes } from './replace-recovery-codes.ts'
import { signInWithPasskey } from './sign-in-with-passkey.ts'

/** Apps show six digits in two groups. */
const totpCode = z.string().regex(/^\s*\d{3}\s?\d{3}\s*$/, 'expected six digits')
const totpProof = z.object({ type: z.literal('totp'), code: totpCode })
const passkeyProof = z.object({ type: z.literal('passkey'), response: AssertionBody })
const recoveryCodeProof = z.object({ type: z.literal('recoveryCode'), code: z.string().min(1).max(100) })
const passwordProof = z.object({ type: z.literal('password'), password: z.string().max(1_000) })

const PasskeyBody = z.object({ id: CredentialId, label: z.string() })
const RecoveryCodesBody = z.object({ recoveryCodes: z.array(z.string()) })
const passkeyParams = z.object({ passkeyId: CredentialId })

const FactorsBody = z.object({
  hasPassword: z.boolean(),
  totp: z.object({ enabled: z.boolean(), confirmedAt: timestamp.nullable() }),
  recoveryCodesLeft: z.number().int(),
  passkeys: z.array(PasskeyBody),
  identities: z.array(
    z.object({
      id: id('idt'),
      providerId: z.string(),
      providerName: z.string(),
      email: z.string(),
      createdAt: timestamp,
    }),
  ),
})

export const factorEndpoints = [
  publicEndpoint({
    operationId: 'createPasskeyChallenge',
    summary: 'Ask the browser for a passkey',
    description:
      'Answers the options for `navigator.credentials` as JSON (WebAuthn level 3). What the browser makes of them must ' +
      'come from the same session within ten minutes. All purposes but `signIn` need the matching session.',
    method: 'post',
    path: '/passkey-challenges',
    body: z.object({ purpose: z.enum(challengePurposes) }),
    response: z.object({
      options: z
        .record(z.string(), z.unknown())
        .meta({ description: 'PublicKeyCredentialCreationOptionsJSON or PublicKeyCredentialRequestOptionsJSON' }),
    }),
    status: 201,
    handle: async (services, { body }, request) => ({
      options: { ...(await createPasskeyChallenge(services, body.purpose, request)) },
    }),
  }),
  publicEndpoint({
    operationId: 'signInWithPasskey',
    summary: 'Sign in with a passkey',
    description: 'A passkey whose holder was verified needs no second factor.',
    method: 'post',
    path: '/session/passkey',
    body: z.object({ response: AssertionBody }),
    response: SignInBody,
    status: 201,
    handle: (services, { body }, request) => signInWithPasskey(services, body.response, request),
  }),
  publicEndpoint({
    operationId: 'proveSecondFactor',
    summary: 'Finish a sign-in with a second factor',
    method: 'post',
    path: '/session/second-factor',
    body: z.discriminatedUnion('type', [totpProof, recoveryCodeProof, passkeyProof]),
    response: SessionBody,
    status: 201,
    handle: (services, { body }, request) => proveSecondFactor(services, body, request),
  }),
  personEndpoint({
    operationId: 'proveFreshness',
    summary: 'Confirm that it is you',
    description:
      'For what answers `fresh_factor_required`. Whoever has a second factor must use it: the password is refused then.',
    method: 'post',
    path: '/session/freshness',
    body: z.discriminatedUnion('type', [passwordProof, totpProof, passkeyProof]),
    response: z.object({ freshUntil: timestamp.nullable() }),
    handle: (ctx, { body }, request) => proveFreshness(ctx, body, request),
  }),
  personEndpoint({
    operationId: 'getFactors',
    summary: 'With what you can sign in',
    method: 'get',
    path: '/user/factors',
    response: FactorsBody,
    handle: (ctx) => getFactors(ctx),
  }),
  personEndpoint({
    operationId: 'addTotp',
    summary: 'Set up codes from an app',
    description: 'The secret is shown in this answer only; a first code confirms it within an hour. Needs freshness.',
    method: 'post',
    path: '/user/totp',
    response: z.object({
      secret: z.string().meta({ description: 'Base32, for typing in' }),
      uri: z.string(),
      qrCode: z.string().meta({ description: 'The URI as a QR code, an SVG document' }),
    }),
    status: 201,
    handle: (ctx) => addTotp(ctx),
  }),
  personEndpoint({
    operationId: 'confirmTotp',
    summary: 'Switch codes from an app on',
    description: 'The recovery codes are shown in this answer only. All other sessions end.',
    method: 'post',
    path: '/user/totp/confirmation',
    body: z.object({ code: totpCode }),
    response: RecoveryCodesBody,
    status: 201,
    handle: (ctx, { body }, request) => confirmTotp(ctx, body.code, request),
  }),
  personEndpoint({
    operationId: 'removeTotp',
    summary: 'Switch codes from an app off',
    description: 'All other sessions end. Needs freshness.',
    method: 'delete',
    path: '/user/totp',
    handle: (ctx, _input, request) => removeTotp(ctx, request),
  }),
  personEndpoint({
    operationId: 'replaceRecoveryCodes',
    summary: 'Make new recovery codes',
    description: 'They are shown in this answer only, and those from before open nothing. Needs freshness.',
    method: 'post',
    path: '/user/recovery-codes',
    response: RecoveryCodesBody,
    status: 201,
    handle: (ctx, _input, request) => replaceRecoveryCodes(ctx, request),
  }),
  personEndpoint({
    operationId: 'addPasskey',
    summary: 'Add a passkey',
    description:
      'With what the browser made of a challenge for `registration`. All other sessions end. Needs freshness.',
    method: 'post',
    path: '/user/passkeys',
    body: z.object({ label: shortText, response: RegistrationBody }),
    response: PasskeyBody,
    status: 201,
    handle: (ctx, { body }, request) => addPasskey(ctx, body, request),
  }),
  personEndpoint({
    operationId: 'updatePasskey',
    summary: 'Rename a passkey',
    method: 'patch',
    path: '/user/passkeys/{passkeyId}',
    params: passkeyParams,
    body: z.object({ label: shortText }),
    response: PasskeyBody,
    handle: (ctx, { params, body }) => updatePasskey(ctx, { id: params.passkeyId, label: body.label }),
  }),
  personEndpoint({
    operationId: 'removePasskey',
    summary: 'Remove a passkey',
    description: 'Answers 409 for the last way to sign in. All other sessions end. Needs freshness.',
    method: 'delete',
    path: '/user/passkeys/{passkeyId}',
    params: passkeyParams,
    handle: (ctx, { params }, request) => removePasskey(ctx, params.passkeyId, request),
  }),
]
