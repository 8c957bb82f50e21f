import { id, personEndpoint, publicEndpoint, timestamp } from '#platform/http'
import { z } from 'zod'
import { consentPurposes, consentTexts, isAsked } from './consent.ts'
import { giveConsent, withdrawConsent } from './give-consent.ts'
import { listOwnConsents } from './list-consents.ts'

const Purpose = z.enum(consentPurposes)
const params = z.object({ purpose: Purpose })

const ConsentBody = z.object({
  id: id('con'),
  purpose: Purpose,
  textVersion: z.string(),
  way: z.enum(['app', 'site']),
  givenAt: timestamp,
  expiresAt: timestamp,
  withdrawnAt: timestamp.nullable(),
  withdrawnBy: z.enum(['person', 'closure']).nullable(),
})

const TextBody = z.object({
  purpose: Purpose,
  version: z.string(),
  text: z.string(),
  asked: z.boolean().meta({ description: 'Whether anything here would use the consent' }),
})

export const consentEndpoints = [
  publicEndpoint({
    operationId: 'listConsentTexts',
    summary: 'What consent is asked for, in which words',
    method: 'get',
    path: '/consent-texts',
    response: z.object({ items: z.array(TextBody) }),
    handle: ({ policy }) =>
      Promise.resolve({
        items: consentPurposes.map((purpose) => ({
          purpose,
          ...consentTexts[purpose],
          asked: isAsked(purpose, policy.inForce()),
        })),
      }),
  }),
  personEndpoint({
    operationId: 'listConsents',
    summary: 'What one agreed to and took back, with subscriptions to status pages',
    method: 'get',
    path: '/user/consents',
    response: z.object({
      purposes: z.array(TextBody.extend({ given: z.boolean() })),
      history: z.array(ConsentBody),
      subscriptions: z.array(z.object({ page: z.string(), givenAt: timestamp, withdrawnAt: timestamp.nullable() })),
    }),
    handle: listOwnConsents,
  }),
  personEndpoint({
    operationId: 'giveConsent',
    summary: 'Agree, to the words of the current version',
    description: '409: nothing here needs it.',
    method: 'put',
    path: '/user/consents/{purpose}',
    params,
    response: ConsentBody,
    handle: (ctx, { params: { purpose } }) => giveConsent(ctx, purpose),
  }),
  personEndpoint({
    operationId: 'withdrawConsent',
    summary: 'Take a consent back; it ends at once',
    method: 'delete',
    path: '/user/consents/{purpose}',
    params,
    handle: (ctx, { params: { purpose } }) => withdrawConsent(ctx, purpose),
  }),
]
