/**
 * Consents of visitors, from the public site, which has no cookie and so nothing that another site could make use of:
 * these are routes and no endpoints, which would ask for the app's own cookie where the profile says so.
 */
import { invalidRequest } from '#platform/errors'
import { json, type RawRequest, type Route } from '#platform/http'
import { z } from 'zod'
import { consentPurposes } from './consent.ts'
import { giveVisitorConsent, withdrawVisitorConsent } from './give-consent.ts'

const bodyLimitBytes = 1_024
const unstored = { 'cache-control': 'no-store' }
const Body = z.object({ purpose: z.enum(consentPurposes) })

export const visitorRoutes: Route[] = [
  {
    name: 'giveVisitorConsent',
    methods: ['POST'],
    path: '/site/consents',
    handle: async (services, request) => {
      const { purpose } = await readBody(request)
      const { id, textVersion, givenAt, expiresAt } = await giveVisitorConsent(services, purpose, request)
      return json({ id, purpose, textVersion, givenAt, expiresAt }, { status: 201, headers: unstored })
    },
  },
  {
    name: 'withdrawVisitorConsent',
    methods: ['DELETE'],
    path: '/site/consents/{consentId}',
    handle: async (services, request) => {
      await withdrawVisitorConsent(services, request.params['consentId'] ?? '')
      return new Response(null, { status: 204, headers: unstored })
    },
  },
]

async function readBody(request: RawRequest): Promise<z.infer<typeof Body>> {
  const text = (await request.body(bodyLimitBytes)).toString('utf8')
  const found = Body.safeParse(parse(text))
  if (!found.success) throw invalidRequest(`expected JSON like {"purpose": "${consentPurposes[0]}"}`)
  return found.data
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // the schema refuses it
  }
}
